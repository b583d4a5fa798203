/**
 * Delivers a batch in one transaction, under one operation:
 *
 *   fence     no later operation was seen here, else the whole is refused
 *   tag       what triggers read, so that captured changes bear the operation
 *   write     each row on its condition, and look at it as it is stored
 *   record    the operation with what a crash must not lose; tag off; commit
 */
import type { SystemStatements, TableAdapter } from '../../door.ts'
import type { Answer, Delivery, Image, Write } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { KeyText, Raw } from '../../values.ts'
import { ValueError } from '../../values.ts'
import type { Scope } from '../write-parameters.ts'
import type { Binder } from './binder.ts'
import { binder } from './binder.ts'
import type { Database, Statement } from './database.ts'
import { resultCode } from './database.ts'
import { storedKey } from '../stored-key.ts'
import type { Look } from './look.ts'
import { absent, noDeath } from '../look-row.ts'
import { noteOf } from '../note.ts'

/** Low bytes of SQLite's result codes that refuse a row. */
const refusals: readonly number[] = [18, 19, 20]
const constraint = 19
/** Extended codes: another row has the key, or another unique value. */
const taken: readonly (number | null)[] = [1555, 2067, 2579]

/** Nothing of the batch can stand. */
class WholeRefused extends Error {}

interface Prepared {
  readonly statement: Statement
  readonly binder: Binder
}
interface Lookup {
  readonly field: string
  /** Slot of the field, or of the key's part. */
  readonly at: number
  readonly ofKey: boolean
  readonly prepared: Statement
}

export class Writer {
  readonly #db: Database
  readonly #adapter: TableAdapter
  readonly #look: Look
  readonly #scope: Scope
  readonly #now: () => number
  readonly #kinds: Readonly<Partial<Record<Write['kind'], Prepared>>>
  /** Where deleting marks a row: what makes a marked one live again. */
  readonly #revive: Prepared | null
  readonly #lookups: readonly Lookup[]
  readonly #own: Readonly<Record<'fence' | 'setCurrentOp' | 'recordOp', Statement>>

