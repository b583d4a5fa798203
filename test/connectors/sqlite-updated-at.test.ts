/** Changes from a column of times: rows that commit late, share a time, or come in bulk at one time. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { earlier, epochMs } from '../../runtime/connectors/timestamps.ts'
import { text } from '../../runtime/dialect/sqlite.ts'
import type { Bound, Position, System } from '../../runtime/ports.ts'
import type { TableShape } from './adapters.ts'
import { adapterOf } from './adapters.ts'
import type { SqliteFile } from './sqlite-setting.ts'
import { sqliteFile } from './sqlite-setting.ts'

const shape: TableShape = {
  system: 'ERP',
  table: 'things',
  key: [{ field: 'name', type: text() }],
  fields: [{ field: 'title', type: text() }],
  detect: { kind: 'updatedAt', column: 'updated', overlapMs: 5_000 },
}

let made: SqliteFile
let system: System
let bound: Bound
let clock = 0

async function open(affinity: string): Promise<void> {
  made = sqliteFile(`CREATE TABLE things (name TEXT PRIMARY KEY, title TEXT, updated ${affinity})`, [shape])
  clock = 1_000_000
  await reopen()
}
async function reopen(): Promise<void> {
  await system?.close()
  system = await made.open({ now: () => clock })
  bound = await system.bind(adapterOf(shape))
}
beforeEach(async () => open('TEXT'))
afterEach(async () => {
  await system.close()
  made.close()
})

function put(name: string, updated: string | number): void {
  made.db.prepare('INSERT INTO things VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET updated = excluded.updated').run(name, 'x', updated)
}

/** All that one pass of the engine would read, and settle. */
async function pass(position: Position | null, limit = 100): Promise<{ keys: string[]; position: Position | null }> {
  const keys: string[] = []
  let at = position
  for (let i = 0; ; i++) {
    if (i > 100) throw new Error('a pass without end')
    const changes = await bound.changes(at, limit)
    expect(changes.hints.length).toBeLessThanOrEqual(limit)
    keys.push(...changes.hints.map(({ key }) => key))
    changes.settled?.()
    at = changes.position
    if (!changes.more) return { keys, position: at }
  }
}

it('reports nothing of an empty table, and then what comes into it', async () => {
  expect(await bound.head()).toEqual({ position: null, seen: 0 })
  expect(await pass(null)).toEqual({ keys: [], position: null })
  put('a', '2026-11-24 08:00:00')
  expect((await pass(null)).keys).toEqual(['a'])
})

it('starts at the newest time there is', async () => {
  for (let i = 0; i < 30; i++) put(`n${i}`, `2026-11-24 08:00:${String(i).padStart(2, '0')}`)
  const { position } = await bound.head()
  expect(position).toBe('{"at":"2026-11-24 08:00:29"}')
  put('late', '2026-11-24 08:00:26')
  put('new', '2026-11-24 08:00:40')
  const { keys } = await pass(position)
  expect(keys).toContain('late')
  expect(keys).toContain('new')
  expect(keys).not.toContain('n20')
})

it('reports the window again without moving, until no other change can bear the same time', async () => {
  put('a', '2026-11-24 08:00:00')
  const first = await pass(null)
  expect(first).toEqual({ keys: ['a'], position: '{"at":"2026-11-24 08:00:00"}' })
  expect(await pass(first.position)).toEqual(first)
  clock += 3_000
  expect(await pass(first.position)).toEqual(first)
  expect(await pass(first.position)).toEqual({ keys: [], position: first.position })
  put('b', '2026-11-24 08:00:00')
  expect(await pass(first.position)).toEqual({ keys: ['b'], position: first.position })
})

it('tells what was not settled again, however often and late it was told', async () => {
  for (let i = 0; i < 12; i++) put(`n${String(i).padStart(2, '0')}`, '2026-11-24 08:00:00')
  const read = async (from: Position | null) => {
    const { hints, ...rest } = await bound.changes(from, 5)
    return { keys: hints.map(({ key }) => key), ...rest }
  }
  const first = await read(null)
  for (let i = 0; i < 3; i++) {
    clock += 3_000
    const again = await read(null)
    expect(again.keys).toEqual(first.keys)
    // What is read ahead is not settled by that.
    const second = await read(again.position)
    expect(second.keys).toEqual(['n05', 'n06', 'n07', 'n08', 'n09'])
    expect((await read(second.position)).keys).toEqual(['n10', 'n11'])
  }
  const settled = await read(null)
  settled.settled!()
  for (let i = 0; i < 3; i++) {
    clock += 3_000
    expect((await read(settled.position)).keys).toEqual(['n05', 'n06', 'n07', 'n08', 'n09'])
  }
  expect(new Set((await pass(settled.position, 5)).keys).size).toBe(7)
})

