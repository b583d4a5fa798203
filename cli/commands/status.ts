import { shownLedger } from '../../runtime/ledger/place.ts'
import type { Cli, Command } from '../command.ts'
import { estateOf } from '../estate.ts'
import { usage } from '../failure.ts'
import { eventsStatusOf, eventsTold } from '../status/events.ts'
import { bound, percent } from '../status/figures.ts'
import type { FlowStatus } from '../status/flow.ts'
import { wayOf } from '../status/way.ts'
import { statusOf } from '../status/flow.ts'
import { ledgerOf } from '../systems.ts'
import { shownPlace } from '../shown.ts'
import { count, duration, durationOf, table, time } from '../text.ts'

export const status: Command = {
  name: 'status',
  group: 'systems',
  summary: 'how the flows stand: positions, what waits, the four figures',
  about:
    'Read from the ledger alone; no system is asked, and it works while a run holds the ledger. Lag is told as the upper bound of a bucket, from the commit at the source to the commit at the target, by one clock; from detection where the source gives no time. Exits with 1 where an accepted flow does not keep a promise that it makes (expect).',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [{ flags: '--since <duration>', about: 'figures over this time, as in 90m, 24h, 30d (default: 24h)' }],
  examples: [
    ['thalweg status', 'the last 24 hours'],
    ['thalweg status --since 30d --json', 'the last month, for a program'],
  ],
  run: async (input, cli) => {
    const given = input.text('since') ?? '24h'
    const sinceMs = durationOf(given)
    if (sinceMs === undefined) throw usage(`--since ${given} is no duration`, 'a number and one of s, m, h, d: 24h')
    const estate = await estateOf(input)
    const ledger = await ledgerOf(estate, 'read')
    const now = Date.now()
    try {
      const flows: FlowStatus[] = []
      for (const flow of Object.values(estate.landscape.flows))
        flows.push(await statusOf(ledger, flow, estate.landscape.systems, now - sinceMs, now))
      const events = await Promise.all(
        Object.values(estate.landscape.events ?? {}).map(async (flow) => eventsStatusOf(ledger, flow, now - sinceMs)),
      )
      const head = `${cli.paint.bold(estate.landscape.name)}, ledger ${shownPlace(estate.ledger)}, figures of the last ${given}`
      return {
        exit: unmet(flows.map(({ accepted, figures }) => ({ accepted, unmet: figures.unmet }))) || unmet(events) ? 1 : 0,
        data: { landscape: estate.landscape.name, ledger: shownLedger(estate.ledger), sinceMs, flows, events },
        text: [head, ...flows.map((flow) => told(flow, cli)), ...events.map((flow) => eventsTold(flow, cli))].join('\n\n'),
      }
    } finally {
      await ledger.close()
    }
  },
}

/** Does a flow that runs not keep what it is expected to. */
function unmet(flows: readonly { readonly accepted: boolean; readonly unmet: readonly string[] }[]): boolean {
  return flows.some((flow) => flow.accepted && flow.unmet.length > 0)
}

function told(flow: FlowStatus, { paint }: Cli): string {
  const { figures, records, systems } = flow
  const waits = [
    ...Object.entries(flow.waiting).map(([reason, number]) => `${number.toLocaleString('en')} ${reason}`),
    ...(flow.deletesHeldBack > 0 ? [count(flow.deletesHeldBack, 'delete held back by its cap', 'deletes held back by the cap')] : []),
  ]
  const pending = Object.entries(flow.pending).map(([system, rows]) => `${count(rows, 'row')} for ${system}, not known to have landed`)
  const conflicts = Object.entries(figures.conflicts).map(([kind, number]) => `${number.toLocaleString('en')} ${kind}`)
  const loose = Object.entries(figures.unreferenced).map(([system, rows]) => `${count(rows, 'row')} in ${system}`)
  const rests = Object.entries(flow.paused).map(
    ([name, { at, by, why }]) => `${name} by ${by} since ${time(at)}${why === undefined ? '' : `: ${why}`} (thalweg resume)`,
  )
  const rows = [
    ...(rests.length > 0 ? [['paused', rests.join(', ')]] : []),
    ['records', `${records.live.toLocaleString('en')} live, ${records.deleted.toLocaleString('en')} deleted`],
    ...systems.map((system) => [system, flow.positions[system]!]),
    ['waiting', waits.length + pending.length === 0 ? 'nothing' : [...pending, ...waits].join(', ')],
    ...(flow.deadLetters > 0 ? [['dead letters', `${flow.deadLetters.toLocaleString('en')} (thalweg dead-letters)`]] : []),
    ...(flow.reviews > 0
      ? [
          [
            'reviews',
            `${flow.reviews.toLocaleString('en')} open${flow.reviewsOverdue > 0 ? `, ${flow.reviewsOverdue.toLocaleString('en')} overdue` : ''} (thalweg review)`,
          ],
        ]
      : []),
    [
      'lag',
      figures.lag === undefined
        ? 'nothing was written'
        : `p50 ${bound(figures.lag.p50)}, p95 ${bound(figures.lag.p95)}${fromDetection(figures.lag)}`,
    ],
    [
      'success',
      figures.success === undefined
        ? 'nothing was attempted'
        : `${percent(figures.success.rate)} of ${count(figures.success.attempted, 'record')}`,
    ],
    [
      'drift',
      figures.drift === undefined
        ? 'not reconciled yet'
        : `${count(figures.drift.records, 'record')}, at ${time(figures.drift.at)}${meanDrift(figures.drift)}`,
    ],
    ...(loose.length > 0 ? [['without key', `${loose.join(', ')} (thalweg match)`]] : []),
    ...(figures.fresh === undefined ? [] : [['fresh', freshness(figures.fresh)]]),
    ['conflicts', conflicts.length === 0 ? 'none' : conflicts.join(', ')],
  ]
  const head = `${paint.bold(flow.flow)}  ${wayOf(flow)}${flow.accepted ? '' : paint.yellow('  not accepted yet: thalweg match --accept')}`
  return [head, table(rows, '  '), ...figures.unmet.map((text) => paint.yellow(`  expected: ${text}`))].join('\n')
}

function freshness({ system, at, ageMs, calendar }: NonNullable<FlowStatus['figures']['fresh']>): string {
  const days = calendar === undefined ? '' : ` on the business days of ${calendar}`
  return `the newest change of ${system} was read at ${time(at)}: ${duration(Math.floor(ageMs / 1_000) * 1_000)} ago${days}`
}

function fromDetection({ writes, fromDetection }: NonNullable<FlowStatus['figures']['lag']>): string {
  if (fromDetection === 0) return ''
  const some = fromDetection === writes ? '' : ` for ${fromDetection.toLocaleString('en')} of ${count(writes, 'row')}`
  return ` (from detection${some}: the source gives no time)`
}

function meanDrift({ reconciliations, mean }: NonNullable<FlowStatus['figures']['drift']>): string {
  if (mean === null || reconciliations < 2) return ''
  return `; ${mean.toLocaleString('en', { maximumFractionDigits: 1 })} on average of ${count(reconciliations, 'reconciliation')}`
}
