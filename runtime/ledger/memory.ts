/**
 * The ledger in memory: for simulation and tests, where a crash is a `clone` of what was durable at that moment. Nothing in it is for production: it is
 * gone with the process.
 */
import type { Entry } from '../entry.ts'
import { holdsUnderItsKey } from '../entry.ts'
import type { AuditRow, Ledger, LedgerCommit, Position, Reference, Renumbering, Reshape, Review, StoredReview, Tally } from '../ports.ts'
import { RevConflict } from '../ports.ts'
import type { KeyText } from '../values.ts'
import { byBytes } from './key-order.ts'
import { withLanded } from './landed.ts'
import { referencesOf, referenceText } from './reference.ts'

interface FlowState {
  entries: Map<KeyText, Entry>
  /** Keys in order; null after a new one came. */
  sorted: readonly KeyText[] | null
  /** Keys whose entries are dirty at some system. */
  waiting: Set<KeyText>
  /** By system and what it calls a row: the record's key. */
  references: Map<string, KeyText>
  positions: Map<string, Position>
}

interface Operation {
  readonly flow: string
  readonly system: number
  readonly keys: Set<KeyText>
}

type Closed = { readonly at: number; readonly how: string }
interface KeptReview {
  readonly review: Review
  readonly closed: Closed | null
}
type Figure = { readonly flow: string; readonly hour: number; readonly name: string; readonly value: number }

export interface MemoryLedgerOptions {
  readonly id: string
  readonly flows: readonly { readonly name: string; readonly systems: readonly string[] }[]
}

export class MemoryLedger implements Ledger {
  readonly id: string
  readonly #options: MemoryLedgerOptions
  #flows = new Map<string, FlowState>()
  #operations = new Map<number, Operation>()
  #audit: (AuditRow & { readonly id: number })[] = []
  #reviews = new Map<number, KeptReview>()
  #figures = new Map<string, Figure>()
  #deletes: { readonly flow: string; readonly at: number; readonly rows: number }[] = []
  #settings = new Map<string, string>()
  /** Durable, and as drawn in this life of the process. */
  #ops = { stored: 0, drawn: 0 }
  #reviewIds = { stored: 1, drawn: 1 }

  constructor(options: MemoryLedgerOptions) {
    this.id = options.id
    this.#options = options
  }

  /** What another process would find after this one died now: everything committed, nothing else. */
  clone(): MemoryLedger {
    const copy = new MemoryLedger(this.#options)
    for (const [name, { entries, sorted, waiting, references, positions }] of this.#flows) {
      copy.#flows.set(name, {
        entries: new Map(entries),
        sorted,
        waiting: new Set(waiting),
        references: new Map(references),
        positions: new Map(positions),
      })
    }
    for (const [op, { keys, ...of }] of this.#operations) copy.#operations.set(op, { ...of, keys: new Set(keys) })
    copy.#audit = this.#audit.slice()
    copy.#reviews = new Map(this.#reviews)
    copy.#figures = new Map(this.#figures)
    copy.#deletes = this.#deletes.slice()
    copy.#settings = new Map(this.#settings)
    copy.#ops = { stored: this.#ops.stored, drawn: this.#ops.stored }
    copy.#reviewIds = { stored: this.#reviewIds.stored, drawn: this.#reviewIds.stored }
    return copy
  }

