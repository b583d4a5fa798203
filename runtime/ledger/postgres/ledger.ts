/**
 * The ledger in a Postgres database. Whoever writes to it holds the lease of all flows, and each commit rests on that lease. Numbers that only its holder
 * gives are kept in memory; all else is read from the database.
 */
import { holdsUnderItsKey } from '../../entry.ts'
import type { Ledger, LedgerCommit } from '../../ports.ts'
import type { FlowRow } from '../flows.ts'
import { byFlow, Flows, mustBeCurrent } from '../flows.ts'
import type { LedgerOptions } from '../options.ts'
import { unitName } from '../reshape.ts'
import type { Statements } from './connection.ts'
import { Connection, together } from './connection.ts'
import { keysFrom, land, readEntries, referred, renumber, reshapeEntries, writeEntries } from './entries.ts'
import { readAudit, readDeadLetters, readFigures, readReviews, readTally, writeHistory } from './history.ts'
import { Hold } from './hold.ts'
import { Leases } from './leases.ts'
import { identifyLedger, migrateLedger } from './open.ts'

/** The row of `head`, but for the mark. */
interface Head {
  op: number
  review: number
  last: number
  hash: string
}

/** @param holdMs that it stays held by a process that was killed @throws LedgerError */
export async function openServerLedger(url: string, options: LedgerOptions, holdMs?: number): Promise<Ledger> {
  const { landscape, readOnly = false, create = false } = options
  const connection = await Connection.open(url, landscape, readOnly)
  let hold: Hold | null = null
  try {
    const id = await connection.alone(async ({ client }) => {
      if (!create) await identifyLedger(client, landscape)
      if (!readOnly) await migrateLedger(client, landscape, options.id)
      return identifyLedger(client, landscape)
    })
    if (!readOnly) hold = await Hold.take(url, landscape, holdMs)
    const [flows, head] = await connection.alone(async (statements) => [
      new Flows(options.flows, await storedFlows(statements)),
      await readHead(statements),
    ])
    return serverLedger(connection, hold, id, landscape, flows, head)
  } catch (error) {
    await hold?.release()
    await connection.close()
    throw error
  }
}

async function storedFlows(statements: Statements) {
  return statements.all('SELECT id, name, shape FROM flow ORDER BY id')
}

async function readHead(statements: Statements, lock: '' | 'FOR UPDATE' = ''): Promise<Head> {
  const [op, review, last, hash] = (await statements.one(`SELECT op, review, audit, hash FROM head ${lock}`))!
  return { op: Number(op), review: Number(review), last: Number(last), hash: String(hash) }
}