  constructor(db: Database, system: SystemStatements, adapter: TableAdapter, look: Look, scope: Scope, now: () => number) {
    this.#db = db
    this.#adapter = adapter
    this.#look = look
    this.#scope = scope
    this.#now = now
    const prepared = (sql: string): Prepared => {
      const statement = db.statement(sql)
      return { statement, binder: binder(statement.names, adapter, scope) }
    }
    const kinds: Partial<Record<Write['kind'], Prepared>> = {}
    for (const kind of ['insert', 'update', 'delete', 'rekey', 'link'] as const) {
      const sql = adapter.statements[kind]
      if (sql !== undefined) kinds[kind] = prepared(sql)
    }
    this.#kinds = kinds
    this.#revive = adapter.statements.revive === undefined ? null : prepared(adapter.statements.revive)
    const lookups = adapter.statements.lookups ?? {}
    const of = (fields: readonly { readonly field: string }[], ofKey: boolean) =>
      fields.flatMap(({ field }, at): Lookup[] =>
        Object.hasOwn(lookups, field) ? [{ field, at, ofKey, prepared: db.statement(lookups[field]!) }] : [],
      )
    this.#lookups = [...of(adapter.key, true), ...of(adapter.fields, false)]
    this.#own = {
      fence: db.statement(system.fence),
      setCurrentOp: db.statement(system.setCurrentOp),
      recordOp: db.statement(system.recordOp),
    }
  }

  deliver(op: number, writes: readonly Write[]): Delivery {
    const db = this.#db
    try {
      db.stillThere()
      db.begin('IMMEDIATE')
    } catch (error) {
      return unreachable(error)
    }
    const answers: Answer[] = []
    try {
      this.#open(op)
      for (const write of writes) answers.push(this.#write(write))
      this.#close(op, writes, answers)
    } catch (error) {
      db.rollback()
      if (error instanceof WholeRefused) return { outcome: 'rejected', detail: error.message }
      return unreachable(db.translated(error))
    }
    try {
      db.commit()
    } catch (error) {
      return this.#notCommitted(error)
    }
    return { outcome: 'answered', at: this.#now(), answers }
  }

  #open(op: number): void {
    const { fence, setCurrentOp } = this.#own
    if (fence.run(fence.place({ op })) !== 1) {
      const { system } = this.#adapter
      throw new SystemError(
        'misfit',
        'fenced',
        system,
        `operation ${op} comes too late: ${system} has seen a later one, or has lost its row in thalweg_system`,
        'another run writes here: stop one of the two',
      )
    }
    setCurrentOp.run(setCurrentOp.place({ op }))
  }

  #close(op: number, writes: readonly Write[], answers: readonly Answer[]): void {
    const { recordOp, setCurrentOp } = this.#own
    if (recordOp.run(recordOp.place({ op, note: noteOf(writes, answers) })) !== 1) {
      const { system } = this.#adapter
      throw new SystemError(
        'misfit',
        'void',
        system,
        `operation ${op} was declared void at ${system}`,
        'another run has taken over: stop one of the two',
      )
    }
    setCurrentOp.run(setCurrentOp.place({ op: null }))
  }

  /** A constraint that is checked at commit leaves the transaction open; where SQLite has closed it after an error, nobody knows. */
  #notCommitted(error: unknown): Delivery {
    const open = this.#db.inTransaction
    this.#db.rollback()
    const detail = error instanceof Error ? error.message : String(error)
    if (open && ((resultCode(error) ?? 0) & 0xff) === constraint) return { outcome: 'rejected', detail }
    return { outcome: open ? 'unreachable' : 'uncertain', detail }
  }

  // ─── One row ───────────────────────────────────────────────────────────────────────────────────

  #write(write: Write): Answer {
    const { kind } = write
    const parts = this.#parts(write.key)
    if (typeof parts === 'string') return { outcome: 'rejected', reason: 'constraint', detail: parts, image: absent }
    const prepared = this.#kinds[kind]
    if (prepared === undefined) throw new Error(`the adapter of table ${this.#adapter.place} has no statement for ${kind}`)
    let sent: readonly (Raw | undefined)[] = write.values
    const to = kind === 'rekey' ? this.#parts(write.to!) : none
    if (typeof to === 'string')
      return { outcome: 'rejected', reason: 'constraint', detail: to, image: this.#look.image(parts, write.seen, write.id) }
    if (this.#lookups.length > 0 && (kind === 'insert' || kind === 'update')) {
      const found = this.#ids(write, parts)
      if (typeof found === 'string')
        return { outcome: 'rejected', reason: 'missingParent', detail: found, image: this.#look.image(parts, write.seen, write.id) }
      sent = found
    }
    let changes: number
    try {
      changes = kind === 'insert' && this.#revive !== null ? run(this.#revive, parts, write, sent) : 0
      if (changes === 0) changes = run(prepared, parts, write, sent, to)
    } catch (error) {
      return this.#refused(write, parts, error)
    }
    if (changes === 1) return { outcome: 'done', image: this.#look.image(kind === 'rekey' ? to : parts, noDeath) }
    if (changes > 1)
      throw new WholeRefused(`${write.key} stands for ${changes} rows of ${this.#adapter.place}: its key is not unique there`)
    const image = this.#look.image(parts, write.seen, idOf(write))
    return kind === 'rekey' ? this.#notRekeyed(write, image, to) : { outcome: 'stale', image }
  }

  /** Another row may have the key; and where none is there under the old one, the row itself may have got it already. */
  #notRekeyed(write: Write, image: Image, to: readonly Raw[]): Answer {
    const other = this.#look.image(to, noDeath)
    if (image.present && other.present) return { ...this.#taken(write), image }
    const gone = !image.present && image.left !== true && image.elsewhere === undefined
    return { outcome: 'stale', image: gone && other.present ? { ...other, underOwnKey: true } : image }
  }

  /** Another row has the key that this one is to have. */
  #taken({ key, to }: Write): { readonly outcome: 'rejected'; readonly reason: 'constraint'; readonly detail: string } {
    const { system, place } = this.#adapter
    return {
      outcome: 'rejected',
      reason: 'constraint',
      detail: `${key} is ${to!} now, and another row of ${place} at ${system} has that key: take it away or give it another key`,
    }
  }

  #refused(write: Write, parts: readonly Raw[], error: unknown): Answer {
    const code = resultCode(error)
    if (!(error instanceof Error) || !(code === null ? unbindable(error) : refusals.includes(code & 0xff))) throw error
    const detail = error.message
    // A trigger's RAISE(ROLLBACK), or a constraint that the table declares so: the rows before it are undone as well.
    if (!this.#db.inTransaction) throw new WholeRefused(detail)
    const image: Image = this.#look.image(parts, write.seen, idOf(write))
    if (write.kind === 'rekey' && taken.includes(code)) return { ...this.#taken(write), image }
    if (write.kind === 'insert' && taken.includes(code) && image.present) return { outcome: 'stale', image }
    return { outcome: 'rejected', reason: 'constraint', detail, image }
  }

  /** @returns why this system cannot hold such a key, in words */
  #parts(key: KeyText): readonly Raw[] | string {
    try {
      return storedKey(this.#adapter, key)
    } catch (error) {
      if (error instanceof ValueError) return `${error.field}: ${error.message}`
      throw error
    }
  }

  /** Puts the id that a lookup finds in the place of the natural value. @returns what was not found, in words */
  #ids(write: Write, parts: readonly Raw[]): (Raw | undefined)[] | string {
    const sent = write.values.slice()
    for (const { field, at, ofKey, prepared } of this.#lookups) {
      const value = ofKey ? parts[at] : sent[at]
      if (value === undefined || value === null || (ofKey && write.kind !== 'insert')) continue
      const found = prepared.get(prepared.place({ ...this.#scope, value }))
      if (found === undefined) return `${this.#adapter.system} has no row for ${field} ${String(value)}`
      if (!ofKey) sent[at] = found[0]!
    }
    return sent
  }
}

/** Of a row that was seen under its key; what is to be linked was not. */
function idOf({ kind, id }: Write): Write['id'] {
  return kind === 'link' ? undefined : id
}

/** @returns rows changed */
const none: readonly Raw[] = []

function run(
  { statement, binder: { fill } }: Prepared,
  parts: readonly Raw[],
  write: Write,
  sent: readonly (Raw | undefined)[],
  to: readonly Raw[] = none,
): number {
  return statement.run(fill(parts, write.seen, write, sent, to))
}

/** The driver takes no such value: a codec gave an integer beyond 64 bits, or what is no stored value at all. */
function unbindable(error: Error): boolean {
  return 'code' in error && String(error.code).startsWith('ERR_INVALID_ARG_')
}

/** Nothing was written, for certain. @throws what is no matter of reaching the system */
function unreachable(error: unknown): Delivery {
  if (error instanceof SystemError && error.kind === 'unreachable') return { outcome: 'unreachable', detail: error.message }
  throw error
}
