import { mayInsert } from '../../../emit/view/writes.ts'
import type { Plan, PlanBinding, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, recordOf, systemOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly table: string
  readonly columns: readonly string[]
}

const written = (more: string) =>
  whole({
    erp: `table(assets, 'fixed_asset'${more})`,
    erpColumns: `company: { type: 'varchar(4)', is: 'text', length: 4, nullable: false, required: true }`,
  })

export const unfed = {
  code: 'TW333',
  severity: 'error',
  title: 'a required column that nobody feeds',
  why: 'The flow creates rows there, and the database refuses each of them for a column that is never null, has no default, and gets no value. No record would ever arrive.',
  example: { failing: written(''), at: [12, 20], mended: written(`, { constants: { onCreate: { company: '0100' } } }`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.systems.flatMap((system) => {
        const binding = bindingOf(plan, system, flow.record)
        if (!binding?.pulled || systemOf(plan, system)?.access === 'readOnly' || !mayInsert(flow, system)) return []
        const fed = fedColumns(plan, flow, system, binding)
        const columns = binding.pulled
          .filter(({ column, required }) => required === true && !fed.has(column.toLowerCase()))
          .map(({ column }) => column)
        if (columns.length === 0) return []
        return [{ at: binding.at, also: [flow.at], flow: name, facts: { system, record: flow.record, table: binding.name, columns } }]
      }),
    ),
} as const satisfies Rule

/** In small letters: what a new row gets a value for, from the flow, from the binding, or from the system itself. */
function fedColumns(plan: Plan, flow: PlanFlow, system: string, binding: PlanBinding): ReadonlySet<string> {
  const fields = new Set([
    ...(recordOf(plan, flow.record)?.key ?? []),
    ...flow.units.filter((unit) => unit.systems.includes(system)).flatMap((unit) => unit.fields),
  ])
  const { columns, constants, scope, identity, token } = binding
  const named = [
    ...columns.filter(({ field }) => fields.has(field)).map(({ column }) => column),
    ...[...constants.onCreate, ...constants.always, ...scope].map(([column]) => column),
    ...[identity?.ownId, identity?.externalRef, token].filter((column) => column !== undefined),
  ]
  return new Set(named.map((column) => column.toLowerCase()))
}
