import type { Comparison } from '../../runtime/reconcile.ts'
import type { Cli, Command } from '../command.ts'
import { chosenFlows, estateOf } from '../estate.ts'
import { refuseMismatches, warnDown } from '../guard.ts'
import { reconcileLedger } from '../reconcile/ledger.ts'
import { recordDrift } from '../reconcile/record.ts'
import { openerOf } from '../systems.ts'
import { count, value } from '../text.ts'

/** Differences that are listed for people; `--json` has up to 1,000 a flow. */
const listed = 20

interface Compared extends Comparison {
  readonly repaired: { readonly written: number; readonly failed: number } | null
}

export const reconcile: Command = {
  name: 'reconcile',
  group: 'systems',
  summary: 'compare the systems with each other, out of band',
  about:
    'Counts and digests are computed inside each system; rows are read only where they differ. Every difference is classed: missing, extra, field; inFlight, foreignWrite, lostWrite or mapping where the ledger can tell. With --repair the differing records are brought in the owner’s direction, within the delete cap, and compared again.',
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
    const flows = chosenFlows(estate.landscape, input.list('flow')).map((flow) => flow.name)
    const repairs = input.flag('repair')
    const open = await openerOf(estate, chosenFlows(estate.landscape, flows))
    const { Engine, systemClock } = await import('../../runtime/engine/engine.ts')
    const runtime = await import('../../runtime/reconcile.ts')
    const { ledger, records } = await reconcileLedger(estate, repairs, cli)
    const clock = systemClock()
    const engine = new Engine({ landscape: estate.landscape, ledger, clock, open, flows })
    try {
      if (repairs) refuseMismatches(await engine.mismatches())
      const compared: Compared[] = []
      for (const flow of flows) {
        const progress = cli.progress(`comparing ${flow}, ranges that differ:`)
        let comparison = await runtime.reconcile(engine, flow, { progress: progress.at })
        let repaired: Compared['repaired'] = null
        if (repairs && comparison.differences.length > 0) {
          progress.label(`repairing ${flow}`)
          repaired = await runtime.repair(engine, comparison)
          comparison = await runtime.reconcile(engine, flow, { progress: progress.at })
        }
        progress.end()
        compared.push({ ...comparison, repaired })
      }
      if (records) await recordDrift(ledger, compared, clock.now())
      warnDown(engine.down(), cli)
      const drift = compared.reduce((sum, each) => sum + each.drift, 0)
      return {
        exit: drift > 0 || engine.down().length > 0 ? 1 : 0,
        data: { drift, flows: compared },
        text: told(compared, drift, repairs, cli),
      }
    } finally {
      await engine.close()
    }
  },
}

function told(compared: readonly Compared[], drift: number, repairs: boolean, { paint }: Cli): string {
  const lines = compared.map(({ flow, rows, read, differences, total, drift: own, repaired }) => {
    const counts = Object.entries(rows).map(
      ([system, number]) => `${system} ${number === null ? 'did not answer' : number.toLocaleString('en')}`,
    )
    const head = `${paint.bold(flow)}: ${counts.join(', ')}; ${own === 0 ? paint.green('no drift') : paint.red(`drift in ${count(own, 'record')}`)}`
    const allowed = total > own ? [`  ${count(total - own, 'difference')} that the flow allows, or that are on their way`] : []
    const mended =
      repaired === null
        ? []
        : [`  repaired: ${count(repaired.written, 'row')} written${repaired.failed > 0 ? `, ${repaired.failed} failed` : ''}`]
    const beyond = read === 0 ? [] : [`  ${paint.dim(`${count(read, 'row')} read where digests differed`)}`]
    return [
      head,
      ...mended,
      ...allowed,
      ...beyond,
      ...differences.slice(0, listed).map(difference),
      ...(differences.length > listed ? [`  and ${total - listed} more`] : []),
    ].join('\n')
  })
  const hint = drift === 0 || repairs ? [] : ['', 'thalweg reconcile --repair brings what differs in the owner’s direction.']
  return [...lines, ...hint].join('\n')
}

function difference({ key, system, class: kind, fields }: Comparison['differences'][number]): string {
  const parts = Object.entries(fields).map(([field, [first, other]]) => `${field} ${value(first)} / ${value(other)}`)
  return `  ${key} at ${system}: ${kind}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`
}
