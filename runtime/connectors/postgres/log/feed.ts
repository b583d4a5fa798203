/**
 * The changes of one table, as one flow reads them: what the log has told so far, in the order of the commits, and nothing that was read and is known to the
 * ledger. Memory is bounded by the stream, which lets go of what nobody reads now; whoever asks for that later has it sent again.
 *
 *   put off   nobody reads, as in a first load: of what is told only the deaths are kept
 *   read      changes are kept until the ledger has them, or they are let go
 */
import type { TableAdapter } from '../../../door.ts'
import type { Hint } from '../../../ports.ts'
import type { KeyText, Raw } from '../../../values.ts'
import { hintKey } from '../../stored-key.ts'
import type { Cells, Relation, Transaction } from './decoder.ts'
import { lsnText } from './lsn.ts'
import type { LogPosition } from './position.ts'
import type { Rows } from './rows.ts'
import { rowsWithin } from './rows.ts'

/** A change of one row, or of all of them at once. */
type Item = Hint | 'truncated'

interface Entry {
  readonly transaction: Transaction
  readonly items: Item[]
  /** The first so many are not kept any more. */
  dropped: number
  /** Nothing of it is still to come. */
  whole: boolean
}

type Place = Pick<LogPosition, 'seq' | 'within'>

/** Every transaction of others between these places was sent; what came before is asked for by nobody. */
export interface Sent {
  readonly behind: number
  readonly upTo: number
}

export interface Portion {
  readonly hints: readonly Hint[]
  readonly place: Place
  /** The table was emptied next: what was deleted by that is told by nothing but the table. */
  readonly truncated: boolean
}

export class Feed {
  readonly adapter: TableAdapter
  readonly schema: string
  readonly name: string
  /** Called when there is something to read after there was nothing. */
  arrived: () => void = () => undefined
  /** Transactions up to here need not be kept: they were read, or somebody else has to ask for them. */
  from = 0
  /** As far as the flow was known to have read, in the ledger. */
  asked: Place | null = null
  #quiet = true
  #putOff = true
  /** Up to here there were changes while it was put off. */
  #unkept = 0
  #handed = 0
  #entries: Entry[] = []
  #items = 0
  readonly #deaths = new Map<KeyText, number>()
  /** Keys that may have died twice since: to let go of the newest would be to forget the one before. */
  readonly #twice = new Set<KeyText>()
  /** Deaths behind this place are known, as far as they were sent. */
  #complete = 0
  #truncated = 0
  /** By key: when we made its row, which the log does not tell; only those behind `#settled`. */
  readonly #made = new Map<KeyText, number>()
  /** Up to here every death is known, and those that came before a row of ours are struck out: sent again, they are not news. */
  #settled = 0
  /** How the changes of the newest transaction are named. */
  #told: { readonly transaction: Transaction; readonly change: string } | null = null

  readonly #rows: Rows

  /** @param scope values by parameter */
  constructor(adapter: TableAdapter, schema: string, name: string, scope: Readonly<Record<string, Raw>>) {
    this.adapter = adapter
    this.#rows = rowsWithin((adapter.detect.kind === 'log' ? adapter.detect.within : undefined) ?? [], adapter.key.length, scope)
    this.schema = schema
    this.name = name
  }

  /** How many changes it keeps, or has passed over since it was put off. */
  get size(): number {
    return this.#items
  }

  get isPutOff(): boolean {
    return this.#putOff
  }

  /** Of how many keys it knows that their row died or was made. */
  get remembered(): number {
    return this.#deaths.size + this.#made.size
  }

