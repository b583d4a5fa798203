/** Entries in the tables; pending writes lie beside and are laid over when an entry is read. */
import type { Entry, SystemState } from '../../entry.ts'
import type { EntryWrite, Reference, Renumbering } from '../../ports.ts'
import { RevConflict } from '../../ports.ts'
import type { KeyText } from '../../values.ts'
import type { Texts } from '../codec.ts'
import { decodeEntry, decodePending, encodeEntry, encodePending } from '../codec.ts'
import type { FlowRow } from '../flows.ts'
import { referencesOf, referenceText } from '../reference.ts'
import { reshaped } from '../reshape.ts'
import type { Row, Statements, Value } from './connection.ts'
import { together } from './connection.ts'

/** While a flow is reshaped. */
const rowsAtOnce = 1_000

/** Another worker may read any entry: each says all of its texts itself. */
const inline: Texts = { short: (text) => JSON.stringify(text), long: String }

const selected = `SELECT e.key, e.rev, e.live, e.state, p.system, p.op, p.state FROM entry e LEFT JOIN pending p ON p.flow = e.flow AND p.key = e.key`

export async function readEntries(statements: Statements, flow: FlowRow, keys: readonly KeyText[]): Promise<readonly (Entry | null)[]> {
  if (flow.changed) return keys.map(() => null)
  const rows = await statements.all(`${selected} WHERE e.flow = $1 AND e.key = ANY ($2)`, flow.id, keys)
  const found = entriesOf(flow, rows)
  return keys.map((key) => found.get(key) ?? null)
}

/** @param rows as they are selected: several of one entry that has several pending writes */
function entriesOf(flow: FlowRow, rows: readonly Row[]): ReadonlyMap<KeyText, Entry> {
  const { move } = flow
  const { units } = move?.from ?? flow.shape
  const fields = move?.slotsBefore ?? flow.fields
  const stored = new Map<KeyText, { readonly entry: Entry; readonly s: SystemState[] }>()
  for (const [key, rev, live, state, system, op, pending] of rows) {
    let each = stored.get(String(key))
    if (each === undefined) {
      const entry = decodeEntry(String(state), Number(rev), live === 1, units.length, inline)
      stored.set(String(key), (each = { entry, s: entry.s.slice() }))
    }
    if (typeof system === 'number') each.s[system] = decodePending(Number(op), String(pending), each.entry, system, fields[system]!)
  }
  const entries = new Map<KeyText, Entry>()
  for (const [key, { entry, s }] of stored) {
    const whole = { ...entry, s }
    entries.set(key, move === null ? whole : reshaped(whole, move))
  }
  return entries
}

/** Within a transaction. What is there already is not written, and that there were fewer rows tells that somebody else decided. @throws RevConflict */
export async function writeEntries(statements: Statements, flow: FlowRow, writes: readonly EntryWrite[]): Promise<void> {
  const fresh = writes.filter(({ entry }) => entry.rev === 0)
  const known = writes.filter(({ entry }) => entry.rev > 0)
  const [inserted, updated] = await together([
    insert(statements, flow, fresh),
    update(statements, flow, known),
    clear(statements, flow, known),
    insertPending(statements, flow, writes),
    insertWaiting(statements, flow, writes),
    putReferences(statements, flow, writes),
  ])
  if (inserted !== fresh.length || updated !== known.length) throw moved(flow)
}

async function insert(statements: Statements, flow: FlowRow, writes: readonly EntryWrite[]): Promise<number> {
  if (writes.length === 0) return 0
  return statements.run(
    `INSERT INTO entry (flow, key, rev, live, state) SELECT $1, w.key, 1, w.live, w.state
    FROM unnest($2::text[], $3::smallint[], $4::text[]) AS w (key, live, state) ON CONFLICT DO NOTHING`,
    flow.id,
    writes.map(({ key }) => key),
    writes.map(({ entry }) => lifeOf(entry)),
    writes.map(({ entry }) => encodeEntry(entry, inline)),
  )
}

