/** The entry while settle works on it: a private copy with the few moves that every rule is made of. */
import type { ConflictKind } from './conflict-kinds.ts'
import type { Entry, Held, Stamp, SystemState } from './entry.ts'
import { TOLD_AGAIN, UNCOMPARED } from './entry.ts'
import type { Kernel } from './kernel.ts'
import { encodeAll, sameCanonical, sameRaw, sameStored, storesAs } from './kernel.ts'
import { swung } from './swing.ts'
import type { Image } from './ports.ts'
import type { Cause, Event } from './settle.ts'
import type { Canonical, Raw } from './values.ts'
import { ValueError } from './values.ts'

type Loose<T> = { -readonly [K in keyof T]: T[K] }
type DraftSystem = Loose<SystemState>
type DraftEntry = Omit<Loose<Entry>, 'g' | 's' | 'stamp' | 'held'> & {
  s: DraftSystem[]
  g: Canonical[]
  stamp: Stamp[]
  held: (Held | null)[] | null
}

export class Draft {
  readonly kernel: Kernel
  readonly cause: Cause
  readonly events: Event[] = []
  readonly e: DraftEntry
  #stamp: Stamp | null = null
  readonly #copied: (number[] | undefined)[] = []
  #drawn = 0

  constructor(kernel: Kernel, entry: Entry, cause: Cause) {
    this.kernel = kernel
    this.cause = cause
    this.e = {
      ...entry,
      g: entry.g.slice(),
      stamp: entry.stamp.slice(),
      held: entry.held === null ? null : entry.held.slice(),
      s: entry.s.map((s) => ({ ...s })),
    }
  }

  /** The stamp of what this image decides: one decision number for all its units. */
  #decision(j: number): Stamp {
    if (this.#stamp !== null && this.#stamp.origin === j) return this.#stamp
    let n = 0
    for (const stamp of this.e.stamp) if (stamp.n > n) n = stamp.n
    this.#stamp = { n: n + 1, origin: j, at: this.cause.at, change: this.cause.change, version: this.cause.version }
    return this.#stamp
  }

  /** Raw value of an adapter field as last seen in a present row. */
  base(j: number, slot: number): Raw {
    const s = this.e.s[j]!
    if (s.b !== null) return s.b[slot]!
    return this.encoded(j, slot)
  }

  encoded(j: number, slot: number): Raw {
    const { adapter, field } = this.kernel.systems[j]!
    const mapping = adapter.fields[slot]!
    const value = this.e.g[field[slot]!] ?? null
    return mapping.identity ? (value as Raw) : mapping.encode(value)
  }

  /** The same; undefined where the system has no form for what is decided: then it holds something else. */
  form(j: number, slot: number): Raw | undefined {
    try {
      return this.encoded(j, slot)
    } catch (error) {
      if (error instanceof ValueError) return undefined
      throw error
    }
  }

  told(j: number, u: number): boolean {
    const { d } = this.e.s[j]!
    return d === null || d[u] === this.e.stamp[u]!.n
  }
  /** Does j know of the newest life decision. */
  lifeTold(j: number): boolean {
    return this.e.s[j]!.dl === this.e.ln
  }

