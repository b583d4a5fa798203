/** Slot, publication and the server's own account of its log, by plain statements. */
import type { ClientConfig } from 'pg'
import pg from 'pg'
import { SystemError } from '../../../ports.ts'
import { lsnOf } from './lsn.ts'
import { originNames } from './name.ts'
import type { History } from './position.ts'
import { troubleOf } from './trouble.ts'

/** How a slot stands, for whoever watches it. */
export interface SlotState {
  readonly slot: string
  readonly plugin: string
  /** Null: of no database. */
  readonly database: string | null
  /** Process id of the server that sends to a run now, or null. */
  readonly activePid: number | null
  /** The server can send everything from here on. */
  readonly confirmed: number
  /** Bytes of log that the server has written since, and keeps. */
  readonly behind: number
  /** `reserved`, `extended` (kept beyond `max_wal_size`), `unreserved` (about to be lost), `lost`. */
  readonly walStatus: string
  /** Bytes that may still be written before the slot is lost; null: it never is. */
  readonly safeBytes: number | null
}

/** What is under way, and how far the log is written. */
export interface Moment {
  readonly written: number
  /** On the disk, and so far the server may send. */
  readonly flushed: number
  /** Of every transaction below it is known how it ended. */
  readonly xmin: number
  readonly xmax: number
  readonly running: ReadonlySet<number>
  /** Somebody else writes here under a replication origin. */
  readonly otherOrigins: boolean
}

export interface TableInLog {
  readonly schema: string
  readonly name: string
  readonly published: boolean
  /** Columns that the log holds of a row that is deleted or gets another key; null: all. */
  readonly identity: readonly string[] | null
}

const slotSql = `
SELECT s.slot_name, s.plugin, s.database, s.active_pid, s.confirmed_flush_lsn::text,
       pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(s.restart_lsn, s.confirmed_flush_lsn))::text, s.wal_status, s.safe_wal_size::text
FROM pg_replication_slots AS s
WHERE s.slot_name = $1`

const momentSql = `
SELECT pg_current_wal_insert_lsn()::text, pg_current_wal_flush_lsn()::text, pg_current_snapshot()::text,
       EXISTS (SELECT FROM pg_replication_origin AS o WHERE o.roname <> ALL ($1::text[]))`

const tableSql = `
SELECT n.nspname, c.relname,
       EXISTS (SELECT FROM pg_publication_tables AS p WHERE p.pubname = $2 AND p.schemaname = n.nspname AND p.tablename = c.relname),
       c.relreplident = 'f',
       ARRAY(SELECT a.attname::text
             FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
             WHERE i.indrelid = c.oid AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident ELSE false END)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.oid = to_regclass($1)`

const historySql = `
SELECT (SELECT system_identifier::text FROM pg_control_system()), left(pg_walfile_name(pg_current_wal_lsn()), 8),
       current_database(), current_setting('wal_level'), current_setting('server_version_num'), current_setting('synchronous_commit')`

/** Transactions that have written something and have not ended for all others to see. */
const writersSql = `
SELECT l.transactionid::text FROM pg_locks AS l
WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted`

export interface Standing extends History {
  readonly database: string
  readonly version: number
  /** By default nobody waits until a commit is on the disk: it is seen before the log can tell it. */
  readonly commitsUnflushed: boolean
}

type Row = readonly (string | boolean | number | readonly string[] | null)[]

export class Slot {
  readonly system: string
  readonly name: string
  readonly #client: pg.Client
  readonly #origins: readonly string[]

  private constructor(system: string, name: string, client: pg.Client) {
    this.system = system
    this.name = name
    this.#client = client
    this.#origins = originNames(name)
  }

  /** @throws SystemError */
  static async open(system: string, name: string, config: ClientConfig): Promise<Slot> {
    const client = new pg.Client({ ...config, keepAlive: true })
    client.on('error', () => undefined)
    const slot = new Slot(system, name, client)
    await slot.#guard(async () => client.connect())
    return slot
  }

  /** @throws SystemError where its log cannot be decoded */
  async standing(): Promise<Standing> {
    const [row] = await this.#ask(historySql)
    const [server, timeline, database, level, version, waits] = row as readonly string[]
    if (level !== 'logical')
      throw new SystemError(
        'misfit',
        'walLevel',
        this.system,
        `${this.system} writes its log with wal_level=${String(level)}, from which changes cannot be decoded`,
        'set wal_level=logical in postgresql.conf and restart the server, or detect changes by outbox',
      )
    // Told by this connection: it waits for its own commits from here on.
    await this.#ask('SET synchronous_commit = local')
    return {
      server: server!,
      timeline: Number.parseInt(timeline!, 16),
      database: database!,
      version: Math.floor(Number(version) / 10_000),
      commitsUnflushed: waits === 'off',
    }
  }