  #flow(name: string): FlowState {
    let flow = this.#flows.get(name)
    if (flow === undefined) {
      if (!this.#options.flows.some((each) => each.name === name)) throw new Error(`the ledger was opened without the flow ${name}`)
      this.#flows.set(name, (flow = { entries: new Map(), sorted: null, waiting: new Set(), references: new Map(), positions: new Map() }))
    }
    return flow
  }
  #system(flow: string, system: string): number {
    return this.#options.flows.find((each) => each.name === flow)?.systems.indexOf(system) ?? -1
  }

  async read(flow: string, keys: readonly KeyText[]): Promise<readonly (Entry | null)[]> {
    const { entries } = this.#flow(flow)
    return keys.map((key) => entries.get(key) ?? null)
  }

  // ─── Commit ────────────────────────────────────────────────────────────────────────────────────

  async commit(commit: LedgerCommit): Promise<void> {
    const written = new Set<string>()
    for (const { flow, key, entry } of commit.entries) {
      const rev = this.#flow(flow).entries.get(key)?.rev ?? 0
      const before = written.size
      if (rev !== entry.rev || written.add(`${flow} ${key}`).size === before)
        throw new RevConflict(`${flow} ${key} was decided by somebody else`)
    }
    for (const renumbering of commit.renumbered ?? []) {
      if (this.#flow(renumbering.flow).entries.get(renumbering.from)?.rev !== renumbering.rev)
        throw new RevConflict(`${renumbering.flow} ${renumbering.from} was decided by somebody else`)
    }
    for (const op of commit.landed) this.#land(op, written)
    for (const renumbering of commit.renumbered ?? []) this.#renumber(renumbering)
    for (const { flow, key, entry } of commit.entries) this.#put(flow, key, { ...entry, rev: entry.rev + 1 })
    for (const row of commit.audit) this.#audit.push({ ...row, id: this.#audit.length + 1 })
    for (const review of commit.openReviews) this.#reviews.set(review.id, { review, closed: null })
    for (const { id, at, how } of commit.closeReviews) {
      const stored = this.#reviews.get(id)
      if (stored !== undefined && stored.closed === null) this.#reviews.set(id, { ...stored, closed: { at, how } })
    }
    for (const { flow, system, position } of commit.positions) this.#flow(flow).positions.set(system, position)
    for (const { flow, hour, name, add } of commit.figures) {
      const slot = `${flow} ${hour} ${name}`
      this.#figures.set(slot, { flow, hour, name, value: (this.#figures.get(slot)?.value ?? 0) + add })
    }
    this.#deletes.push(...(commit.deletes ?? []))
    for (const { name, value } of commit.settings ?? []) {
      if (value === null) this.#settings.delete(name)
      else this.#settings.set(name, value)
    }
    if (commit.openReviews.length > 0) this.#reviewIds.stored = this.#reviewIds.drawn
  }

  #land(op: number, rewritten: ReadonlySet<string>): void {
    const operation = this.#operations.get(op)
    if (operation === undefined) return
    const flow = this.#flow(operation.flow)
    const ops = new Set([op])
    for (const key of operation.keys) {
      if (!rewritten.has(`${operation.flow} ${key}`)) this.#store(operation.flow, flow, key, withLanded(flow.entries.get(key)!, ops))
    }
  }

  #renumber({ flow: name, from, to }: Renumbering): void {
    const flow = this.#flow(name)
    this.#dropPending(flow, from)
    flow.entries.delete(from)
    flow.waiting.delete(from)
    flow.sorted = null
    for (const [id, { review, closed }] of this.#reviews) {
      if (review.flow === name && review.key === from && closed === null) this.#reviews.set(id, { review: { ...review, key: to }, closed })
    }
  }

  async referred(flow: string, system: string, references: readonly Reference[]): Promise<readonly (KeyText | null)[]> {
    const { references: known } = this.#flow(flow)
    const j = this.#system(flow, system)
    return references.map((each) => known.get(`${j} ${referenceText(each)}`) ?? null)
  }

  #put(name: string, key: KeyText, entry: Entry): void {
    const flow = this.#flow(name)
    if (!flow.entries.has(key)) flow.sorted = null
    this.#store(name, flow, key, entry)
    for (const [system, s] of entry.s.entries()) {
      for (const reference of referencesOf(s)) flow.references.set(`${system} ${reference}`, key)
      if (s.pend !== null && s.pend.op > this.#ops.stored) this.#ops.stored = s.pend.op
    }
  }

  #dropPending(flow: FlowState, key: KeyText): void {
    for (const s of flow.entries.get(key)?.s ?? []) {
      if (s.pend === null) continue
      const operation = this.#operations.get(s.pend.op)
      operation?.keys.delete(key)
      if (operation?.keys.size === 0) this.#operations.delete(s.pend.op)
    }
  }

  #store(name: string, flow: FlowState, key: KeyText, entry: Entry): void {
    this.#dropPending(flow, key)
    for (const [system, { pend }] of entry.s.entries()) {
      if (pend === null) continue
      const operation = this.#operations.get(pend.op)
      if (operation === undefined) this.#operations.set(pend.op, { flow: name, system, keys: new Set([key]) })
      else operation.keys.add(key)
    }
    if (entry.s.some(({ dirty }) => dirty !== null)) flow.waiting.add(key)
    else flow.waiting.delete(key)
    flow.entries.set(key, entry)
  }

  // ─── Numbers ───────────────────────────────────────────────────────────────────────────────────

  drawOps(count: number): number {
    const first = Math.max(this.#ops.drawn, this.#ops.stored) + 1
    this.#ops.drawn = first + count - 1
    return first
  }
  drawReviews(count: number): number {
    const first = this.#reviewIds.drawn
    this.#reviewIds.drawn += count
    return first
  }
  async outgrow(op: number): Promise<void> {
    this.#ops.stored = Math.max(this.#ops.stored, op)
  }
  async opHigh(): Promise<number> {
    return this.#ops.stored
  }

  // ─── Reading ───────────────────────────────────────────────────────────────────────────────────

  async pending() {
    if (this.#operations.size === 0) return []
    return [...this.#operations]
      .toSorted(([a], [b]) => a - b)
      .map(([op, { flow, system, keys }]) => ({
        op,
        flow,
        system: this.#options.flows.find(({ name }) => name === flow)!.systems[system]!,
        keys: [...keys].toSorted(byBytes),
      }))
  }

  async waiting(
    flow: string,
    { dueAt, dead, limit }: { readonly dueAt: number; readonly dead?: boolean; readonly limit: number },
  ): Promise<readonly KeyText[]> {
    const { entries, waiting } = this.#flow(flow)
    const due: { key: KeyText; due: number }[] = []
    for (const key of waiting) {
      let first = Infinity
      for (const { dirty } of entries.get(key)!.s) {
        if (dirty !== null && dirty.due <= dueAt && (dead === true || !dirty.dead)) first = Math.min(first, dirty.due)
      }
      if (first < Infinity) due.push({ key, due: first })
    }
    due.sort((a, b) => a.due - b.due || byBytes(a.key, b.key))
    return due.slice(0, limit).map(({ key }) => key)
  }

  async position(flow: string, system: string): Promise<Position | null> {
    return this.#flow(flow).positions.get(system) ?? null
  }

  async keys(flow: string, after: KeyText | null, limit: number): Promise<readonly KeyText[]> {
    const state = this.#flow(flow)
    state.sorted ??= [...state.entries.keys()].toSorted(byBytes)
    const from = after === null ? 0 : state.sorted.findIndex((key) => byBytes(key, after) > 0)
    return from < 0 ? [] : state.sorted.slice(from, from + limit)
  }

  async count(flow: string): Promise<{ live: number; deleted: number }> {
    let live = 0
    let deleted = 0
    for (const entry of this.#flow(flow).entries.values()) {
      if (entry.live) live++
      else if (entry.inc > 0) deleted++
    }
    return { live, deleted }
  }

  async holds(flow: string, system: string, keys: readonly KeyText[]): Promise<readonly boolean[]> {
    const { entries } = this.#flow(flow)
    const j = this.#system(flow, system)
    return keys.map((key) => holdsUnderItsKey(entries.get(key)?.s[j]))
  }

  async deletesSince(flow: string, since: number): Promise<number> {
    return this.#deletes.reduce((sum, each) => (each.flow === flow && each.at >= since ? sum + each.rows : sum), 0)
  }
  async setting(name: string): Promise<string | null> {
    return this.#settings.get(name) ?? null
  }

  /** Entries are objects: whatever flow they were written for is the one that reads them. */
  changedFlows(): readonly string[] {
    return []
  }
  reshapes(): readonly Reshape[] {
    return []
  }
  async reshape(_flow: string, _at: number, also: LedgerCommit): Promise<void> {
    return this.commit(also)
  }
  async reset(flow: string, at: number): Promise<void> {
    this.#flows.delete(flow)
    for (const [op, operation] of this.#operations) if (operation.flow === flow) this.#operations.delete(op)
    for (const [id, { review, closed }] of this.#reviews) {
      if (review.flow === flow && closed === null) this.#reviews.set(id, { review, closed: { at, how: 'the flow took new bases' } })
    }
  }

  /** Nobody is beside it. */
  async requests(): Promise<readonly never[]> {
    return []
  }
  async take(): Promise<boolean> {
    return false
  }
  async answer(): Promise<void> {}
  async forgetRequest(): Promise<void> {}

  async audit({
    flow,
    key,
    kind,
    id,
    since = -Infinity,
    limit = 1_000,
  }: {
    readonly flow?: string
    readonly key?: KeyText
    readonly kind?: string
    readonly id?: number
    readonly since?: number
    readonly limit?: number
  }) {
    const out: (AuditRow & { readonly id: number })[] = []
    for (let i = this.#audit.length - 1; i >= 0 && out.length < limit; i--) {
      const row = this.#audit[i]!
      if (row.at >= since && is(id, row.id) && is(flow, row.flow) && is(key, row.key) && is(kind, row.kind)) out.push(row)
    }
    return out.reverse()
  }

  async tally({ since, until, stepMs }: { readonly since: number; readonly until: number; readonly stepMs: number }): Promise<Tally[]> {
    const alike = new Map<string, Tally>()
    for (const { flow, kind, conflict, system, unit, at } of this.#audit) {
      if (at < since || at > until) continue
      const from = Math.floor(at / stepMs) * stepMs
      const of = {
        flow,
        kind,
        ...(conflict === undefined ? {} : { conflict }),
        ...(system === undefined ? {} : { system }),
        ...(unit === undefined ? {} : { unit }),
        from,
      }
      const { rows, first, last } = alike.get(JSON.stringify(of)) ?? { rows: 0, first: at, last: at }
      alike.set(JSON.stringify(of), { ...of, rows: rows + 1, first: Math.min(first, at), last: Math.max(last, at) })
    }
    return [...alike.values()].toSorted((a, b) => a.from - b.from)
  }

  async reviews({ flow, open }: { readonly flow?: string; readonly open?: boolean }): Promise<readonly StoredReview[]> {
    return [...this.#reviews.values()]
      .filter(({ review, closed }) => (flow === undefined || review.flow === flow) && (open !== true || closed === null))
      .map(({ review, closed }) => (closed === null ? review : { ...review, closed }))
      .toSorted((a, b) => a.id - b.id)
  }

  async deadLetters({ flow }: { readonly flow?: string }) {
    const out = []
    for (const { name, systems } of this.#options.flows) {
      if (flow !== undefined && name !== flow) continue
      const { entries, waiting } = this.#flow(name)
      for (const key of [...waiting].toSorted(byBytes)) {
        for (const [j, { dirty }] of entries.get(key)!.s.entries()) {
          if (dirty?.dead !== true) continue
          const { reason, detail, since, tries } = dirty
          out.push({ flow: name, key, system: systems[j]!, reason, detail, since, tries })
        }
      }
    }
    return out.toSorted((a, b) => a.since - b.since)
  }

  async figures({ flow, since = 0 }: { readonly flow?: string; readonly since?: number }): Promise<readonly Figure[]> {
    return [...this.#figures.values()].filter((figure) => (flow === undefined || figure.flow === flow) && figure.hour >= since)
  }

  async close(): Promise<void> {}
}

/** @param wanted undefined: any */
function is<T>(wanted: T | undefined, value: T): boolean {
  return wanted === undefined || wanted === value
}
