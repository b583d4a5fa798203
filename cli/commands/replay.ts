import type { Command } from '../command.ts'
import { estateOf, settledFlows } from '../estate.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { unsound } from '../plan.ts'
import { timeOf } from '../report/period.ts'
import { ledgerOf } from '../systems.ts'
import { durationOf } from '../text.ts'

const defaultExamples = 5

export const replay: Command = {
  name: 'replay',
  group: 'code',
  summary: 'what other policies would have made of the real history',
  about:
    'Takes each record’s history from the ledger, what users entered where and when, and decides it again: by the flows that ran, which must come to what the ledger holds, and by the proposed ones. Says what would have differed: values, conflicts, reviews and writes, with examples. Records whose history is not whole are counted and named, and nothing is guessed of them. No system is asked, and nothing is written, also not to the ledger; it works beside a run. Exit 0: nothing would have differed; 2: something would.',
  arguments: [{ name: 'flows', about: 'the flow file of what runs', required: false }],
  options: [
    { flags: '--policy <file>', about: 'the proposed portfolio: a flow file, or a plan.json' },
    { flags: '--flow <name>', about: 'only this flow; may be given more than once', repeats: true },
    { flags: '--since <time>', about: 'the proposal applies from here on: 30d, or 2026-11-24T08:30:00Z (default: from the beginning)' },
    { flags: '--examples <n>', about: `for each flow, so many (default: ${defaultExamples})` },
  ],
  examples: [
    ['thalweg replay --policy flows.next.ts', 'the whole history under another flow file'],
    ['thalweg replay --policy ../next/plan.json --flow customers --since 30d', 'the last 30 days of one flow'],
  ],
  run: async (input, cli) => {
    const file = input.text('policy')
    if (file === undefined || file.trim() === '')
      throw usage('--policy is missing', 'name a flow file, or a plan.json: thalweg replay --policy flows.next.ts')
    const [examples, since] = [examplesOf(input), sinceOf(input, Date.now())]
    const estate = await estateOf(input)
    const flows = settledFlows(estate.landscape, input.list('flow'))
    const { proposedBy, replacements } = await import('../replay/proposed.ts')
    const found = await proposedBy(file, estate)
    if ('findings' in found) return unsound(found.project, found.findings)
    const pairs = replacements(file, flows, found.landscape)
    const { differs, replayFlow } = await import('../../sim/replay/index.ts')
    const ledger = await ledgerOf(estate, 'read')
    try {
      const replayed = []
      for (const { now, proposed } of pairs) {
        const progress = cli.progress(`${now.name}:`)
        replayed.push(
          await replayFlow({
            ledger,
            now,
            proposed,
            examples,
            ...(since === null ? {} : { since }),
            progress: (done, of) => progress.at(done, of),
          }),
        )
        progress.end()
      }
      const told = {
        policy: file,
        since,
        changes: found.changes.filter(({ flow }) => pairs.some(({ now }) => now.name === flow)),
        flows: replayed,
      }
      const { replayText } = await import('../replay/text.ts')
      return {
        exit: replayed.some(differs) ? 2 : 0,
        data: { ...told, since: since === null ? null : new Date(since).toISOString() },
        text: replayText(told, cli),
      }
    } finally {
      await ledger.close()
    }
  },
}

function examplesOf(input: Input): number {
  const given = input.text('examples')
  const examples = Number(given ?? defaultExamples)
  if (!Number.isSafeInteger(examples) || examples < 0 || given?.trim() === '')
    throw usage(`--examples ${given} is no number`, 'as in --examples 10')
  return examples
}

function sinceOf(input: Input, now: number): number | null {
  const given = input.text('since')
  if (given === undefined) return null
  const duration = durationOf(given)
  const at = duration === undefined ? timeOf(given) : now - duration
  if (at === undefined)
    throw usage(`--since ${given} is neither a duration nor a time`, 'as in 24h, 30d, 2026-11-24 or 2026-11-24T08:30:00Z')
  return at
}
