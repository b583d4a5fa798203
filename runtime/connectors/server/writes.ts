/**
 * Delivers a batch in one transaction, under one operation:
 *
 *   fence     no later operation was seen here, else the whole is refused
 *   tag       what triggers read, so that captured changes bear the operation
 *   write     the rows of each kind together, each on its condition
 *   look      at all of them as they are stored now, also by what triggers made of others
 *   record    the operation with what a crash must not lose; tag off; commit
 *
 * It is first tried without marks to go back to: most batches go through. Where a row is refused it is done again, with a mark before each statement, and
 * halved until that row is alone.
 */
import type { SystemStatements, TableAdapter } from '../../door.ts'
import type { Answer, Delivery, Write } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { KeyText, Raw } from '../../values.ts'
import { ValueError } from '../../values.ts'
import type { Scope } from '../scope.ts'
import { storedKey } from '../stored-key.ts'
import { noteOf } from '../note.ts'
import { answersOf } from './answers.ts'
import { BatchStatement } from './batch.ts'
import type { ServerDetection } from './detection.ts'
import { isOfRow, isolate } from './isolate.ts'
import { isUnreachable, worded } from './line.ts'
import type { ServerLook } from './look.ts'
import { most } from './look.ts'
import { Lookups } from './lookups.ts'
import type { Server, ServerError, Session } from './session.ts'
import { ServerError as Refused } from './session.ts'

/** In this order: what one kind gives free, those behind it may take. */
const order = ['delete', 'update', 'rekey', 'link', 'insert'] as const satisfies readonly Write['kind'][]

const tries = 5
const pauseMs = 20

/** Nothing of the batch can stand. */
class WholeRefused extends Error {}

/** What became of one write. */
export interface Item {
  readonly write: Write
  /** Null: this system cannot hold such a key. */
  readonly parts: readonly Raw[] | null
  readonly to: readonly Raw[]
  sent: readonly (Raw | undefined)[]
  written: boolean
  rejected: { readonly reason: 'constraint' | 'missingParent'; readonly detail: string; readonly taken: boolean } | null
}

export interface WriterOptions {
  /** Inserts leave out rows whose key is taken. */
  readonly canSkip: boolean
  /** Is told what was made. */
  readonly detection: Pick<ServerDetection, 'made' | 'madeAt'>
}

export class Writer {
  readonly #server: Server
  readonly #system: SystemStatements
  readonly #adapter: TableAdapter
  readonly #look: ServerLook
  readonly #detection: WriterOptions['detection']
  readonly #lookups: Lookups
  readonly #kinds: Readonly<Partial<Record<Write['kind'] | 'revive', BatchStatement>>>
  readonly #outright: BatchStatement | null

  constructor(
    server: Server,
    system: SystemStatements,
    adapter: TableAdapter,
    look: ServerLook,
    scope: Scope,
    { canSkip, detection }: WriterOptions,
  ) {
    this.#server = server
    this.#system = system
    this.#adapter = adapter
    this.#look = look
    this.#detection = detection
    this.#lookups = new Lookups(server, adapter, scope)
    const kinds: Partial<Record<Write['kind'] | 'revive', BatchStatement>> = {}
    for (const kind of [...order, 'revive'] as const) {
      const sql = adapter.statements[kind]
      if (sql !== undefined) kinds[kind] = new BatchStatement(server, sql, adapter, scope)
    }
    const { insert } = adapter.statements
    this.#outright = insert === undefined ? null : new BatchStatement(server, server.insertOutright(insert), adapter, scope)
    if (!canSkip && this.#outright !== null) kinds.insert = this.#outright
    this.#kinds = kinds
  }

  /** @throws SystemError where the whole system stands still until somebody does something */
  async deliver(session: Session, op: number, writes: readonly Write[]): Promise<Delivery> {
    let marks = false
    for (let tried = 1; ;) {
      try {
        return await this.#deliver(session, op, writes, marks)
      } catch (error) {
        await session.rollback()
        if (error instanceof WholeRefused) return { outcome: 'rejected', detail: error.message }
        if (!(error instanceof Refused)) return unreachable(error)
        if (isOfRow(error) && !marks) marks = true
        else if (error.refusal !== 'again') return notDelivered(error)
        else if (tried++ >= tries) return { outcome: 'throttled', detail: error.message }
        else await new Promise((resolve) => void setTimeout(resolve, Math.random() * pauseMs * tried))
      }
    }
  }

  async #deliver(session: Session, op: number, writes: readonly Write[], marks: boolean): Promise<Delivery> {
    await this.#open(session, op)
    const items = writes.map((write) => this.#item(write))
    await this.#lookups.find(session, items)
    for (const kind of order)
      await this.#write(
        session,
        kind,
        items.filter((item) => item.write.kind === kind && item.rejected === null),
        marks,
      )
    const answers = await answersOf(session, this.#adapter, this.#look, items, marks, async (item) => this.#whyNot(session, item))
    const madeAt = await this.#madeAt(session, items)
    const at = await this.#close(session, op, writes, answers)
    try {
      await session.commit()
    } catch (error) {
      return notCommitted(error)
    }
    if (madeAt !== null) this.#detection.made?.(madeAt.keys, madeAt.at)
    return { outcome: 'answered', at, answers }
  }

  /** Null: nothing was made, or nobody asks. */
  async #madeAt(session: Session, items: readonly Item[]): Promise<{ readonly keys: readonly KeyText[]; readonly at: string } | null> {
    const { madeAt } = this.#detection
    const keys = items.filter(({ write, written }) => written && write.kind === 'insert').map(({ write }) => write.key)
    if (madeAt === undefined || keys.length === 0) return null
    return { keys, at: (await session.query(madeAt)).rows[0]![0]! }
  }

