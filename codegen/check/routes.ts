/** Which columns a portfolio's flows fill from which: what rules about several flows walk. */
import { normalize } from 'node:path/posix'
import type { Plan, PlanBinding, PlanFlow, Position } from '../plan/schema.ts'
import { bindingsOf, flowsOf, recordOf, systemOf, writersOf } from './plan-parts.ts'

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
  const columns = columnsOf(plan)
  return flowsOf(plan).flatMap(([name, flow]) => [...unitRoutes(columns, name, flow), ...keyRoutes(plan, columns, name, flow)])
}

interface Column {
  readonly id: ColumnId
  /** `table.column`, as a person knows it. */
  readonly name: string
}
/** By system, record and field. */
type Columns = ReadonlyMap<string, ReadonlyMap<string, Column>>

/** Names of tables and columns are the same in every case of letters, as databases have it. Bindings of one table with different scopes mean different rows. */
function columnsOf(plan: Plan): Columns {
  const tables = new Map<string, number>()
  return new Map(
    bindingsOf(plan).map(({ system, record, binding }) => {
      const place = JSON.stringify([databaseOf(plan, system), binding.name.toLowerCase(), scopeOf(binding)])
      const table = tables.get(place) ?? tables.size
      tables.set(place, table)
      const columns = binding.columns.map(
        ({ field, column }) => [field, { id: `${table}.${column.toLowerCase()}`, name: `${binding.name}.${column}` }] as const,
      )
      return [placeOf(system, record), new Map(columns)]
    }),
  )
}

/** The same file, however its path is written. */
function databaseOf(plan: Plan, system: string): unknown {
  const connector = systemOf(plan, system)?.connector
  return connector?.kind === 'sqlite' && typeof connector.file === 'string' ? { ...connector, file: normalize(connector.file) } : connector
}

/** A scope means the same rows in whichever order its columns were written. */
function scopeOf({ scope }: PlanBinding): unknown {
  return scope.map(([column, value]) => JSON.stringify([column.toLowerCase(), value])).sort()
}

function placeOf(system: string, record: string): string {
  return JSON.stringify([system, record])
}

function unitRoutes(columns: Columns, name: string, flow: PlanFlow): readonly Route[] {
  return flow.units.flatMap((unit) =>
    unit.fields.flatMap((field) => {
      const what = { flow: name, field, key: false, at: unit.at }
      return pairs(writersOf(unit), unit.systems).flatMap(([from, to]) => route(columns, what, flow.record, from, to))
    }),
  )
}

/** Who creates a record fills the key wherever the record is not yet. */
function keyRoutes(plan: Plan, columns: Columns, name: string, flow: PlanFlow): readonly Route[] {
  return (recordOf(plan, flow.record)?.key ?? []).flatMap((field) => {
    const what = { flow: name, field, key: true, at: flow.at }
    return pairs(flow.lifecycle.creates, flow.systems).flatMap(([from, to]) => route(columns, what, flow.record, from, to))
  })
}

function pairs(writers: readonly string[], systems: readonly string[]): readonly (readonly [string, string])[] {
  return writers.flatMap((from) => systems.filter((to) => to !== from).map((to) => [from, to] as const))
}

function route(
  columns: Columns,
  what: Pick<Route, 'flow' | 'field' | 'key' | 'at'>,
  record: string,
  from: string,
  to: string,
): readonly Route[] {
  const source = columns.get(placeOf(from, record))?.get(what.field)
  const target = columns.get(placeOf(to, record))?.get(what.field)
  if (!source || !target) return []
  return [{ ...what, from: { system: from, column: source.id }, to: { system: to, column: target.id, name: target.name } }]
}