function serverLedger(connection: Connection, hold: Hold | null, id: string, landscape: string, flows: Flows, first: Head): Ledger {
  let stored = first
  const drawn = { op: Math.max(first.op, (hold?.lease.firstOp ?? 1) - 1), review: first.review }
  const reading = <T>(work: (statements: Statements) => Promise<T>): Promise<T> => connection.alone(work)

  /** Everything or nothing, and only while the ledger is held; what memory knows of the database follows it back. */
  const writing = async <T>(work: (statements: Statements, head: Head) => Promise<T>): Promise<T> => {
    try {
      const [result, head] = await connection.transaction(async (statements, mark) => {
        const [before] = await together([
          readHead(statements, 'FOR UPDATE'),
          hold === null ? Promise.resolve() : new Leases(statements.client, landscape, 0).check([hold.lease]),
        ])
        const result = await work(statements, before)
        const { op, review, last, hash } = before
        await statements.run('UPDATE head SET mark = $1, op = $2, review = $3, audit = $4, hash = $5', mark, op, review, last, hash)
        return [result, before]
      })
      stored = head
      return result
    } catch (error) {
      // Where it cannot be asked now, nothing can be written either.
      await connection.alone(storedFlows).then(
        (rows) => flows.load(rows),
        () => undefined,
      )
      throw error
    }
  }

  const write = async (statements: Statements, head: Head, commit: LedgerCommit): Promise<void> => {
    for (const row of flows.takeFresh()) await statements.run('INSERT INTO flow (id, name, shape) VALUES ($1, $2, $3)', ...row)
    await land(statements, commit.landed)
    for (const each of commit.renumbered ?? []) await renumber(statements, currentFlow(flows, each.flow), each)
    const groups = [...byFlow(commit.entries)].map(([name, writes]) => ({ flow: currentFlow(flows, name), writes }))
    for (const { entry } of commit.entries) for (const { pend } of entry.s) if (pend !== null) head.op = Math.max(head.op, pend.op)
    if (commit.openReviews.length > 0) head.review = drawn.review
    const [end] = await together([
      writeHistory(statements, flows, commit, head),
      together(groups.map(async ({ flow, writes }) => writeEntries(statements, flow, writes))),
      writePositions(statements, flows, commit.positions),
      writeSettings(statements, commit.settings ?? []),
    ])
    Object.assign(head, end)
  }

  return {
    id,
    read: async (name, keys) => reading(async (statements) => readEntries(statements, flows.of(name), keys)),
    commit: async (commit) => writing(async (statements, head) => write(statements, head, commit)),
    referred: async (name, system, references) => {
      const flow = flows.of(name)
      if (flow.changed) return references.map(() => null)
      return reading(async (statements) => referred(statements, flow, flow.shape.systems.indexOf(system), references))
    },

    drawOps: (count) => {
      const from = Math.max(drawn.op, stored.op) + 1
      drawn.op = from + count - 1
      return from
    },
    drawReviews: (count) => {
      const from = drawn.review
      drawn.review += count
      return from
    },
    outgrow: async (op) => {
      if (op > stored.op) await writing(async (_, head) => void (head.op = op))
    },
    opHigh: async () => (await reading(async (statements) => readHead(statements))).op,

    pending: async () => pendingOf(flows, await reading(readPending)),
    waiting: async (name, { dueAt, dead, limit }) => {
      const flow = flows.of(name)
      if (flow.changed) return []
      const rows = await reading(async (statements) =>
        statements.all(
          `SELECT key, min(due) AS first FROM waiting WHERE flow = $1 AND due <= $2 AND dead <= $3 GROUP BY key ORDER BY first, key LIMIT $4`,
          flow.id,
          dueAt,
          dead === true ? 1 : 0,
          limit,
        ),
      )
      return rows.map(([key]) => String(key))
    },
    position: async (name, system) => {
      const flow = flows.of(name)
      if (flow.changed) return null
      return text(reading, 'SELECT position FROM position WHERE flow = $1 AND system = $2', flow.id, system)
    },
    keys: async (name, after, limit) => {
      const flow = flows.of(name)
      return flow.changed ? [] : reading(async (statements) => keysFrom(statements, flow, after, limit))
    },
    count: async (name) => {
      const flow = flows.of(name)
      if (flow.changed) return { live: 0, deleted: 0 }
      const [all, deleted, notLive] = (await reading(async (statements) =>
        statements.one(
          `SELECT (SELECT count(*) FROM entry WHERE flow = $1), count(live), count(*) FROM entry WHERE flow = $1 AND live IS DISTINCT FROM 1`,
          flow.id,
        ),
      ))!
      return { live: Number(all) - Number(notLive), deleted: Number(deleted) }
    },
    holds: async (name, system, keys) => {
      const flow = flows.of(name)
      const j = flow.shape.systems.indexOf(system)
      const entries = await reading(async (statements) => readEntries(statements, flow, keys))
      return entries.map((entry) => holdsUnderItsKey(entry?.s[j]))
    },
    deletesSince: async (name, since) => {
      const sql = 'SELECT coalesce(sum(rows), 0)::bigint FROM deletion WHERE flow = $1 AND at >= $2::numeric'
      return Number(await text(reading, sql, flows.of(name).id, since))
    },
    setting: async (name) => text(reading, 'SELECT value FROM setting WHERE name = $1', name),

    requests: async () => {
      const rows = await reading(async (statements) =>
        statements.all('SELECT id, at, body, (answer IS NOT NULL)::integer FROM request ORDER BY id'),
      )
      return rows.map(([number, at, body, answered]) => ({
        id: Number(number),
        at: Number(at),
        body: String(body),
        answered: answered === 1,
      }))
    },
    take: async (number, at) =>
      writing(async (statements) => (await statements.run('UPDATE request SET taken_at = $1 WHERE id = $2', at, number)) === 1),
    forgetRequest: async (number) =>
      writing(async (statements) => void (await statements.run('DELETE FROM request WHERE id = $1', number))),
    answer: async (number, answer) =>
      writing(async (statements) => void (await statements.run('UPDATE request SET answer = $1 WHERE id = $2', answer, number))),

    changedFlows: () => flows.all().flatMap(({ changed, shape }) => (changed ? [shape.name] : [])),
    reset: async (name, at) => writing(async (statements) => reset(statements, flows, name, at)),
    reshapes: () =>
      flows
        .all()
        .flatMap(({ move, shape }) =>
          move === null ? [] : [{ flow: shape.name, added: move.added, removed: move.removed, slots: move.slots }],
        ),
    reshape: async (name, at, also) =>
      writing(async (statements, head) => {
        await reshape(statements, flows, name, at)
        await write(statements, head, also)
      }),

    audit: async (filter) => reading(async (statements) => readAudit(statements, flows, filter)),
    tally: async (filter) => reading(async (statements) => readTally(statements, flows, filter)),
    reviews: async (filter) => reading(async (statements) => readReviews(statements, flows, filter)),
    deadLetters: async (filter) => reading(async (statements) => readDeadLetters(statements, flows, filter)),
    figures: async (filter) => reading(async (statements) => readFigures(statements, flows, filter)),
    close: async () => {
      await connection.close()
      await hold?.release()
    },
  }
}

