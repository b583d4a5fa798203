/** Which columns a portfolio's flows fill from which: what rules about several flows walk. */
import type { Plan, PlanBinding, PlanFlow, Position } from '../plan/schema.ts'
import { bindingOf, flowsOf, recordOf, systemOf, writersOf } from './plan-parts.ts'

/** A column where it really lies: two systems that are placed in the same database and table mean the same one. */
export type ColumnId = string

/** One flow carries one field from one system's column into another's. */
export interface Route {
  readonly flow: string
  readonly field: string
  readonly key: boolean
  readonly from: { readonly system: string; readonly column: ColumnId }
  readonly to: { readonly system: string; readonly column: ColumnId; readonly name: string }
  /** The policy that makes it, or the flow. */
  readonly at: Position
}

export function routesOf(plan: Plan): readonly Route[] {
  return flowsOf(plan).flatMap(([name, flow]) => [...unitRoutes(plan, name, flow), ...keyRoutes(plan, name, flow)])
}

function unitRoutes(plan: Plan, name: string, flow: PlanFlow): readonly Route[] {
  return flow.units.flatMap((unit) =>
    unit.fields.flatMap((field) =>
      pairs(writersOf(unit), unit.systems).flatMap(([from, to]) =>
        route(plan, { flow: name, field, key: false, at: unit.at }, flow.record, from, to),
      ),
    ),
  )
}

/** Who creates a record fills the key wherever the record is not yet. */
function keyRoutes(plan: Plan, name: string, flow: PlanFlow): readonly Route[] {
  return (recordOf(plan, flow.record)?.key ?? []).flatMap((field) =>
    pairs(flow.lifecycle.creates, flow.systems).flatMap(([from, to]) =>
      route(plan, { flow: name, field, key: true, at: flow.at }, flow.record, from, to),
    ),
  )
}

function pairs(writers: readonly string[], systems: readonly string[]): readonly (readonly [string, string])[] {
  return writers.flatMap((from) => systems.filter((to) => to !== from).map((to) => [from, to] as const))
}

function route(plan: Plan, what: Pick<Route, 'flow' | 'field' | 'key' | 'at'>, record: string, from: string, to: string): readonly Route[] {
  const source = columnOf(plan, from, record, what.field)
  const target = columnOf(plan, to, record, what.field)
  if (!source || !target) return []
  return [{ ...what, from: { system: from, column: source.id }, to: { system: to, column: target.id, name: target.name } }]
}

function columnOf(plan: Plan, system: string, record: string, field: string): { readonly id: ColumnId; readonly name: string } | undefined {
  const binding = bindingOf(plan, system, record)
  const column = binding?.columns.find((each) => each.field === field)?.column
  return binding && column !== undefined ? { id: idOf(plan, system, binding, column), name: `${binding.name}.${column}` } : undefined
}

/** Names of tables and columns are the same in every case of letters, as databases have it. Bindings of one table with different scopes mean different rows. */
function idOf(plan: Plan, system: string, { name, scope }: PlanBinding, column: string): ColumnId {
  return JSON.stringify([systemOf(plan, system)?.connector, name.toLowerCase(), scope, column.toLowerCase()])
}
