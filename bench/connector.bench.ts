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
import { scratch, Stopwatch, tell } from './measure.ts'

const rows = Number(process.argv[2] ?? 100_000)
const batch = 2_000
const folder = scratch()

async function deliver(name: string, bound: Bound, first: number, write: (i: number) => Write): Promise<void> {
  const watch = new Stopwatch()
  let op = first
  for (let from = 0; from < rows; from += batch) {
    const writes = Array.from({ length: Math.min(batch, rows - from) }, (_, i) => write(from + i))
    const delivery = await watch.measure(async () => bound.deliver(op++, writes))
    if (delivery.outcome !== 'answered' || delivery.answers.some(({ outcome }) => outcome !== 'done'))
      throw new Error(`not written: ${JSON.stringify(delivery).slice(0, 300)}`)
  }
  tell(name, rows, watch.spent)
}

async function once(name: string, run: () => Promise<number>): Promise<void> {
  const watch = new Stopwatch()
  const count = await watch.measure(run)
  tell(name, count, watch.spent)
}

async function pages(bound: Bound): Promise<number> {
  let count = 0
  for (let after: string | null = null; ;) {
    const page = await bound.page(after, batch)
    count += page.length
    if (page.length < batch) return count
    after = page.at(-1)!.key
  }
}

async function changes(bound: Bound): Promise<number> {
  let count = 0
  for (let position: string | null = null, more = true; more;) {
    const found = await bound.changes(position, batch)
    count += found.hints.length
    position = found.position
    more = found.more
  }
  return count
}

for (const detect of ['none', 'outbox'] as const) {
  const shape = wide('ERP', detect)
  const file = join(folder, `${detect}.sqlite`)
  makeWide(file, shape).close()
  const system = await openSqlite({ name: 'ERP', file, statements: systemStatements, env: {} })
  const bound = await system.bind(adapterOf(shape))
  const all = shape.fields.map((_, u) => u)
  await deliver(`insert, ${detect}`, bound, 1, (i) => ({
    key: wideKey(i),
    kind: 'insert',
    units: all,
    values: wideRow(i),
    expect: [],
    unmoved: [],
    seen: 0,
  }))
  await deliver(`update of one field, ${detect}`, bound, 1_000_000, (i) => {
    const values: Write['values'][number][] = []
    values.length = 12
    values[2] = `N${i % 90}`
    return { key: wideKey(i), kind: 'update', units: [2], values, expect: wideRow(i), unmoved: [], seen: rows }
  })
  await once(`look, ${detect}`, async () => {
    for (let from = 0; from < rows; from += batch)
      await bound.look(Array.from({ length: batch }, (_, i) => ({ key: wideKey(from + i), seen: rows })))
    return rows
  })
  await once(`page, ${detect}`, async () => pages(bound))
  if (detect === 'outbox') await once('changes', async () => changes(bound))
  await once(`digests, ${detect}`, async () => {
    await bound.digests(2_048)
    return rows
  })
  await system.close()
}