  /** Positions of the columns that it reads, those of the key first; a column that is not there has none. */
  columnsOf({ columns }: Relation): readonly number[] {
    return [...this.adapter.key.map(({ column }) => column), ...this.#rows.columns].map((column) => columns.indexOf(column))
  }

  // ─── What the stream tells ─────────────────────────────────────────────────────────────────────

  row(transaction: Transaction, before: Cells | null, after: Cells | null): void {
    if (transaction.n <= this.from) return
    const now = after?.map((cell, i) => (cell === undefined ? before?.[i] : cell)) ?? null
    const was = before !== null && this.#rows.holds(before) ? this.#hint(transaction, before) : null
    const is = now !== null && this.#rows.holds(now) ? this.#hint(transaction, now) : null
    if (was !== null && was.key !== is?.key) this.#gone(transaction, was)
    if (is !== null) this.#add(transaction, is)
    else if (was === null && now !== null) this.#left(transaction, before, now)
  }

  /** It is none of the record's now, and the log does not tell whether it was. */
  #left(transaction: Transaction, before: Cells | null, now: Cells): void {
    const hint = this.#hint(transaction, now)
    if (hint === null) return
    if (this.#rows.marked(now)) this.#gone(transaction, hint)
    else if (before === null) this.#add(transaction, hint)
  }

  truncate(transaction: Transaction): void {
    if (transaction.n <= this.from) return
    this.#truncated = transaction.n
    this.#add(transaction, 'truncated')
  }

  committed(transaction: Transaction): void {
    const last = this.#entries.at(-1)
    if (last?.transaction === transaction) last.whole = true
    else if (this.#unkept !== transaction.n) return
    if (!this.#quiet) return
    this.#quiet = false
    this.arrived()
  }

  #gone(transaction: Transaction, hint: Hint): void {
    const known = this.#deaths.get(hint.key) ?? 0
    if (transaction.n > Math.max(known, this.#settled)) {
      if (known > 0) this.#twice.add(hint.key)
      this.#deaths.delete(hint.key)
      this.#deaths.set(hint.key, transaction.n)
    }
    this.#add(transaction, hint)
  }

  /** Null: a row that has no reference to a record is none of a record. */
  #hint(transaction: Transaction, key: Cells): Hint | null {
    if (this.adapter.identity?.keepsOurs === true && (key[0] ?? '') === '') return null
    if (this.#told?.transaction !== transaction) this.#told = { transaction, change: `log ${lsnText(transaction.n)}` }
    const stored: Raw[] = this.adapter.key.map((_, i) => key[i] ?? null)
    return { ...hintKey(this.adapter, stored), at: transaction.at, change: this.#told.change, op: null }
  }

  #add(transaction: Transaction, item: Item): void {
    this.#items++
    if (this.#putOff) {
      this.#unkept = transaction.n
      return
    }
    let last = this.#entries.at(-1)
    if (last === undefined || last.transaction !== transaction)
      this.#entries.push((last = { transaction, items: [], dropped: 0, whole: false }))
    last.items.push(item)
  }

  // ─── What the flow asks ────────────────────────────────────────────────────────────────────────

  /** Somebody reads: changes are kept from now on. */
  read(): void {
    if (this.#putOff) this.#items = 0
    this.#putOff = false
  }

  /** Nobody reads for a while, and what dies is to be known all the same. */
  putOff(): void {
    this.#putOff = true
    this.#unkept = Math.max(this.#unkept, this.#entries.at(-1)?.transaction.n ?? 0)
    this.#entries = []
    this.#items = 0
  }

  /** Is everything behind this place here, or still to come. */
  covers({ seq, within }: Place): boolean {
    if (seq < this.from || seq < this.#unkept) return false
    const first = this.#entries.find(({ transaction }) => transaction.n > seq)
    if (first === undefined || first.dropped === 0) return true
    return within?.n === first.transaction.n && within.done >= first.dropped
  }

  /** Is there anything behind this place, whether it may be handed out yet or not. */
  holds(place: Place): boolean {
    return this.after(place, 1, Infinity) !== null
  }

  /** @param upTo nothing of later transactions @returns null where there is nothing */
  after(place: Place, limit: number, upTo: number): Portion | null {
    const hints: Hint[] = []
    let reached: Place = place
    for (let i = this.#indexAfter(place.seq); i < this.#entries.length; i++) {
      const { transaction, items, dropped, whole } = this.#entries[i]!
      if (transaction.n > upTo || hints.length >= limit) break
      const done = place.within?.n === transaction.n ? place.within.done : 0
      let next = done - dropped
      for (; next < items.length && hints.length < limit; next++) {
        const item = items[next]!
        if (item !== 'truncated') hints.push(item)
        else if (hints.length > 0) break
        else
          return {
            hints,
            place: placeBehind(reached, transaction, dropped + next + 1, whole && next + 1 === items.length),
            truncated: true,
          }
      }
      const all = whole && next === items.length
      if (all || dropped + next > done) reached = placeBehind(reached, transaction, dropped + next, all)
      if (!all) break
    }
    return hints.length === 0 && reached.seq === place.seq ? null : { hints, place: reached, truncated: false }
  }

  handed({ seq, within }: Place): void {
    this.#handed = Math.max(this.#handed, seq, within?.n ?? 0)
  }
  /** There was nothing to read: whoever waits is told when there is. */
  quiet(): void {
    this.#quiet = true
  }

  /** The ledger has all of this. */
  known(place: Place): void {
    this.asked = place
    this.#forget(this.#indexAfter(place.seq), place.seq)
    const first = this.#entries[0]
    if (first !== undefined && place.within?.n === first.transaction.n) {
      // What was let go that it has not read is sent again.
      const done = first.items.splice(0, Math.max(0, place.within.done - first.dropped))
      first.dropped += done.length
      this.#items -= done.length
      for (const item of done) if (item !== 'truncated' && this.#deaths.get(item.key) === place.within.n) this.#deaths.delete(item.key)
    }
    forgetUpTo(this.#deaths, place.seq)
    if (this.#deaths.size === 0) this.#twice.clear()
    forgetUpTo(this.#made, place.seq)
  }

  /** Nobody reads it now. */
  letGo(): void {
    if (this.#putOff) this.#items = 0
    const last = this.#entries.at(-1)
    if (last === undefined) return
    const open = last.whole ? null : last
    const entries = open === null ? this.#entries.length : this.#entries.length - 1
    this.#forget(entries, this.#entries[entries - 1]?.transaction.n ?? this.from)
    if (open !== null) {
      open.dropped += open.items.length
      this.#items -= open.items.length
      open.items.length = 0
    }
    const certain = Math.max(this.#handed, this.#settled)
    for (const [key, n] of this.#deaths) if (n > certain && !this.#twice.has(key)) this.#deaths.delete(key)
    this.#complete = Math.max(this.#complete, last.transaction.n)
  }

  /** What comes after this place is read, however far the flow was known to have read. */
  askedFrom(place: Place): void {
    if (this.asked !== null && place.seq < this.asked.seq) this.asked = place
  }

  /** The stream begins anew, behind this place. @param sent so far it had come */
  restart(from: number, sent: number): void {
    this.#entries = []
    this.#items = 0
    this.#unkept = 0
    this.from = Math.max(from, this.asked?.seq ?? 0)
    if (this.from < this.#complete || this.from > sent) this.#complete = this.from
  }

  died(key: KeyText, seen: number): number {
    const death = Math.max(this.#deaths.get(key) ?? 0, this.#truncated)
    return death > seen && death > (this.#made.get(key) ?? 0) ? death : 0
  }

  /** Whatever died before was another row than the one that is there now. */
  made(keys: readonly KeyText[], n: number, sent: Sent): void {
    for (const key of keys) {
      this.#made.delete(key)
      this.#made.set(key, n)
    }
    this.#settle(sent)
  }

  /** Deaths that the ledger does not have were let go, or came before it was here: they are to be sent again. */
  lacks({ behind }: Sent): boolean {
    return this.#complete > Math.max(this.#handed, this.#settled, this.asked?.seq ?? 0, behind)
  }

  /** A row that was made where everything was sent by now: the deaths before it are struck out, and it need not be remembered. */
  #settle(sent: Sent): void {
    // A table that was emptied says nothing of keys.
    if (this.lacks(sent) || this.#truncated > (this.asked?.seq ?? 0)) return
    for (const [key, n] of this.#made) {
      if (n > sent.upTo) return
      if ((this.#deaths.get(key) ?? Infinity) < n) this.#deaths.delete(key)
      this.#made.delete(key)
      this.#settled = Math.max(this.#settled, n)
    }
  }

  #forget(count: number, from: number): void {
    for (let i = 0; i < count; i++) this.#items -= this.#entries[i]!.items.length
    if (count > 0) this.#entries.splice(0, count)
    this.from = Math.max(this.from, from)
  }

  #indexAfter(seq: number): number {
    let low = 0
    for (let high = this.#entries.length; low < high;) {
      const middle = (low + high) >> 1
      if (this.#entries[middle]!.transaction.n > seq) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** @param numbers in the order in which they were set */
function forgetUpTo(numbers: Map<KeyText, number>, seq: number): void {
  for (const [key, n] of numbers) {
    if (n > seq) return
    numbers.delete(key)
  }
}

function placeBehind({ seq }: Place, { n }: Transaction, done: number, all: boolean): Place {
  return all ? { seq: n } : { seq, within: { n, done } }
}
