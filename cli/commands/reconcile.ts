import type { Engine, Mismatch } from '../../runtime/engine/engine.ts'
import type { Comparison, Repaired } from '../../runtime/reconcile.ts'
import type { Cli, Command } from '../command.ts'
import { chosenFlows, estateOf, eventFlows, isSettled } from '../estate.ts'
import { refuseMismatches, refusePaused, warnDown } from '../guard.ts'
import { reconcileLedger } from '../reconcile/ledger.ts'
import { recordDrift } from '../reconcile/record.ts'
import { cappedText, stoppedText } from '../run/outcome.ts'
import { openerOf } from '../systems.ts'
import { count, value } from '../text.ts'

/** Differences that are listed for people; `--json` has up to 1,000 a flow. */
const listed = 20

interface Compared extends Omit<Comparison, 'repairable'> {
  /** Records that --repair would bring, or has not brought, in the owner's direction. */
  readonly repairable: number
  readonly repaired: Repaired | null
}

export const reconcile: Command = {
  name: 'reconcile',
  group: 'systems',
  summary: 'compare the systems with each other, out of band',
  about:
    'Counts and digests are computed inside each system; rows are read only where they differ. Every difference is classed: missing, extra, field; where the ledger can tell inFlight, waiting or held, which is no drift, or deadLetter, foreignWrite, lostWrite or mapping, which is. With --repair the differing records are brought in the owner’s direction, within the delete cap, and compared again.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--repair', about: 'bring what differs in the owner’s direction' },
    { flags: '--flow <name>', about: 'only this flow; may be given more than once', repeats: true },
  ],
  examples: [
    ['thalweg reconcile', 'exit 1 when anything has drifted'],
    ['thalweg reconcile --flow workOrders --repair', 'and mend it'],
  ],
  run: async (input, cli) => {
    const estate = await estateOf(input)
    const chosen = chosenFlows(estate.landscape, input.list('flow'))
    const flows = chosen.filter(isSettled).map((flow) => flow.name)
    const logs = eventFlows(chosen).map(({ name, reconcile: { none } }) => ({ flow: name, why: none }))
    const repairs = input.flag('repair')
    const open = await openerOf(estate, chosen.filter(isSettled))
    const { Engine, systemClock } = await import('../../runtime/engine/engine.ts')
    const runtime = await import('../../runtime/reconcile.ts')
    const { ledger, records } = await reconcileLedger(estate, repairs, cli)
    const clock = systemClock()
    const engine = new Engine({ landscape: estate.landscape, ledger, clock, open, flows })
    try {
      const stopped = repairs ? await mayRepair(engine, flows) : []
      for (const each of stopped) cli.warn(stoppedText(each))
      const compared: Compared[] = []
      for (const flow of flows) {
        const progress = cli.progress(`comparing ${flow}, ranges that differ:`)
        let comparison = await runtime.reconcile(engine, flow, { progress: progress.at })
        let repaired: Compared['repaired'] = null
        if (repairs && comparison.repairable.length > 0 && !stopped.some(({ system }) => system === flow)) {
          progress.label(`repairing ${flow}`)
          repaired = await runtime.repair(engine, comparison)
          comparison = await runtime.reconcile(engine, flow, { progress: progress.at })
        }
        progress.end()
        compared.push({ ...comparison, repairable: comparison.repairable.length, repaired })
      }
      if (records) await recordDrift(ledger, compared, clock.now())
      warnDown(engine.down(), cli)
      const drift = compared.reduce((sum, each) => sum + each.drift, 0)
      return {
        exit: drift > 0 || stopped.length > 0 || engine.down().length > 0 || compared.some(unfinished) ? 1 : 0,
        data: { drift, flows: compared, notReconciled: logs },
        text: [told(compared, repairs, cli), ...logs.map(({ flow, why }) => `${cli.paint.bold(flow)}: never compared: ${why}`)]
          .filter(Boolean)
          .join('\n'),
      }
    } finally {
      await engine.close()
    }
  },
}