async function update(statements: Statements, flow: FlowRow, writes: readonly EntryWrite[]): Promise<number> {
  if (writes.length === 0) return 0
  return statements.run(
    `UPDATE entry AS e SET rev = e.rev + 1, live = w.live, state = w.state
    FROM unnest($2::text[], $3::bigint[], $4::smallint[], $5::text[]) AS w (key, rev, live, state)
    WHERE e.flow = $1 AND e.key = w.key COLLATE "C" AND e.rev = w.rev`,
    flow.id,
    writes.map(({ key }) => key),
    writes.map(({ entry }) => entry.rev),
    writes.map(({ entry }) => lifeOf(entry)),
    writes.map(({ entry }) => encodeEntry(entry, inline)),
  )
}

function lifeOf({ live, inc }: Entry): Value {
  return live ? 1 : inc === 0 ? null : 0
}

/** What an entry still had pending, and waited for, goes with the old one. */
async function clear(statements: Statements, { id }: FlowRow, writes: readonly { readonly key: KeyText }[]): Promise<void> {
  if (writes.length === 0) return
  const keys = writes.map(({ key }) => key)
  await together([
    statements.run('DELETE FROM pending WHERE flow = $1 AND key = ANY ($2)', id, keys),
    statements.run('DELETE FROM waiting WHERE flow = $1 AND key = ANY ($2)', id, keys),
  ])
}

async function insertPending(statements: Statements, flow: FlowRow, writes: readonly EntryWrite[]): Promise<void> {
  const rows = writes.flatMap(({ key, entry }) =>
    entry.s.flatMap((s, j) => (s.pend === null ? [] : [[key, j, s.pend.op, encodePending(s, s.pend, entry, flow.fields[j]!)]])),
  )
  if (rows.length === 0) return
  await statements.run(
    'INSERT INTO pending (flow, key, system, op, state) SELECT $1, w.* FROM unnest($2::text[], $3::integer[], $4::bigint[], $5::text[]) AS w ON CONFLICT DO NOTHING',
    flow.id,
    ...columns(rows, 4),
  )
}

async function insertWaiting(statements: Statements, flow: FlowRow, writes: readonly EntryWrite[]): Promise<void> {
  const rows = writes.flatMap(({ key, entry }) =>
    entry.s.flatMap(({ dirty }, j) => {
      if (dirty === null) return []
      const { due, dead, reason, detail, since, tries } = dirty
      return [[key, j, due, dead ? 1 : 0, reason, detail, since, tries]]
    }),
  )
  if (rows.length === 0) return
  await statements.run(
    `INSERT INTO waiting (flow, key, system, due, dead, reason, detail, since, tries) SELECT $1, w.*
    FROM unnest($2::text[], $3::integer[], $4::bigint[], $5::smallint[], $6::text[], $7::text[], $8::bigint[], $9::integer[]) AS w ON CONFLICT DO NOTHING`,
    flow.id,
    ...columns(rows, 8),
  )
}

/** One reference may be written by two records of a commit: the later one has it. */
async function putReferences(statements: Statements, flow: FlowRow, writes: readonly EntryWrite[]): Promise<void> {
  const rows = new Map<string, Row>()
  for (const { key, entry } of writes)
    for (const [j, s] of entry.s.entries()) for (const each of referencesOf(s)) rows.set(`${j} ${each}`, [j, each, key])
  if (rows.size === 0) return
  await statements.run(
    `INSERT INTO reference AS r (flow, system, reference, key) SELECT $1, w.* FROM unnest($2::integer[], $3::text[], $4::text[]) AS w
    ON CONFLICT (flow, system, reference) DO UPDATE SET key = excluded.key WHERE r.key <> excluded.key`,
    flow.id,
    ...columns([...rows.values()], 3),
  )
}

