/** The ledger as it would be: what a dry run commits is kept here, over what is stored. */
import type { GeneratedLandscape } from '../door.ts'
import type { Entry } from '../entry.ts'
import { holdsUnderItsKey } from '../entry.ts'
import { byBytes } from '../ledger/key-order.ts'
import { withLanded } from '../ledger/landed.ts'
import { referencesOf, referenceText } from '../ledger/reference.ts'
import type { Ledger, LedgerCommit, Reference } from '../ports.ts'
import type { KeyText } from '../values.ts'

type Waiting = Parameters<Ledger['waiting']>[1]
type DeadLetters = Awaited<ReturnType<Ledger['deadLetters']>>

/** What a dry run has made of one flow. */
class Made {
  /** Null: its record has another key. */
  readonly entries = new Map<KeyText, Entry | null>()
  #sorted: readonly KeyText[] | null = null

  set(key: KeyText, entry: Entry | null): void {
    if (!this.entries.has(key) || entry === null || this.entries.get(key) === null) this.#sorted = null
    this.entries.set(key, entry)
  }
  /** Keys of entries after this one, in key order. */
  after(key: KeyText | null): readonly KeyText[] {
    this.#sorted ??= [...this.entries].flatMap(([each, entry]) => (entry === null ? [] : [each])).toSorted(byBytes)
    const from = key === null ? 0 : this.#sorted.findIndex((each) => byBytes(each, key) > 0)
    return from < 0 ? [] : this.#sorted.slice(from)
  }
}

export class OverLedger implements Ledger {
  readonly id: string
  readonly #landscape: GeneratedLandscape
  readonly #stored: Ledger
  readonly #commits: LedgerCommit[]
  readonly #made = new Map<string, Made>()
  readonly #references = new Map<string, KeyText>()
  readonly #positions = new Map<string, string>()
  readonly #settings = new Map<string, string | null>()
  readonly #deletes = new Map<string, number>()
  readonly #landed = new Set<number>()
  readonly #takenIn = new Set<string>()
  #ops: number
  #reviews: number

  constructor(landscape: GeneratedLandscape, stored: Ledger, commits: LedgerCommit[]) {
    this.id = stored.id
    this.#landscape = landscape
    this.#stored = stored
    this.#commits = commits
    this.#ops = stored.drawOps(0) - 1
    this.#reviews = stored.drawReviews(0)
  }

  // ─── Commit ────────────────────────────────────────────────────────────────────────────────────

  async commit(made: LedgerCommit): Promise<void> {
    this.#commit(made)
  }

