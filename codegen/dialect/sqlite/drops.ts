/** The tables behind dropped files. Their columns have no type, so that every value is kept as it was sent. */
import type { HeldView, SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { quote } from './expressions.ts'
import { list } from '../layout.ts'

/** All that a file holds, in its order: the key, the fields that flows bring, and constants. */
export function droppedColumns({ adapters: [first, ...others] }: HeldView): readonly string[] {
  const { onCreate, always } = first.binding.constants
  const all = [first, ...others]
  const fields = first.binding.columns.flatMap(({ field, column }) =>
    all.some((adapter) => adapter.fields.some((each) => each.field === field)) ? [column] : [],
  )
  return [...new Set([...first.key.map(({ column }) => column), ...fields, ...[...onCreate, ...always].map(([column]) => column)])]
}

export function droppedTables({ held }: SystemView): readonly ScriptStep[] {
  return held.map((each): ScriptStep => ({
    comment: `What the file ${each.table} holds.`,
    statements: [
      [
        `CREATE TABLE IF NOT EXISTS ${quote(each.table)} (`,
        ...list([...droppedColumns(each).map(quote), `PRIMARY KEY (${keyOf(each)})`]),
        ')',
      ],
    ],
  }))
}

export function droppedAway({ held }: SystemView): ScriptStep {
  return { comment: 'The files themselves stay.', statements: held.map(({ table }): Sql => [`DROP TABLE IF EXISTS ${quote(table)}`]) }
}

/** The whole file, in the order of its keys. */
export function droppedRows(held: HeldView): Sql {
  return ['SELECT', ...list(droppedColumns(held).map(quote)), `FROM ${quote(held.table)}`, `ORDER BY ${keyOf(held)}`]
}

function keyOf({ adapters: [{ key }] }: HeldView): string {
  return key.map(({ column }) => quote(column)).join(', ')
}