  async #open(session: Session, op: number): Promise<void> {
    const [, { affected }] = await session.inTurn([
      async () => session.begin('write'),
      async () => session.query(this.#system.fence, { op }),
      async () => session.query(this.#system.setCurrentOp, { op }),
    ])
    const { system } = this.#adapter
    if (affected !== 1)
      throw new SystemError(
        'misfit',
        'fenced',
        system,
        `operation ${op} comes too late: ${system} has seen a later one, or has lost its row in thalweg_system`,
        'another run writes here: stop one of the two',
      )
  }

  /** @returns the time at the server: epoch ms */
  async #close(session: Session, op: number, writes: readonly Write[], answers: readonly Answer[]): Promise<number> {
    const [{ affected }, , at] = await session.inTurn([
      async () => session.query(this.#system.recordOp, { op, note: noteOf(writes, answers) }),
      async () => session.query(this.#system.setCurrentOp, { op: null }),
      async () => this.#server.clock(session),
    ])
    const { system } = this.#adapter
    if (affected !== 1)
      throw new SystemError(
        'misfit',
        'void',
        system,
        `operation ${op} was declared void at ${system}`,
        'another run has taken over: stop one of the two',
      )
    return at
  }

  // ─── Rows ──────────────────────────────────────────────────────────────────────────────────────

  #item(write: Write): Item {
    const rejected = (parts: Item['parts'], detail: string): Item => ({
      write,
      parts,
      to: [],
      sent: write.values,
      written: false,
      rejected: { reason: 'constraint', detail, taken: false },
    })
    const parts = this.#parts(write.key)
    if (typeof parts === 'string') return rejected(null, parts)
    const to = write.to === undefined ? [] : this.#parts(write.to)
    if (typeof to === 'string') return rejected(parts, to)
    const unstorable = this.#unstorable(write)
    return unstorable === null ? { write, parts, to, sent: write.values, written: false, rejected: null } : rejected(parts, unstorable)
  }

  /** @returns why this system cannot hold such a key, in words */
  #parts(key: KeyText): readonly Raw[] | string {
    try {
      const parts = storedKey(this.#adapter, key)
      const at = parts.findIndex((part) => this.#refuses(part) !== null)
      return at < 0 ? parts : `${this.#adapter.key[at]!.field}: ${this.#refuses(parts[at])!}`
    } catch (error) {
      if (error instanceof ValueError) return `${error.field}: ${error.message}`
      throw error
    }
  }

  #unstorable({ values }: Write): string | null {
    for (let slot = 0; slot < values.length; slot++) {
      const why = this.#refuses(values[slot])
      if (why !== null) return `${this.#adapter.fields[slot]!.field}: ${why}`
    }
    return null
  }

  #refuses(value: Raw | undefined): string | null {
    return typeof value === 'string' ? this.#server.refuses(value) : null
  }

