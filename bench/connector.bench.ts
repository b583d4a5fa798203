/**
 * node --expose-gc bench/connector.bench.ts [rows]
 *
 * What a row costs at a SQLite system: 12 fields, batches of 2,000 as the engine makes them, the row read back in the same transaction. `outbox`: the target
 * has capture triggers as well, as in a two-way flow.
 */
import { join } from 'node:path'
import { openSqlite } from '../runtime/connectors/sqlite/index.ts'
import type { Bound, Write } from '../runtime/ports.ts'
import { adapterOf, systemStatements } from '../test/connectors/adapters.ts'
import { makeWide, wide, wideKey, wideRow } from '../test/connectors/wide.ts'
import { scratch, tell } from './measure.ts'

const rows = Number(process.argv[2] ?? 100_000)
const batch = 2_000
const folder = scratch()

async function batches(bound: Bound, first: number, write: (i: number) => Write): Promise<number> {
  let ms = 0
  let op = first
  for (let from = 0; from < rows; from += batch) {
    const writes = Array.from({ length: Math.min(batch, rows - from) }, (_, i) => write(from + i))
    const start = process.hrtime.bigint()
    const delivery = await bound.deliver(op++, writes)
    ms += Number(process.hrtime.bigint() - start) / 1e6
    if (delivery.outcome !== 'answered' || delivery.answers.some(({ outcome }) => outcome !== 'done')) throw new Error(`not written: ${JSON.stringify(delivery).slice(0, 300)}`)
  }
  return ms
}

for (const detect of ['none', 'outbox'] as const) {
  const shape = wide('ERP', detect)
  const file = join(folder, `${detect}.sqlite`)
  makeWide(file, shape).close()
  const system = await openSqlite({ name: 'ERP', file, statements: systemStatements, env: {} })
  const bound = await system.bind(adapterOf(shape))
  tell(`deliver: insert, detect ${detect}`, rows, await batches(bound, 1, (i) => ({ key: wideKey(i), kind: 'insert', units: shape.fields.map((_, u) => u), values: wideRow(i), expect: [], seen: 0 })))
  const updated = (i: number) => {
    const values: Write['values'][number][] = []
    values.length = 12
    values[2] = `N${i % 90}`
    return { key: wideKey(i), kind: 'update', units: [2], values, expect: wideRow(i), seen: rows } as const
  }
  tell(`deliver: update of one field, detect ${detect}`, rows, await batches(bound, 1_000, updated))
  const start = process.hrtime.bigint()
  for (let from = 0; from < rows; from += batch) await bound.look(Array.from({ length: batch }, (_, i) => ({ key: wideKey(from + i), seen: rows })))
  tell(`look by key, detect ${detect}`, rows, Number(process.hrtime.bigint() - start) / 1e6)
  const paged = process.hrtime.bigint()
  for (let after: string | null = null; ; ) {
    const page = await bound.page(after, batch)
    if (page.length === 0) break
    after = page.at(-1)!.key
  }
  tell(`page, detect ${detect}`, rows, Number(process.hrtime.bigint() - paged) / 1e6)
  if (detect === 'outbox') {
    const read = process.hrtime.bigint()
    let position: string | null = null
    let hints = 0
    for (let more = true; more; ) {
      const changes = await bound.changes(position, batch)
      hints += changes.hints.length
      position = changes.position
      more = changes.more
    }
    tell('changes from an outbox', hints, Number(process.hrtime.bigint() - read) / 1e6)
  }
  const digested = process.hrtime.bigint()
  await bound.digests(2_048)
  tell(`digests, detect ${detect}`, rows, Number(process.hrtime.bigint() - digested) / 1e6)
  await system.close()
}