  /** Null: there is no such slot. */
  async state(): Promise<SlotState | null> {
    const [row] = await this.#ask(slotSql, [this.name])
    if (row === undefined) return null
    const [slot, plugin, database, activePid, at, behind, walStatus, safe] = row as readonly [
      string,
      string,
      string | null,
      number | null,
      ...(string | null)[],
    ]
    return {
      slot,
      plugin,
      database,
      activePid,
      confirmed: at === null || at === undefined ? 0 : lsnOf(at),
      behind: Number(behind ?? 0),
      walStatus: walStatus ?? 'lost',
      safeBytes: safe === null || safe === undefined ? null : Number(safe),
    }
  }

  async create(): Promise<void> {
    await this.#ask("SELECT pg_create_logical_replication_slot($1, 'pgoutput')", [this.name])
  }
  async drop(): Promise<void> {
    await this.#ask('SELECT pg_drop_replication_slot($1)', [this.name])
  }

  async moment(): Promise<Moment> {
    const [row] = await this.#ask(momentSql, [this.#origins], 'thalweg_moment')
    const [written, flushed, snapshot, otherOrigins] = row as readonly [string, string, string, boolean]
    const [xmin = '', xmax = '', running = ''] = snapshot.split(':')
    return {
      written: lsnOf(written),
      flushed: lsnOf(flushed),
      xmin: Number(xmin),
      xmax: Number(xmax),
      running: new Set(running === '' ? [] : running.split(',').map(Number)),
      otherOrigins,
    }
  }

  /** Everything that was committed so far, also by sessions that do not wait for it, is on the disk then. */
  async flush(): Promise<void> {
    await this.#ask("SELECT pg_logical_emit_message(true, 'thalweg', '')")
  }

  /** A place in the log before which everything committed is seen by all: null where a transaction is open for longer than `waitMs`. */
  async seenUpTo(waitMs: number): Promise<number | null> {
    const { written } = await this.moment()
    let open = new Set((await this.#ask(writersSql)).map(([xid]) => xid))
    for (let waited = 0; open.size > 0; waited += 5) {
      if (waited > waitMs) return null
      await new Promise((resolve) => void setTimeout(resolve, 5))
      const now = new Set((await this.#ask(writersSql)).map(([xid]) => xid))
      open = new Set([...open].filter((xid) => now.has(xid)))
    }
    return written
  }

  /** Null: there is no such table. @param place quoted */
  async table(place: string): Promise<TableInLog | null> {
    const [row] = await this.#ask(tableSql, [place, this.name])
    if (row === undefined) return null
    const [schema, name, published, full, columns] = row as readonly [string, string, boolean, boolean, readonly string[]]
    return { schema, name, published, identity: full ? null : columns }
  }

  /** @param name of what is asked with every change: the server keeps it prepared */
  async #ask(text: string, values: readonly unknown[] = [], name?: string): Promise<readonly Row[]> {
    const query = { text, values: [...values], rowMode: 'array', ...(name !== undefined && { name }) } as const
    const { rows } = await this.#guard(async () => this.#client.query<Row[]>(query))
    return rows as unknown as readonly Row[]
  }

  async #guard<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw troubleOf(error, this.system, this.name)
    }
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined)
  }
}

/** Was it committed, and do all see it who look from now on. @param xid as the log tells it, without its epoch */
export function isSeen({ xmin, xmax, running }: Moment, xid: number): boolean {
  const wrap = 2 ** 32
  const back = ((((xmax % wrap) - xid) % wrap) + wrap) % wrap
  const whole = back <= wrap / 2 ? xmax - back : xmax + (wrap - back)
  return whole < xmin || (whole < xmax && !running.has(whole))
}

/** For whoever watches: how the slot stands; null: there is none. @throws SystemError */
export async function slotState(system: string, name: string, config: ClientConfig): Promise<SlotState | null> {
  const slot = await Slot.open(system, name, config)
  try {
    return await slot.state()
  } finally {
    await slot.close()
  }
}