  #commit(made: LedgerCommit): void {
    this.#commits.push(made)
    for (const op of made.landed) this.#landed.add(op)
    for (const { flow, from } of made.renumbered ?? []) this.#of(flow).set(from, null)
    for (const { flow, key, entry } of made.entries) {
      this.#of(flow).set(key, { ...entry, rev: entry.rev + 1 })
      for (const [j, s] of entry.s.entries()) for (const each of referencesOf(s)) this.#references.set(`${flow} ${j} ${each}`, key)
    }
    for (const { flow, system, position } of made.positions) this.#positions.set(`${flow} ${system}`, position)
    for (const { name, value } of made.settings ?? []) this.#settings.set(name, value)
    for (const { flow, rows } of made.deletes ?? []) this.#deletes.set(flow, (this.#deletes.get(flow) ?? 0) + rows)
  }

  async reshape(flow: string, _at: number, also: LedgerCommit): Promise<void> {
    this.#takenIn.add(flow)
    this.#commit(also)
  }
  reshapes() {
    return this.#stored.reshapes().filter(({ flow }) => !this.#takenIn.has(flow))
  }
  changedFlows() {
    return this.#stored.changedFlows()
  }

  // ─── Entries ───────────────────────────────────────────────────────────────────────────────────

  #of(flow: string): Made {
    let made = this.#made.get(flow)
    if (made === undefined) this.#made.set(flow, (made = new Made()))
    return made
  }
  /** Undefined: as it is stored. */
  #own(flow: string, key: KeyText): Entry | null | undefined {
    const entry = this.#made.get(flow)?.entries.get(key)
    return entry === undefined || entry === null ? entry : withLanded(entry, this.#landed)
  }
  #index(flow: string, system: string): number {
    return this.#landscape.flows[flow]?.systems.indexOf(system) ?? -1
  }

  async read(flow: string, keys: readonly KeyText[]) {
    const stored = await this.#stored.read(flow, keys)
    return keys.map((key, i) => {
      const own = this.#own(flow, key)
      return own === undefined ? stored[i]! : own
    })
  }

  async referred(flow: string, system: string, asked: readonly Reference[]) {
    const stored = await this.#stored.referred(flow, system, asked)
    const j = this.#index(flow, system)
    return asked.map((each, i) => this.#references.get(`${flow} ${j} ${referenceText(each)}`) ?? stored[i]!)
  }

  async holds(flow: string, system: string, keys: readonly KeyText[]) {
    const stored = await this.#stored.holds(flow, system, keys)
    const j = this.#index(flow, system)
    return keys.map((key, i) => {
      const own = this.#own(flow, key)
      return own === undefined ? stored[i]! : own !== null && holdsUnderItsKey(own.s[j])
    })
  }

  async keys(flow: string, after: KeyText | null, limit: number): Promise<readonly KeyText[]> {
    const stored: KeyText[] = []
    for (let from = after; ;) {
      const page = await this.#stored.keys(flow, from, limit)
      stored.push(...page.filter((key) => this.#own(flow, key) !== null))
      if (page.length < limit || stored.length >= limit) break
      from = page.at(-1)!
    }
    const own = this.#of(flow).after(after).slice(0, limit)
    return [...new Set([...stored, ...own])].toSorted(byBytes).slice(0, limit)
  }

  async count(flow: string) {
    const stored = await this.#stored.count(flow)
    let { live, deleted } = stored
    const own = [...this.#of(flow).entries]
    const before = await this.#stored.read(
      flow,
      own.map(([key]) => key),
    )
    for (const [i, [, entry]] of own.entries()) {
      live += Number(isLive(entry)) - Number(isLive(before[i]))
      deleted += Number(isDeleted(entry)) - Number(isDeleted(before[i]))
    }
    return { live, deleted }
  }

  // ─── What is open ──────────────────────────────────────────────────────────────────────────────

  async pending() {
    const stored = await this.#stored.pending()
    return stored.flatMap((each) => {
      const j = this.#index(each.flow, each.system)
      const keys = each.keys.filter((key) => {
        const own = this.#own(each.flow, key)
        return own === undefined || own?.s[j]?.pend?.op === each.op
      })
      return keys.length === 0 ? [] : [{ ...each, keys }]
    })
  }

  async waiting(flow: string, options: Waiting): Promise<readonly KeyText[]> {
    const stored = await this.#stored.waiting(flow, { ...options, limit: Number.MAX_SAFE_INTEGER })
    const left = stored.filter((key) => this.#own(flow, key) === undefined)
    const entries = await this.#stored.read(flow, left)
    const own = [...this.#of(flow).entries.keys()].map((key) => [key, this.#own(flow, key) ?? null] as const)
    const due = [...left.map((key, i) => [key, entries[i] ?? null] as const), ...own].map(([key, entry]) => ({
      key,
      due: dueFirst(entry, options),
    }))
    const sorted = due.filter((each) => each.due < Infinity).sort((a, b) => a.due - b.due || byBytes(a.key, b.key))
    return sorted.slice(0, options.limit).map(({ key }) => key)
  }

  async deadLetters(filter: { readonly flow?: string }): Promise<DeadLetters> {
    const stored = await this.#stored.deadLetters(filter)
    const flows = filter.flow === undefined ? [...this.#made.keys()] : [filter.flow]
    const own = flows.flatMap((flow) => [...this.#of(flow).entries.keys()].flatMap((key) => this.#ownLetters(flow, key)))
    return [...stored.filter(({ flow, key }) => this.#own(flow, key) === undefined), ...own].toSorted((a, b) => a.since - b.since)
  }
  #ownLetters(flow: string, key: KeyText): DeadLetters {
    const systems = this.#landscape.flows[flow]?.systems ?? []
    return (this.#own(flow, key)?.s ?? []).flatMap(({ dirty }, j) => {
      if (dirty?.dead !== true) return []
      const { reason, detail, since, tries } = dirty
      return [{ flow, key, system: systems[j]!, reason, detail, since, tries }]
    })
  }

  // ─── Numbers, positions, settings ──────────────────────────────────────────────────────────────

  drawOps(count: number): number {
    const first = this.#ops + 1
    this.#ops += count
    return first
  }
  drawReviews(count: number): number {
    const first = this.#reviews
    this.#reviews += count
    return first
  }
  async outgrow(op: number): Promise<void> {
    this.#ops = Math.max(this.#ops, op)
  }
  async opHigh(): Promise<number> {
    return Math.max(this.#ops, await this.#stored.opHigh())
  }
  async position(flow: string, system: string) {
    return this.#positions.get(`${flow} ${system}`) ?? this.#stored.position(flow, system)
  }
  async setting(name: string) {
    return this.#settings.has(name) ? this.#settings.get(name)! : this.#stored.setting(name)
  }
  async deletesSince(flow: string, since: number): Promise<number> {
    return (await this.#stored.deletesSince(flow, since)) + (this.#deletes.get(flow) ?? 0)
  }

  // ─── As it is stored, or nothing ───────────────────────────────────────────────────────────────

  async audit(filter: Parameters<Ledger['audit']>[0]) {
    return this.#stored.audit(filter)
  }
  async tally(filter: Parameters<Ledger['tally']>[0]) {
    return this.#stored.tally(filter)
  }
  async reviews(filter: Parameters<Ledger['reviews']>[0]) {
    return this.#stored.reviews(filter)
  }
  async figures(filter: Parameters<Ledger['figures']>[0]) {
    return this.#stored.figures(filter)
  }
  async close(): Promise<void> {
    return this.#stored.close()
  }
  async requests(): Promise<readonly never[]> {
    return []
  }
  async take(): Promise<boolean> {
    return false
  }
  async answer(): Promise<void> {}
  async forgetRequest(): Promise<void> {}
  async reset(): Promise<void> {}
}

function isLive(entry: Entry | null | undefined): boolean {
  return entry?.live === true
}
function isDeleted(entry: Entry | null | undefined): boolean {
  return entry !== null && entry !== undefined && !entry.live && entry.inc > 0
}

/** Infinity: nothing of it waits and is due. */
function dueFirst(entry: Entry | null, { dueAt, dead = false }: Waiting): number {
  const due = (entry?.s ?? []).flatMap(({ dirty }) => (dirty !== null && dirty.due <= dueAt && (dead || !dirty.dead) ? [dirty.due] : []))
  return Math.min(Infinity, ...due)
}