type Reading = <T>(work: (statements: Statements) => Promise<T>) => Promise<T>

/** The one value of the one row; null: there is no row. */
async function text(reading: Reading, sql: string, ...values: readonly (string | number)[]): Promise<string | null> {
  const row = await reading(async (statements) => statements.one(sql, ...values))
  return row === undefined ? null : String(row[0])
}

function currentFlow(flows: Flows, name: string): FlowRow {
  const flow = flows.of(name)
  mustBeCurrent(flow)
  return flow
}

async function readPending(statements: Statements) {
  return statements.all('SELECT op, flow, system, key FROM pending ORDER BY op, flow, system, key')
}

function pendingOf(flows: Flows, rows: Awaited<ReturnType<typeof readPending>>): Awaited<ReturnType<Ledger['pending']>> {
  const known = new Map(flows.all().map((row) => [row.id, row]))
  const operations = new Map<number, { readonly op: number; readonly flow: string; readonly system: string; readonly keys: string[] }>()
  for (const [op, of, system, key] of rows) {
    const flow = known.get(Number(of))
    if (flow === undefined || flow.changed) continue
    const operation = operations.get(Number(op))
    if (operation !== undefined) operation.keys.push(String(key))
    else {
      const { name, systems } = flow.shape
      operations.set(Number(op), { op: Number(op), flow: name, system: systems[Number(system)]!, keys: [String(key)] })
    }
  }
  return [...operations.values()]
}

async function writePositions(statements: Statements, flows: Flows, positions: LedgerCommit['positions']): Promise<void> {
  const put = `INSERT INTO position (flow, system, position) VALUES ($1, $2, $3)
    ON CONFLICT (flow, system) DO UPDATE SET position = excluded.position`
  await together(positions.map(async ({ flow, system, position }) => statements.run(put, currentFlow(flows, flow).id, system, position)))
}

async function writeSettings(statements: Statements, settings: NonNullable<LedgerCommit['settings']>): Promise<void> {
  const put = 'INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value'
  await together(
    settings.map(async ({ name, value }) =>
      value === null ? statements.run('DELETE FROM setting WHERE name = $1', name) : statements.run(put, name, value),
    ),
  )
}

async function reset(statements: Statements, flows: Flows, name: string, at: number): Promise<void> {
  const flow = flows.of(name)
  await together([
    statements.run('DELETE FROM entry WHERE flow = $1', flow.id),
    statements.run('DELETE FROM pending WHERE flow = $1', flow.id),
    statements.run('DELETE FROM reference WHERE flow = $1', flow.id),
    statements.run('DELETE FROM waiting WHERE flow = $1', flow.id),
    statements.run('DELETE FROM position WHERE flow = $1', flow.id),
    closeReviews(statements, flow, at, 'the flow took new bases', []),
    statements.run('UPDATE flow SET shape = $1 WHERE id = $2', flows.reshape(flow), flow.id),
  ])
}

async function reshape(statements: Statements, flows: Flows, name: string, at: number): Promise<void> {
  const flow = flows.of(name)
  const { move } = flow
  if (move === null) return
  await reshapeEntries(statements, flow)
  // The life of a record stays whatever its fields are.
  const kept = ['', ...move.units.flatMap((was) => (was < 0 ? [] : [unitName(move.from.units[was]!)]))]
  await closeReviews(statements, flow, at, 'the field was taken out of the flow', kept)
  await statements.run('UPDATE flow SET shape = $1 WHERE id = $2', flows.reshape(flow), flow.id)
}

/** Those that are open, but for those of these units. */
async function closeReviews(statements: Statements, { id }: FlowRow, at: number, how: string, but: readonly string[]): Promise<void> {
  await statements.run(
    'UPDATE review SET closed_at = $2, how = $3 WHERE flow = $1 AND closed_at IS NULL AND unit <> ALL ($4)',
    id,
    at,
    how,
    but,
  )
}
