/** What triggers leave of a change, and the tables that hold it. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { HeldView } from '../../emit/view/system.ts'
import { environmentScope } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import { joined, list } from '../layout.ts'
import { bytes, outboxKey, told } from './expressions.ts'
import { literal, ownQuoted, quote, ref } from './names.ts'

/** Epoch milliseconds, when the statement began. */
const now = 'floor(unix_timestamp(now(6)) * 1000)'
/** The operation of ours that writes; null: somebody else does. */
export const currentOp = '@thalweg_op'

export function table(name: string, lines: readonly string[]): Sql {
  return [`CREATE TABLE IF NOT EXISTS ${name} (`, ...list(lines), ') ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin']
}

/** Columns of every table of captured changes. The index goes by the beginning of a key: longer ones are told apart by the rows. */
export function entryColumns(held: HeldView): string[] {
  const late = environmentScope(held.adapters[0])
  return [
    '`seq` BIGINT AUTO_INCREMENT PRIMARY KEY',
    '`key` LONGTEXT NOT NULL',
    ...(late.length === 0 ? [] : ['`scope` LONGTEXT NOT NULL']),
    '`kind` CHAR(1) NOT NULL',
    '`op` BIGINT',
    '`at` BIGINT NOT NULL',
  ]
}

/** What every entry holds of a row: by column the value. A single row with VALUES, which waits for no other writer's numbers. */
export function entryOf(view: AdapterView, row: 'OLD' | 'NEW', kind: 'I' | 'U' | 'D'): readonly (readonly [string, string])[] {
  const late = environmentScope(view)
  const key = joined(outboxKey(view.key, (column) => told(column, row)))
  return [
    ['key', key],
    ...(late.length === 0 ? [] : [['scope', `json_array(${late.map((column) => bytes(ref(row, column))).join(', ')})`] as const]),
    ['kind', literal(kind)],
    ['op', currentOp],
    ['at', now],
  ]
}

export function entry(name: string, values: readonly (readonly [string, string])[]): Sql {
  return [
    `INSERT INTO ${ownQuoted(name)} (${values.map(([column]) => quote(column)).join(', ')}) VALUES (`,
    ...list(values.map(([, value]) => value)),
    ')',
  ]
}
