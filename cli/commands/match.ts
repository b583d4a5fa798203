import type { FlowMatch } from '../../runtime/side-by-side.ts'
import { ask, canAsk } from '../ask.ts'
import type { Command } from '../command.ts'
import { userInfo } from 'node:os'
import type { Estate } from '../estate.ts'
import { chosenFlows, estateOf, eventFlows, isSettled } from '../estate.ts'
import { logsOf, logTold } from '../match/logs.ts'
import { refuseMismatches, warnDown, warnGenerated } from '../guard.ts'
import { told } from '../match/told.ts'
import { stoppedText } from '../run/outcome.ts'
import { blankLedger, hasLedger, ledgerOf, openerOf } from '../systems.ts'

export const match: Command = {
  name: 'match',
  group: 'systems',
  summary: 'what the systems hold already, side by side; accept it as the start',
  about:
    'Pairs the rows of each flow by key, without writing, and shows what stands alone, what cannot be read, and where the systems differ with what the flow would make of it. With --accept the systems become this ledger’s, and runs write from then on: equal values are the base, a differing field goes by its policy and the other value is kept in the audit, or a person is asked where the flow says so (firstSync, whereTheyDiffer). Accept again when the ledger was lost, and when fields came to a flow: those are compared, and what is known of all others stays.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--accept', about: 'take what is there as the start' },
    { flags: '--flow <name>', about: 'only this flow; may be given more than once', repeats: true },
  ],
  examples: [
    ['thalweg match', 'look'],
    ['thalweg match --accept', 'look, and take it as the start'],
  ],
  run: async (input, cli) => {
    const estate = await estateOf(input)
    const flows = chosenFlows(estate.landscape, input.list('flow'))
    const open = await openerOf(estate, flows)
    await warnGenerated(estate, cli)
    const { Engine, systemClock } = await import('../../runtime/engine/engine.ts')
    const { accept } = await import('../../runtime/match.ts')
    const sideBySide = await import('../../runtime/side-by-side.ts')
    const clock = systemClock()
    const matches: FlowMatch[] = []
    const names = flows.map((flow) => flow.name)
    const engineOn = async (accepts: boolean) => {
      const ledger = accepts
        ? await ledgerOf(estate, 'make')
        : (await hasLedger(estate))
          ? await ledgerOf(estate, 'read')
          : await blankLedger(estate)
      return new Engine({ landscape: estate.landscape, ledger, clock, open, flows: names })
    }
    let engine = await engineOn(input.flag('accept'))
    try {
      refuseMismatches((await engine.mismatches()).filter(({ code }) => code === 'notPrepared'))
      const progress = cli.progress('matching')
      const settled = flows.filter(isSettled).map((flow) => flow.name)
      for (const [i, name] of settled.entries()) {
        progress.label(`matching ${name} (flow ${i + 1} of ${settled.length}), rows:`)
        progress.at(0)
        matches.push(await sideBySide.match(engine, name, (rows) => progress.add(rows)))
      }
      progress.end()
      warnDown(engine.down(), cli)
      const logs = await logsOf(engine.ledger, eventFlows(flows))
      const text = [told(matches, cli), ...logs.map((each) => logTold(each, cli))].filter(Boolean).join('\n')
      let accepting = input.flag('accept')
      const asked =
        !accepting &&
        canAsk(cli) &&
        (matches.some((each) => !each.accepted || each.added.length > 0) || logs.some((each) => !each.accepted))
      if (asked && (await ask(text, 'Take this as the start?'))) {
        await engine.close()
        engine = await engineOn(true)
        accepting = true
      }
      const head = asked ? [] : [text]
      if (!accepting)
        return { exit: engine.down().length > 0 ? 1 : 0, data: { accepted: false, flows: matches, logs }, text: head.join('') }
      const stopped = (await engine.mismatches()).filter(({ code }) => code === 'termsChanged')
      for (const each of stopped) cli.warn(stoppedText(each))
      const free = flows.filter(({ name }) => !stopped.some(({ system }) => system === name))
      const { missing, withdrawn } = await accept(
        engine,
        free.map(({ name }) => name),
        who(),
        clock.now(),
      )
      const exit = missing.length + stopped.length > 0 ? 1 : 0
      return {
        exit,
        data: { accepted: exit === 0, flows: matches, logs, missing, withdrawn, stopped: stopped.map(({ system }) => system) },
        text: [...head, ...(free.length === 0 ? [] : [outcome(estate, free, missing)]), ...withdrawal(withdrawn)].join('\n\n'),
      }
    } finally {
      await engine.close()
    }
  },
}

/** For the audit. */
function who(): string {
  try {
    return userInfo().username
  } catch {
    return process.env['USER'] ?? 'unknown'
  }
}

function outcome(estate: Estate, flows: ReturnType<typeof chosenFlows>, missing: readonly string[]): string {
  if (missing.length === 0) return 'Accepted: from here on runs write. See what the first one would do: thalweg run --once --dry-run'
  const waiting = flows.filter((flow) => flow.systems.some((system) => missing.includes(system))).map((flow) => flow.name)
  return `Not accepted: ${waiting.join(', ')}, since ${missing.join(', ')} did not answer. The other flows of ${estate.landscape.name} are.`
}

function withdrawal(flows: readonly string[]): string[] {
  if (flows.length === 0) return []
  const [have, them] = flows.length === 1 ? ['shares', 'it'] : ['share', 'them']
  return [
    `${flows.join(', ')} ${have} a system that is not the one it was: what the ledger held of ${them} is no base any more. Look at thalweg match, and accept ${them} too.`,
  ]
}