it('sees a second change within the same second', async () => {
  put('a', '2026-11-24 08:00:00')
  const { position } = await pass(null)
  made.db.exec("UPDATE things SET title = 'y'")
  expect((await pass(position)).keys).toEqual(['a'])
})

it('splits rows of one time over pages, and misses none', async () => {
  for (let i = 0; i < 23; i++) put(`n${String(i).padStart(2, '0')}`, '2026-11-24 08:00:00')
  for (let i = 0; i < 4; i++) put(`m${i}`, '2026-11-24 08:00:01')
  const { keys, position } = await pass(null, 5)
  expect(keys).toHaveLength(27)
  expect(new Set(keys).size).toBe(27)
  expect(position).toBe('{"at":"2026-11-24 08:00:01"}')
})

it('goes on after a restart in the middle of rows of one time', async () => {
  for (let i = 0; i < 12; i++) put(`n${String(i).padStart(2, '0')}`, '2026-11-24 08:00:00')
  const { hints, position, more } = await bound.changes(null, 5)
  expect(more).toBe(true)
  await reopen()
  const rest = await pass(position, 5)
  expect(new Set([...hints.map(({ key }) => key), ...rest.keys]).size).toBe(12)
})

it('leaves rows without a time alone', async () => {
  made.db.exec("INSERT INTO things VALUES ('never', 'x', NULL)")
  expect((await pass(null)).keys).toEqual([])
})

it('gives the time of the change', async () => {
  put('a', '2026-11-24T08:00:00.250Z')
  expect((await bound.changes(null, 1)).hints).toEqual([
    { key: 'a', at: Date.UTC(2026, 10, 24, 8, 0, 0, 250), change: 'updated 2026-11-24T08:00:00.250Z', op: null },
  ])
})

describe.each([
  ['epoch seconds', 'INTEGER', 1_790_000_000, 1],
  ['epoch milliseconds', 'INTEGER', 1_790_000_000_000, 1_000],
  ['epoch microseconds', 'INTEGER', 1_790_000_000_000_000, 1_000_000],
  ['epoch nanoseconds', 'INTEGER', 1_790_000_000_000_000_000, 1_000_000_000],
  ['fractional seconds', 'REAL', 1_790_000_000.5, 1],
])('%s', (_, affinity, start, second) => {
  it('are moved back by the overlap in their own unit', async () => {
    await system.close()
    made.close()
    await open(affinity)
    put('old', start - 60 * second)
    put('a', start)
    const first = await pass(null)
    expect(first.keys).toEqual(['old', 'a'])
    put('late', start - 4 * second)
    put('new', start + 9 * second)
    expect((await pass(first.position)).keys).toEqual(['late', 'a', 'new'])
  })
})

it.each([
  ['2026-11-24 08:00:02', 5_000, '2026-11-24 07:59:57'],
  ['2026-11-24T08:00:02Z', 5_000, '2026-11-24T07:59:57Z'],
  ['2026-11-24T08:00:02.5Z', 250, '2026-11-24T08:00:01.7Z'],
  ['2026-11-24T08:00:02.123456+02:00', 1, '2026-11-24T08:00:01.999000+02:00'],
  ['2026-11-24 08:00', 60_000, '2026-11-24 07:59'],
  ['2026-01-01', 5_000, '2025-12-31'],
  ['24.11.2026', 5_000, null],
  ['2026-13-24 08:00:02', 5_000, null],
  [1_790_000_000, 5_000, 1_789_999_995],
  [9_007_199_254_740_993_000n, 1, 9_007_199_254_739_993_000n],
  [null, 1, null],
])('%s, %d ms earlier', (stored, ms, expected) => {
  expect(earlier(stored, ms)).toBe(expected)
})

it.each([
  ['2026-11-24 08:00:02', Date.UTC(2026, 10, 24, 8, 0, 2)],
  ['2026-11-24T08:00:02.123456+0200', Date.UTC(2026, 10, 24, 6, 0, 2, 123)],
  ['2026-11-24', Date.UTC(2026, 10, 24)],
  ['yesterday', null],
  [1_790_000_000, 1_790_000_000_000],
  [1_790_000_000_123_456, 1_790_000_000_123],
])('%s as epoch ms', (stored, expected) => {
  expect(epochMs(stored)).toBe(expected)
})
