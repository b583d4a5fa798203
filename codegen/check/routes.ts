/** Which columns a portfolio's flows fill from which: what rules about several flows walk. */
import { once } from '../once.ts'
import type { Plan, PlanColumn, PlanFlow, PlanPolicy, Position } from '../plan/schema.ts'
import { bindingsOf, flowsOf, recordOf, writersOf } from './plan-parts.ts'
import { rowsOf, type Rows } from './rows.ts'

/** A column where it really lies: two systems that are placed in the same database and table mean the same one. */
export interface Column {
  /** The same for the same column of the same rows. */
  readonly id: string
  /** The same for the same column of the same table, whichever rows of it are meant. */
  readonly place: string
  readonly rows: Rows
}

/** @param written The column's name; to databases it is the same in every case of letters. */
export function columnAt(rows: Rows, written: string): Column {
  const name = written.toLowerCase()
  return { id: JSON.stringify([rows.id, name]), place: JSON.stringify([rows.table, name]), rows }
}

/** Two columns that are one, in some row at least. */
export function meet(a: Column, b: Column): boolean {
  return a.place === b.place && a.rows.meets(b.rows)
}

/** A column of a system, as one flow sees it. */
interface End {
  readonly system: string
  readonly column: Column
  /** `table.column`, as a person knows it. */
  readonly name: string
  /** The same where a value of the column means the same value of the field. */
  readonly form: string
}

/** One flow carries one field from one system's column into another's. */
export interface Route {
  readonly flow: string
  readonly field: string
  readonly key: boolean
  /** The key has none: it names the record. */
  readonly policy: PlanPolicy['kind'] | null
  readonly from: End
  readonly to: End
  /** The policy that makes it, or the flow. */
  readonly at: Position
}

export const routesOf = once((plan: Plan): readonly Route[] => {
  const columns = columnsOf(plan)
  return flowsOf(plan).flatMap(([name, flow]) => [...unitRoutes(columns, name, flow), ...keyRoutes(plan, columns, name, flow)])
})

/** By system, record and field. */
type Columns = ReadonlyMap<string, ReadonlyMap<string, End>>
type What = Pick<Route, 'flow' | 'field' | 'key' | 'policy' | 'at'>

function columnsOf(plan: Plan): Columns {
  return new Map(
    bindingsOf(plan).map(({ system, record, binding }) => {
      const rows = rowsOf(plan, system, binding)
      const columns = binding.columns.map((each): [string, End] => [
        each.field,
        { system, column: columnAt(rows, each.column), name: `${binding.name}.${each.column}`, form: formOf(each) },
      ])
      return [placeOf(system, record), new Map(columns)]
    }),
  )
}

function formOf({ codec, values, lookup, whenNull }: PlanColumn): string {
  return JSON.stringify([codec, values?.map((each) => JSON.stringify(each)).sort(), lookup, whenNull])
}

function placeOf(system: string, record: string): string {
  return JSON.stringify([system, record])
}

function unitRoutes(columns: Columns, name: string, flow: PlanFlow): readonly Route[] {
  return flow.units.flatMap((unit) =>
    unit.fields.flatMap((field) => {
      const what = { flow: name, field, key: false, policy: unit.policy.kind, at: unit.at }
      return pairs(writersOf(unit), unit.systems).flatMap(([from, to]) => route(columns, what, flow.record, from, to))
    }),
  )
}

/** Who creates a record fills the key wherever the record is not yet. */
function keyRoutes(plan: Plan, columns: Columns, name: string, flow: PlanFlow): readonly Route[] {
  return (recordOf(plan, flow.record)?.key ?? []).flatMap((field) => {
    const what = { flow: name, field, key: true, policy: null, at: flow.at }
    return pairs(flow.lifecycle.creates, flow.systems).flatMap(([from, to]) => route(columns, what, flow.record, from, to))
  })
}

function pairs(writers: readonly string[], systems: readonly string[]): readonly (readonly [string, string])[] {
  return writers.flatMap((from) => systems.filter((to) => to !== from).map((to) => [from, to] as const))
}

function route(columns: Columns, what: What, record: string, from: string, to: string): readonly Route[] {
  const source = columns.get(placeOf(from, record))?.get(what.field)
  const target = columns.get(placeOf(to, record))?.get(what.field)
  return source && target ? [{ ...what, from: source, to: target }] : []
}