  async #write(session: Session, kind: (typeof order)[number], items: readonly Item[], marks: boolean): Promise<void> {
    if (items.length === 0) return
    if (this.#kinds[kind] === undefined) throw new Error(`the adapter of table ${this.#adapter.place} has no statement for ${kind}`)
    if (kind === 'insert' && this.#kinds.revive !== undefined) await this.#together(session, 'revive', items, marks)
    await this.#together(
      session,
      kind,
      items.filter((item) => !item.written && item.rejected === null),
      marks,
    )
  }

  async #together(session: Session, kind: Write['kind'] | 'revive', items: readonly Item[], marks: boolean): Promise<void> {
    const statement = this.#kinds[kind]!
    const run = async (some: readonly Item[]): Promise<void> => {
      const { rows } = await statement.run(session, some.map(rowOf))
      const written = kind === 'insert' || kind === 'revive' ? this.#byKey(rows, some) : this.#byNumber(rows, some)
      for (const item of written) item.written = true
    }
    for (let i = 0; i < items.length; i += most) {
      const some = items.slice(i, i + most)
      if (marks) await isolate(session, some, run, refuse)
      else await run(some)
    }
  }

  #byNumber(rows: readonly (readonly (string | null)[])[], items: readonly Item[]): Item[] {
    const written = new Map<Item, number>()
    for (const [n] of rows) written.set(items[Number(n)]!, (written.get(items[Number(n)]!) ?? 0) + 1)
    for (const [{ write }, changes] of written)
      if (changes > 1)
        throw new WholeRefused(`${write.key} stands for ${changes} rows of ${this.#adapter.place}: its key is not unique there`)
    return [...written.keys()]
  }

  /** Rows that were made are told by their keys as they are stored. */
  #byKey(rows: readonly (readonly (string | null)[])[], items: readonly Item[]): readonly Item[] {
    if (rows.length === items.length) return items
    const made = new Set(rows.map((row) => JSON.stringify(row)))
    const written = items.filter(({ parts }) => made.has(JSON.stringify(parts!.map(String))))
    if (written.length === rows.length) return written
    throw otherKey(this.#adapter)
  }

  /** Nothing has the key, and the row was left out all the same: tried so that the server says why. */
  async #whyNot(session: Session, item: Item): Promise<void> {
    await isolate(
      session,
      [item],
      async () => {
        const { rows } = await this.#outright!.run(session, [rowOf(item)])
        item.written = rows.length === 1
        if (!item.written)
          item.rejected = { reason: 'constraint', detail: `a trigger or rule of ${this.#adapter.place} leaves the row out`, taken: false }
      },
      refuse,
    )
  }
}

function refuse(item: Item, { message, refusal }: ServerError): void {
  item.rejected = { reason: 'constraint', detail: message, taken: refusal === 'taken' }
}

function rowOf({ parts, write, sent, to }: Item): Parameters<BatchStatement['run']>[1][number] {
  return { parts: parts!, seen: write.seen, write, sent, to }
}

/** The table gives rows another key than they were sent with, so a batch does not tell which were made: they are written one by one. */
function otherKey({ system, place }: TableAdapter): Refused {
  const detail = `${place} stores rows under other keys than they were sent with`
  return new Refused(
    'row',
    'otherKey',
    detail,
    new SystemError('misfit', 'otherKey', system, detail, 'let the binding say what the system makes of its keys (`stores`)'),
  )
}

/** Nothing was written, for certain. @throws what is no matter of reaching the system */
function unreachable(error: unknown): Delivery {
  if (isUnreachable(error)) return { outcome: 'unreachable', detail: error.message }
  throw error
}

function notDelivered(error: ServerError): Delivery {
  if (error.refusal === 'later') return { outcome: 'throttled', detail: error.message }
  return unreachable(worded(error))
}

/** What was refused at the commit was not written; where the connection broke in it nobody knows. */
function notCommitted(error: unknown): Delivery {
  if (isOfRow(error)) return { outcome: 'rejected', detail: error.message }
  if (error instanceof Refused && error.refusal === 'lost') return { outcome: 'uncertain', detail: error.message }
  throw error
}
