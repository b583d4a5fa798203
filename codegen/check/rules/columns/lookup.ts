import { mayInsert } from '../../../emit/view/writes.ts'
import type { Plan, PlanBinding, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, recordOf, systemOf, writersOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly field: string
  readonly table: string
  readonly match: string
  readonly retryForMs: number
  readonly then: PlanFlow['failure']['then']
}

const written = (portfolio: string) =>
  whole({
    before: `
const sites = record({ key: 'code', fields: { code: z.string(), name: z.string() } })`,
    record: `record({ key: 'tag', fields: { tag: z.string(), site: z.string() } })`,
    erp: `table(assets, 'fixed_asset', { columns: { site: { column: 'site_id', lookup: { table: 'site', match: 'code', id: 'id' } } } }), sites: table(sites, 'site')`,
    portfolio,
  })
    .replace(`{ detect: 'outbox' }) },`, `{ detect: 'outbox' }), sites: table(sites, 'site', { detect: 'outbox' }) },`)
    .replace('records: { assets }', 'records: { assets, sites }')

const assets = `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`

export const lookup = {
  code: 'TW334',
  severity: 'warning',
  title: 'a lookup that can miss',
  why: 'A value that the looked-up table lacks has no id to be stored as: the record waits for a row that no flow brings, and then goes to the dead letters.',
  example: {
    failing: written(assets),
    at: [12, 20],
    mended: written(`sites: flow('sites').oneWay({ from: 'EAM', to: 'ERP' }),\n${assets}`),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.systems.flatMap((system) => {
        const binding = bindingOf(plan, system, flow.record)
        if (!binding || systemOf(plan, system)?.access === 'readOnly') return []
        const written = writtenFields(plan, flow, system)
        return binding.columns.flatMap(({ field, lookup: found, codec, values }) => {
          if (!found || codec || values || !written.has(field) || isBrought(plan, system, found)) return []
          const { retryForMs, then } = flow.failure
          const { table, match } = found
          return [
            { at: binding.at, also: [flow.at], flow: name, facts: { system, record: flow.record, field, table, match, retryForMs, then } },
          ]
        })
      }),
    ),
} as const satisfies Rule

/** Fields that get a value in this system from another one. */
function writtenFields(plan: Plan, flow: PlanFlow, system: string): ReadonlySet<string> {
  const inserts = mayInsert(flow, system)
  const units = flow.units.filter(
    (unit) => unit.systems.includes(system) && (inserts || writersOf(unit).some((writer) => writer !== system)),
  )
  return new Set([...(inserts ? (recordOf(plan, flow.record)?.key ?? []) : []), ...units.flatMap((unit) => unit.fields)])
}

/** Some flow creates rows in that table, with the value by which they are found. */
function isBrought(plan: Plan, system: string, { table, match }: NonNullable<PlanBinding['columns'][number]['lookup']>): boolean {
  return flowsOf(plan).some(([, flow]) => {
    const binding = bindingOf(plan, system, flow.record)
    if (!binding || binding.name.toLowerCase() !== table.toLowerCase() || !mayInsert(flow, system)) return false
    const field = binding.columns.find(({ column }) => column.toLowerCase() === match.toLowerCase())?.field
    return field !== undefined && writtenFields(plan, flow, system).has(field)
  })
}
