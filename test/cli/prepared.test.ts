/** What tells whether a database is prepared as the scripts would prepare it. */
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { preparation } from '../../cli/sqlite/prepared.ts'

const table = 'CREATE TABLE IF NOT EXISTS thalweg_ops (op INTEGER PRIMARY KEY, at INTEGER);'
const index = (condition: string): string => `${table}CREATE INDEX IF NOT EXISTS thalweg_late ON thalweg_ops (op) WHERE ${condition};`

it.for([
  ['the same', 'op > 1', []],
  ['the same, on other lines', '\n  op\n  > 1', []],
  ['another condition', 'op > 2', ['thalweg_late']],
] as const)('%s', ([, condition, outdated]) => {
  const database = new DatabaseSync(':memory:')
  database.exec(index('op > 1'))
  expect(preparation(database, [index(condition)])).toEqual({ missing: [], outdated, leftOver: [] })
})
