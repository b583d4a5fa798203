import type { Plan, PlanBinding, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, recordOf } from '../../plan-parts.ts'
import { columnAt, meet } from '../../routes.ts'
import { rowsOf, type Rows } from '../../rows.ts'

export interface Facts {
  readonly system: string
  readonly table: string
  /** Whose rows are made. */
  readonly record: string
  /** What these rows are as well, without its key. */
  readonly other: { readonly record: string; readonly flow: string; readonly keys: readonly string[] }
}

const machines = (scope: string) => `table(machines, 'fixed_asset', { detect: 'outbox'${scope} })`
const written = (scope: string, other: string) =>
  whole({
    before: `\nconst machines = record({ key: 'code', fields: { code: z.string(), plant: z.string() } })`,
    erp: `table(assets, 'fixed_asset'${scope && `, { scope: { ${scope} } }`}), machines: ${machines(other)}`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),\nmachines: flow('machines').oneWay({ from: 'ERP', to: 'EAM' }),`,
  })
    .replace(`{ assets: table(assets, 'equipment'`, `{ machines: table(machines, 'machine'), assets: table(assets, 'equipment'`)
    .replace('records: { assets }', 'records: { assets, machines }')

export const rowsOfAnother = {
  code: 'TW133',
  severity: 'warning',
  title: 'a flow makes rows that are rows of another record without its key',
  why: 'Two records may be bound to the same rows of a table. A row that the flow of the one makes is a row of the other as well, and what the other is known by is empty in it: its flow cannot read such a row, or takes it for one that is too many.',
  example: { failing: written('', ''), at: [17, 11], mended: written(`kind: 'A'`, `, scope: { kind: 'M' }`) },
  check: (plan: Plan): readonly Found<Facts>[] => {
    const uses = usesOf(plan)
    const byTable = Map.groupBy(uses, ({ rows }) => rows.table)
    return uses.flatMap((maker) =>
      byTable.get(maker.rows.table)!.flatMap((other) => {
        if (!maker.makes || other.record === maker.record || !maker.rows.meets(other.rows) || bothWrite(maker, other)) return []
        const keys = unfed(maker, other)
        if (keys.length === 0) return []
        const { flow, at, system, record, binding } = maker
        const facts = { system, table: binding.name, record, other: { record: other.record, flow: other.flow, keys } }
        return [{ at, also: [binding.at, other.binding.at], flow, facts }]
      }),
    )
  },
} as const satisfies Rule

/** One flow, at one of its systems. */
interface Use {
  readonly flow: string
  readonly at: PlanFlow['at']
  readonly system: string
  readonly record: string
  readonly binding: PlanBinding
  readonly rows: Rows
  /** Does the flow create rows there. */
  readonly makes: boolean
  /** The columns of the record's key. */
  readonly keys: readonly string[]
}

function usesOf(plan: Plan): readonly Use[] {
  return flowsOf(plan).flatMap(([flow, { record, systems, lifecycle, at }]) =>
    systems.flatMap((system): readonly Use[] => {
      const binding = bindingOf(plan, system, record)
      if (!binding) return []
      const key = recordOf(plan, record)?.key ?? []
      const keys = binding.columns.filter(({ field }) => key.includes(field)).map(({ column }) => column)
      const makes = lifecycle.creates.some((creator) => creator !== system)
      return [{ flow, at, system, record, binding, rows: rowsOf(plan, system, binding), makes, keys }]
    }),
  )
}

/** What both write is another rule's, and is mended in the same way. */
function bothWrite(a: Use, b: Use): boolean {
  return (
    a.makes &&
    b.makes &&
    a.binding.columns.some(({ column }) =>
      b.binding.columns.some((other) => meet(columnAt(a.rows, column), columnAt(b.rows, other.column))),
    )
  )
}

/** The columns of the other one’s key that a new row does not get. What a database numbers itself is never empty. */
function unfed({ binding, rows }: Use, other: Use): readonly string[] {
  const { onCreate, always } = binding.constants
  const fed = [
    ...binding.columns.map(({ column }) => column),
    ...[...onCreate, ...always, ...binding.scope].map(([column]) => column),
    ...(binding.identity ? [binding.identity.ownId] : []),
    ...(other.binding.identity ? [other.binding.identity.ownId] : []),
  ].map((column) => columnAt(rows, column))
  return other.keys.filter((key) => !fed.some((each) => meet(each, columnAt(other.rows, key))))
}
