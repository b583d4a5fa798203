/** A comparison passes over every row of a table, and holds none but those that it was asked for. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { text } from '../../runtime/dialect/sqlite.ts'
import type { Adapter } from '../../runtime/door.ts'
import type { Bound } from '../../runtime/ports.ts'
import type { TableShape } from './adapters.ts'
import { adapterOf } from './adapters.ts'
import { sqliteFile } from './sqlite-setting.ts'

const shape: TableShape = {
  system: 'ERP',
  table: 'things',
  key: [{ field: 'name', type: text() }],
  fields: [{ field: 'title', type: text() }],
  detect: { kind: 'none' },
}
const rows = 2_000
const megabyte = 2 ** 20

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is reachable while the last row is read, against the first. */
function watched(adapter: Adapter): { readonly adapter: Adapter; readonly held: () => number } {
  let read = 0
  let [first, last] = [0, 0]
  const measured = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const key = adapter.key.map((mapping) => ({
    ...mapping,
    decode: (raw: Parameters<typeof mapping.decode>[0]) => {
      read++
      if (read === 1) first = measured()
      if (read === rows) last = measured()
      return mapping.decode(raw)
    },
  }))
  return { adapter: { ...adapter, key }, held: () => last - first }
}

const passes: Readonly<Record<string, (bound: Bound) => Promise<unknown>>> = {
  digests: async (bound) => bound.digests(16),
  bucketRows: async (bound) => bound.bucketRows(16, [3]),
}

it.each(Object.entries(passes))('%s of 32 MB', async (_, pass) => {
  const made = sqliteFile('CREATE TABLE things (name TEXT PRIMARY KEY, title TEXT)', [shape])
  made.db.exec(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO things SELECT printf('%016000d', i), '' FROM n`,
  )
  const system = await made.open({})
  const { adapter, held } = watched(adapterOf(shape))
  await pass(await system.bind(adapter))
  await system.close()
  made.close()
  expect(held()).toBeLessThan(8 * megabyte)
})
