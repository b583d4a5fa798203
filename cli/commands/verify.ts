import type { Command } from '../command.ts'
import { estateOf, settledFlows } from '../estate.ts'
import { warnGenerated } from '../guard.ts'
import { exhaustive } from '../verify/exhaustive.ts'
import { drillReport } from '../verify/drill.ts'
import { again, budgetOf, defaultSeeds, replayOf } from '../verify/options.ts'
import { storyText, verifiedText } from '../verify/text.ts'

const minuteMs = 60_000

export const verify: Command = {
  name: 'verify',
  group: 'code',
  summary: 'do the flows converge: the real engine over simulated systems, seed after seed',
  about:
    'Runs the generated code against systems in memory, with users who edit at once, crashes, lost answers, late commits and outages, and looks whether systems agree, nothing is lost without a line in the audit, and nobody writes who may not. What does not hold is shrunk to a small run. No system is asked and no ledger is touched.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--flow <name>', about: 'only this flow; may be given more than once', repeats: true },
    { flags: '--seeds <n>', about: `runs of each flow; default ${defaultSeeds}` },
    { flags: '--minutes <m>', about: 'as many runs as go into this time' },
    { flags: '--seed <n>', about: 'the first seed; default 1' },
    { flags: '--steps <n>', about: 'repeats one run of so many steps, and tells what happens in it' },
    { flags: '--records <n>', about: 'the same, with so many records at most' },
    { flags: '--quirks <list>', about: 'the same, with these accidents only, or none' },
    {
      flags: '--exhaustive',
      about: 'no seeds: every order of few acts, crashes and late writes on one record; at most five minutes, or --minutes',
    },
    { flags: '--drill', about: 'plants known bugs in the hub, one after the other: which check notices each, after how many runs' },
    { flags: '--mermaid', about: 'what happened as a sequence diagram' },
  ],
  examples: [
    ['thalweg verify', `${defaultSeeds} runs of each flow; exit 1 when anything does not hold`],
    ['thalweg verify --minutes 10 --seed 1000', 'ten minutes, other seeds'],
    ['thalweg verify --exhaustive --flow workOrders', 'everything that can happen to one record within a small bound'],
    ['thalweg verify --drill', 'what the checks are worth for these flows; exit 1 when a planted bug goes unnoticed'],
    ['thalweg verify --flow workOrders --seed 17 --steps 4 --quirks crash', 'one run, as it happened'],
  ],
  run: async (input, cli) => {
    const estate = await estateOf(input)
    await warnGenerated(estate, cli)
    const { landscape, module } = estate
    const flows = settledFlows(landscape, input.list('flow')).map(({ name }) => name)
    if (input.flag('exhaustive')) return exhaustive(landscape, flows, input, cli)
    if (input.flag('drill')) return drillReport(landscape, flows, input, cli)
    const shown = { systemsOf: (flow: string) => landscape.flows[flow]!.systems, asMermaid: input.flag('mermaid') }
    const sim = await import('../../sim/verify/index.ts')
    const one = replayOf(input)
    if (one !== null) {
      const [flow] = flows as [string]
      const { run } = await sim.replay(landscape, flow, one)
      const { violations, told, acts, writes } = run
      const verdict = violations.map(({ check, what }) => `${cli.paint.red(check)} does not hold: ${what}`)
      return {
        exit: violations.length === 0 ? 0 : 1,
        data: { flow, ...one, records: Number.isFinite(one.records) ? one.records : null, acts, writes, violations, told },
        text: [
          storyText(told, shown.systemsOf(flow), shown.asMermaid),
          ...(shown.asMermaid ? [] : ['', ...(verdict.length === 0 ? ['everything holds'] : verdict)]),
        ].join('\n'),
      }
    }
    const { from, seeds, minutes } = budgetOf(input)
    const progress = cli.progress('runs:')
    const whole = Number.isFinite(seeds) ? seeds * flows.length : undefined
    const verified = await sim.verify({
      landscape,
      module,
      flows,
      from,
      seeds,
      until: Date.now() + minutes * minuteMs,
      progress: (runs) => progress.at(runs, whole),
    })
    progress.end()
    const data = {
      ...verified,
      flows: verified.flows.map(({ broken, ...flow }) => ({
        ...flow,
        broken:
          broken === null
            ? null
            : {
                ...broken,
                smallest:
                  broken.smallest === null ? null : { again: again(broken.flow, broken.smallest.replay), told: broken.smallest.run.told },
              },
      })),
    }
    return { exit: verified.flows.some(({ broken }) => broken !== null) ? 1 : 0, data, text: verifiedText(verified, shown, cli) }
  },
}