  setTold(j: number, u: number, n: number): void {
    const s = this.e.s[j]!
    if (s.d === null && n === this.e.stamp[u]!.n) return
    this.#knowledge(j)[u] = n
  }
  /** What j was told, as a copy that is this draft's own. */
  #knowledge(j: number): number[] {
    const s = this.e.s[j]!
    const mine = this.#copied[j]
    if (mine !== undefined && mine === s.d) return mine
    const d = s.d === null ? this.e.stamp.map((stamp) => stamp.n) : s.d.slice()
    this.#copied[j] = d
    s.d = d
    return d
  }
  markTold(j: number, u: number): void {
    this.setTold(j, u, this.e.stamp[u]!.n)
  }
  /** It knew, and holds something else now. Who did not know is told anyway, and stays one who did not know: a delete of his is not on top of the decision. */
  tellAgain(j: number, u: number): void {
    if (this.told(j, u)) this.setTold(j, u, TOLD_AGAIN)
  }
  /** Has the user of j seen the newest decision, whatever he wrote over it since. Of what the flow never told or asked him there is nothing that he missed. */
  saw(j: number, u: number): boolean {
    return this.told(j, u) || this.e.s[j]!.d![u] === TOLD_AGAIN || this.uncompared(j, u)
  }
  /** Is it unknown what j holds of unit u. */
  uncompared(j: number, u: number): boolean {
    return this.e.s[j]!.d?.[u] === UNCOMPARED
  }

  /** Before decided values move: what other systems hold and know stands for the old ones. */
  #keepOthers(j: number): void {
    for (let k = 0; k < this.e.s.length; k++) if (k !== j) this.explicit(k)
  }
  explicit(k: number): void {
    const s = this.e.s[k]!
    this.#knowledge(k)
    if (s.present && s.b === null) s.b = encodeAll(this.kernel, k, this.e.g)
  }

  /** Decides a unit: these values of system j stand, and j knows it. With j -1 a person has decided. */
  decide(j: number, u: number, values: readonly Canonical[], at: number | null = this.cause.at): void {
    this.#keepOthers(j)
    this.#swing(j, u, values)
    const fields = this.kernel.units[u]!.at
    for (let i = 0; i < fields.length; i++) this.e.g[fields[i]!] = values[i]!
    const stamp = this.#decision(j)
    this.e.stamp[u] = at === stamp.at ? stamp : { ...stamp, at }
    if (j >= 0) this.markTold(j, u)
    // Who was to be told again of the old decision does not know of the new one.
    for (let k = 0; k < this.e.s.length; k++) if (k !== j && this.e.s[k]!.d![u] === TOLD_AGAIN) this.setTold(k, u, 0)
    this.e.rounds = 0
    this.closeReview(u, 'decided')
  }

  /** Differences that add up go to and fro without anybody rewriting anything. */
  #swing(j: number, u: number, values: readonly Canonical[]): void {
    const { policy } = this.kernel.units[u]!
    const { now } = this.cause
    if (j < 0) this.e.swing = null
    else if (now !== undefined && policy.writer === null && !policy.equalCounts)
      this.e.swing = swung(this.e.swing, { unit: u, j, was: this.decided(u), is: values, stamp: this.e.stamp[u]!, now })
  }

  /** Has anybody given it a value. Whoever created the record without holding the unit has not: what is decided is an absence that nobody stands for. */
  given(u: number): boolean {
    const { origin } = this.e.stamp[u]!
    return origin < 0 || this.kernel.systems[origin]!.holds[u]!
  }

  /** When users of j last wrote unit u: its own time where the system tells it, else that of the change. */
  timeOf(j: number, u: number, { times }: Image): number | null {
    if (times === undefined) return this.cause.at
    let last: number | null = null
    for (const slot of this.kernel.systems[j]!.slots[u]!) {
      const time = times[slot] ?? null
      if (time !== null && (last === null || time > last)) last = time
    }
    return last
  }

  /** The canonical values of unit u in an image. @throws ValueError */
  decode(j: number, u: number, values: readonly Raw[]): Canonical[] {
    const { adapter, slots } = this.kernel.systems[j]!
    return slots[u]!.map((slot) => adapter.fields[slot]!.decode(values[slot]!))
  }
  /** The same for the audit, which also keeps what is no value of the field: as text. */
  decodeLoosely(j: number, u: number, values: readonly Raw[]): Canonical[] {
    const { adapter, slots } = this.kernel.systems[j]!
    return slots[u]!.map((slot) => {
      try {
        return adapter.fields[slot]!.decode(values[slot]!)
      } catch {
        return String(values[slot])
      }
    })
  }
  decided(u: number): Canonical[] {
    return this.kernel.units[u]!.at.map((f) => this.e.g[f]!)
  }
  /** Is what j holds of unit u just what is decided. */
  equalsDecided(j: number, u: number, values: readonly Raw[]): boolean {
    const { adapter, slots } = this.kernel.systems[j]!
    return slots[u]!.every((slot) => sameStored(adapter.fields[slot]!, values[slot], this.form(j, slot)))
  }
  /** Is what j holds of unit u this value, as it is or as j stores it. */
  stores(j: number, u: number, values: readonly Raw[], value: readonly Canonical[]): boolean {
    const { adapter, slots } = this.kernel.systems[j]!
    return slots[u]!.every((slot, i) => storesAs(adapter.fields[slot]!, values[slot]!, value[i]!))
  }
  sameDecided(u: number, values: readonly Canonical[]): boolean {
    return this.kernel.units[u]!.at.every((f, i) => sameCanonical(this.e.g[f]!, values[i]!))
  }

  conflict(kind: ConflictKind, system: number, unit: number | null, outcome: string, lost: readonly Canonical[] | null): void {
    this.events.push({ kind: 'conflict', conflict: kind, system, unit, outcome, lost })
  }
  /** Decides, and has the audit keep what stood before. */
  overrule(j: number, u: number, values: readonly Canonical[], at: number | null = this.cause.at): void {
    this.events.push({ kind: 'decided', system: j, unit: u, was: this.decided(u), stamp: this.e.stamp[u]! })
    this.decide(j, u, values, at)
  }

  /** The row of j as last seen, by field of its adapter. */
  row(j: number): Raw[] {
    return this.kernel.systems[j]!.field.map((_, slot) => this.base(j, slot))
  }
  /** A whole row for the audit. */
  decodeRow(j: number, values: readonly Raw[]): Canonical[] {
    return this.kernel.systems[j]!.adapter.fields.map((mapping, slot) => {
      try {
        return mapping.decode(values[slot]!)
      } catch {
        return String(values[slot])
      }
    })
  }
  /** The units that j holds and that this image changes. What was never compared has no base that it could change. */
  changed(j: number, values: readonly Raw[]): number[] {
    const { slots, units } = this.kernel.systems[j]!
    const out: number[] = []
    for (const u of units) {
      if (this.uncompared(j, u)) continue
      for (const slot of slots[u]!) {
        if (sameRaw(values[slot], this.base(j, slot))) continue
        out.push(u)
        break
      }
    }
    return out
  }

  /** What was last seen in j from here on. Kept once where it is the encoding of what is decided. */
  setBase(j: number, present: boolean, values: readonly Raw[]): void {
    const s = this.e.s[j]!
    s.present = present
    // A row that is not there has no other key, unless it is still to be found out whether it was made.
    if (!present && s.pend?.doubtful !== true) s.key = null
    s.b = present && !this.#allEncoded(j, values) ? values.slice() : null
  }

  /** Is the unit held, so that each system keeps its value. */
  frozen(u: number): boolean {
    return this.e.held?.[u]?.frozen === true
  }
  /** One review at most is open for a unit. */
  openReview(u: number, frozen: boolean, review: Omit<Extract<Event, { kind: 'review' }>, 'kind' | 'id' | 'unit'>): void {
    const open = this.e.held?.[u] ?? null
    if (open !== null && (open.frozen || !frozen)) return
    if (open !== null) this.closeReview(u, 'the field is held for another reason')
    const id = this.cause.nextReview + this.#drawn++
    this.e.held ??= this.kernel.units.map(() => null)
    this.e.held[u] = { id, frozen }
    this.events.push({ kind: 'review', id, unit: u, ...review })
  }
  holdLife(review: Omit<Extract<Event, { kind: 'review' }>, 'kind' | 'id' | 'unit'>): void {
    if (this.e.lifeHeld !== 0) return
    this.e.lifeHeld = this.cause.nextReview + this.#drawn++
    this.events.push({ kind: 'review', id: this.e.lifeHeld, unit: null, ...review })
  }
  closeReview(u: number | null, how: string): void {
    if (u === null) {
      if (this.e.lifeHeld !== 0) this.events.push({ kind: 'closed', id: this.e.lifeHeld, how })
      this.e.lifeHeld = 0
      return
    }
    const open = this.e.held?.[u] ?? null
    if (this.e.held === null || open === null) return
    this.events.push({ kind: 'closed', id: open.id, how })
    this.e.held[u] = null
    if (this.e.held.every((each) => each === null)) this.e.held = null
  }

  /** Everything j could know, it knows: kept as null. */
  tidy(): Entry {
    for (let k = 0; k < this.e.s.length; k++) {
      const s = this.e.s[k]!
      if (s.d !== null && this.#allTold(k, s.d)) s.d = null
      if (s.b !== null && (!s.present || this.#allEncoded(k, s.b))) s.b = null
    }
    return this.e
  }
  #allTold(k: number, d: readonly number[]): boolean {
    const { units } = this.kernel.systems[k]!
    for (let i = 0; i < units.length; i++) if (d[units[i]!] !== this.e.stamp[units[i]!]!.n) return false
    return true
  }
  #allEncoded(k: number, b: readonly Raw[]): boolean {
    for (let slot = 0; slot < b.length; slot++) if (!sameRaw(b[slot], this.form(k, slot))) return false
    return true
  }
}