/** @returns flows that are not repaired, since somebody has to accept a change of theirs @throws Failure for what stops all of it */
async function mayRepair(engine: Engine, flows: readonly string[]): Promise<readonly Mismatch[]> {
  for (const flow of flows) await refusePaused(engine.ledger, flow)
  await engine.takeUp()
  const found = await engine.mismatches()
  refuseMismatches(found.filter(({ code }) => code !== 'termsChanged'))
  return found.filter(({ code }) => code === 'termsChanged')
}

/** Not compared, or not repaired as it was asked for. */
function unfinished({ notCompared, repaired }: Compared): boolean {
  return notCompared.length > 0 || (repaired !== null && (repaired.failed > 0 || repaired.capped !== null))
}

function told(compared: readonly Compared[], repairs: boolean, { paint }: Cli): string {
  const lines = compared.flatMap((each) => {
    const { flow, rows, read, differences, total } = each
    const counts = Object.entries(rows).map(
      ([system, number]) => `${system} ${number === null ? 'not counted' : number.toLocaleString('en')}`,
    )
    const apart = differences.filter(({ counts: drifts }) => !drifts).length
    return [
      `${paint.bold(flow)}: ${counts.join(', ')}; ${verdictOf(each, paint)}`,
      ...each.notCompared.map(({ system, why }) => paint.red(`  not compared with ${system}: ${why}`)),
      ...mended(each),
      ...unkeyed(each),
      ...(apart > 0 ? [`  ${count(apart, 'difference')} on the way, waiting or kept apart: no drift`] : []),
      ...(read === 0 ? [] : [`  ${paint.dim(`${count(read, 'row')} read where digests differed`)}`]),
      ...differences.slice(0, listed).map(difference),
      ...(total > listed ? [`  and ${(total - listed).toLocaleString('en')} more`] : []),
      ...wayOuts(differences),
    ]
  })
  const hint = repairs || compared.every(({ repairable }) => repairable === 0)
  return [...lines, ...(hint ? [] : ['', 'thalweg reconcile --repair brings what differs in the owner’s direction.'])].join('\n')
}

function verdictOf({ drift, notCompared, rows }: Compared, paint: Cli['paint']): string {
  if (drift > 0) return paint.red(`drift in ${count(drift, 'record')}`)
  if (notCompared.length === 0) return paint.green('no drift')
  return paint.red(notCompared.length === Object.keys(rows).length - 1 ? 'not compared' : 'not compared as a whole')
}

function mended({ flow, repaired }: Compared): string[] {
  if (repaired === null) return []
  const { written, failed, capped } = repaired
  return [
    `  repaired: ${count(written, 'row')} written${failed > 0 ? `, ${failed.toLocaleString('en')} failed and are tried again (thalweg status, thalweg dead-letters)` : ''}`,
    ...(capped === null ? [] : [`  held back: ${cappedText({ flow, ...capped })}`]),
  ]
}

/** Rows that are no record's: none of them has drifted. */
function unkeyed({ unreferenced }: Compared): string[] {
  return Object.entries(unreferenced).flatMap(([system, number]) =>
    number === null || number === 0
      ? []
      : [`  ${count(number, 'row')} in ${system} without a key of ours (thalweg match shows what they are like)`],
  )
}

/** What --repair cannot mend, and what does. */
function wayOuts(differences: readonly Comparison['differences'][number][]): string[] {
  const systems = [...new Set(differences.flatMap(({ class: kind, system }) => (kind === 'mapping' ? [system] : [])))]
  if (systems.length === 0) return []
  return [
    `  mapping: each system holds what was written there, and it does not mean the same. Say in the binding of ${systems.join(', ')} or of its peer what it makes of the value (\`stores\`, or a codec), then thalweg generate`,
  ]
}

function difference({ key, system, class: kind, fields }: Comparison['differences'][number]): string {
  const parts = Object.entries(fields).map(([field, [first, other]]) => `${field} ${value(first)} / ${value(other)}`)
  return `  ${key} at ${system}: ${kind}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`
}
