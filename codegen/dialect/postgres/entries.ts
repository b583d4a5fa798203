/** What triggers leave of a change, and the tables that hold it. */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import type { HeldView } from '../../emit/view/system.ts'
import { environmentScope } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import type { Part } from '../layout.ts'
import { among, joined, list, where } from '../layout.ts'
import { numbersOf } from './changes.ts'
import { outboxKey } from './expressions.ts'
import { literal, ownQuoted, quote, ref } from './names.ts'
import { told } from './rows.ts'

/** Epoch milliseconds, by the server's clock. */
const now = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint'
/** The operation of ours that writes; null: somebody else does. */
export const currentOp = `nullif(current_setting('thalweg.op', true), '')::bigint`

/** The table and the sequence that numbers it. */
export function entryTable(held: HeldView, name: string, more: readonly string[]): Sql[] {
  const late = environmentScope(held.adapters[0])
  const numbers = ownQuoted(numbersOf(name))
  return [
    [`CREATE SEQUENCE IF NOT EXISTS ${numbers}`],
    [
      `CREATE TABLE IF NOT EXISTS ${ownQuoted(name)} (`,
      ...list([
        `"seq" bigint PRIMARY KEY DEFAULT nextval(${literal(numbers)})`,
        '"key" text NOT NULL',
        ...(late.length === 0 ? [] : ['"scope" text NOT NULL']),
        '"kind" text NOT NULL',
        '"op" bigint',
        '"at" bigint NOT NULL',
        ...more,
      ]),
      ')',
    ],
    [`ALTER SEQUENCE ${numbers} OWNED BY ${ownQuoted(name)}."seq"`],
  ]
}

/** What there is to every entry of a row: by column the value. */
export function entryOf(view: AdapterView, row: string, kind: 'I' | 'U' | 'D'): readonly (readonly [string, string])[] {
  const late = environmentScope(view)
  return [
    ['key', keyOf(view, row)],
    ...(late.length === 0
      ? []
      : [['scope', `json_build_array(${late.map((column) => `${ref(row, column)}::text`).join(', ')})::text`] as const]),
    ['kind', literal(kind)],
    ['op', currentOp],
    ['at', now],
  ]
}

function keyOf(view: AdapterView, row: string): string {
  return outboxKey(view.key, (column: ColumnView) => told(column, row))
}

/** One entry for each row that `from` gives. */
export function entries(
  name: string,
  values: readonly (readonly [string, string])[],
  from: readonly string[],
  conditions: readonly Part[],
): Sql {
  return [
    `INSERT INTO ${ownQuoted(name)} (${values.map(([column]) => quote(column)).join(', ')})`,
    '  SELECT',
    ...list(values.map(([, value]) => value)).map((line) => `  ${line}`),
    ...from.map((line) => `  ${line}`),
    ...where(conditions).map((line) => `  ${line}`),
  ]
}

/** Values between a bracket that opens and one that closes, on one line. */
export function inBrackets(open: string, values: readonly string[]): string {
  return joined(among(open, values, ',', ')'))
}