export async function referred(
  statements: Statements,
  flow: FlowRow,
  j: number,
  references: readonly Reference[],
): Promise<readonly (KeyText | null)[]> {
  const texts = references.map(referenceText)
  const rows = await statements.all(
    'SELECT reference, key FROM reference WHERE flow = $1 AND system = $2 AND reference = ANY ($3)',
    flow.id,
    j,
    texts,
  )
  const found = new Map(rows.map(([reference, key]) => [reference, String(key)]))
  return texts.map((text) => found.get(text) ?? null)
}

/** The record goes to another key, where the same transaction writes it. @throws RevConflict */
export async function renumber(statements: Statements, flow: FlowRow, { from, rev, to }: Renumbering): Promise<void> {
  const [gone] = await together([
    statements.run('DELETE FROM entry WHERE flow = $1 AND key = $2 AND rev = $3', flow.id, from, rev),
    clear(statements, flow, [{ key: from }]),
    statements.run('UPDATE review SET key = $3 WHERE flow = $1 AND key = $2 AND closed_at IS NULL', flow.id, from, to),
  ])
  if (gone !== 1) throw moved(flow)
}

/** Every pending write of these operations has landed just as it was sent, and what waited for that waits no longer. */
export async function land(statements: Statements, ops: readonly number[]): Promise<void> {
  if (ops.length === 0) return
  await statements.run(
    `WITH landed AS (DELETE FROM pending WHERE op = ANY ($1::bigint[]) RETURNING flow, key, system)
    DELETE FROM waiting AS w USING landed AS l WHERE w.flow = l.flow AND w.key = l.key AND w.system = l.system`,
    ops,
  )
}

/** Every entry of the flow as it is read now: from here on they are stored so. A page at a time, within a transaction. */
export async function reshapeEntries(statements: Statements, flow: FlowRow): Promise<void> {
  for (let after: KeyText | null = null; ;) {
    const keys: readonly KeyText[] = await keysFrom(statements, flow, after, rowsAtOnce)
    if (keys.length === 0) return
    const entries = await readEntries(statements, flow, keys)
    const states = entries.map((entry) => encodeEntry(entry!, inline))
    const pending = keys.flatMap((key, i) =>
      entries[i]!.s.flatMap((s, j) => (s.pend === null ? [] : [[key, j, encodePending(s, s.pend, entries[i]!, flow.fields[j]!)]])),
    )
    await together([
      statements.run(
        `UPDATE entry AS e SET state = w.state FROM unnest($2::text[], $3::text[]) AS w (key, state) WHERE e.flow = $1 AND e.key = w.key COLLATE "C"`,
        flow.id,
        keys,
        states,
      ),
      statements.run(
        `UPDATE pending AS p SET state = w.state FROM unnest($2::text[], $3::integer[], $4::text[]) AS w (key, system, state)
        WHERE p.flow = $1 AND p.key = w.key COLLATE "C" AND p.system = w.system`,
        flow.id,
        ...columns(pending, 3),
      ),
    ])
    after = keys.at(-1)!
  }
}

export async function keysFrom(statements: Statements, { id }: FlowRow, after: KeyText | null, limit: number): Promise<readonly KeyText[]> {
  const rows =
    after === null
      ? await statements.all('SELECT key FROM entry WHERE flow = $1 ORDER BY key LIMIT $2', id, limit)
      : await statements.all('SELECT key FROM entry WHERE flow = $1 AND key > $2 ORDER BY key LIMIT $3', id, after, limit)
  return rows.map(([key]) => String(key))
}

function moved({ shape }: FlowRow): RevConflict {
  return new RevConflict(`records of ${shape.name} were decided by somebody else`)
}

/** Rows as `unnest` takes them. */
export function columns(rows: readonly Row[], width: number): Value[][] {
  return Array.from({ length: width }, (_, i) => rows.map((row) => row[i]!))
}
