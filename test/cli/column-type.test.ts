/** What `pull` makes of a column: by its declaration, and by its values where the declaration leaves it open. */
import { expect, it } from 'vitest'
import { fieldOf } from '../../cli/pull/sqlite/column-type.ts'
import type { SqliteColumn } from '../../cli/pull/sqlite/schema.ts'

const money = (scale: number): string => `field.decimal({ precision: 15, scale: ${scale} })`

it.for<[type: string, samples: SqliteColumn['samples'], source: string, remark: string | null]>([
  ['MONEY', [3.5, 12, null], money(2), 'declared MONEY; 2 decimals are a guess'],
  ['MONEY', [3.25, 12n], money(2), 'declared MONEY; its values have no more than 2 digits after the point'],
  ['MONEY', [], money(2), 'declared MONEY; 2 decimals are a guess'],
  ['NUMERIC', [3.5], money(2), 'declared NUMERIC; 2 decimals are a guess'],
  ['NUMERIC', [3, 4], 'z.int()', null],
  ['NUMERIC', [], 'z.number()', null],
  ['REAL', [3.5, 0.125], money(3), 'declared REAL; its values have no more than 3 digits after the point'],
  ['REAL', [1e-7], 'z.number()', null],
  ['REAL', [0.1 + 0.2], 'z.number()', null],
  ['REAL', [3, 4], 'z.number()', null],
  ['REAL', [], 'z.number()', null],
  ['', [3.5], money(2), 'declared as nothing; 2 decimals are a guess'],
  ['', [3], 'z.int()', null],
  ['', [3.5, 'x'], 'z.string()', 'declared as nothing, but it holds 3.5'],
  ['', [], 'z.string()', null],
  ['DECIMAL(12, 2)', [3.5], 'field.decimal({ precision: 12, scale: 2 })', null],
  ['TEXT', ['3.50'], 'z.string()', null],
  ['MONEY', ['on request'], 'z.string()', 'declared MONEY, but it holds "on request"'],
])('%s that holds %o is %s', ([type, samples, source, remark]) => {
  expect(fieldOf({ type, samples, listed: null })).toEqual({ source, remark })
})
