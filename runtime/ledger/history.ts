/** What the ledger keeps for people: audit, reviews, dead letters, figures. */
import type { ConflictKind } from '../conflict-kinds.ts'
import type { AuditKind, AuditRow, LedgerCommit, StoredReview, Tally } from '../ports.ts'
import type { KeyText } from '../values.ts'
import { Bulk } from './bulk.ts'
import { Chain } from './chain.ts'
import type { Flows } from './flows.ts'
import type { Row, Store } from './store.ts'
import type { Texts } from './texts.ts'

const dayMs = 86_400_000

export class HistoryOfFile {
  readonly #store: Store
  readonly #flows: Flows
  readonly #texts: Texts
  readonly #rows: Bulk
  readonly #chain: Chain

  constructor(store: Store, flows: Flows, texts: Texts) {
    this.#store = store
    this.#flows = flows
    this.#texts = texts
    this.#rows = new Bulk(store, 'insertAudit')
    this.#chain = new Chain(store)
  }

  /** Forgets what was not made durable. */
  load(): void {
    this.#rows.forget()
    this.#chain.load()
  }

  /** Within a transaction. */
  write(commit: LedgerCommit): void {
    if (commit.audit.length > 0) this.#writeAudit(commit.audit)
    for (const { id, flow, key, unit, conflict, system, openedAt, body } of commit.openReviews) {
      this.#store.run('openReview', id, this.#flows.of(flow).id, key, unit, conflict, system, openedAt, JSON.stringify(body))
    }
    for (const { id, at, how } of commit.closeReviews) this.#store.run('closeReview', at, how, id)
    for (const { flow, hour, name, add } of commit.figures) this.#store.run('addFigure', this.#flows.of(flow).id, hour, name, add)
    for (const { flow, at, rows } of commit.deletes ?? []) {
      const { id } = this.#flows.of(flow)
      this.#store.run('oldDeletions', id, at - 2 * dayMs)
      this.#store.run('insertDeletion', id, at, rows)
    }
  }

  #writeAudit(rows: readonly AuditRow[]): void {
    for (const { flow, key, at, kind, conflict = null, system = null, unit = null, body: said } of rows) {
      const body = JSON.stringify(said)
      this.#rows.add(this.#flows.of(flow).id, key, at, kind, conflict, system, unit, this.#texts.json(body))
      this.#chain.link.add([flow, key, String(at), kind, conflict ?? '', system ?? '', unit ?? '', body])
    }
    this.#rows.flush()
    this.#chain.close()
  }

  // ─── Reading ───────────────────────────────────────────────────────────────────────────────────

  /** The newest rows, oldest first. */
  audit({
    flow,
    key,
    kind,
    id: only,
    since,
    limit = 1_000,
  }: {
    readonly flow?: string
    readonly key?: KeyText
    readonly kind?: string
    readonly id?: number
    readonly since?: number
    readonly limit?: number
  }): (AuditRow & { readonly id: number })[] {
    if (only !== undefined) return this.#store.all('auditRow', only).map((row) => this.#auditRow(row))
    const id = flow === undefined ? null : this.#flows.of(flow).id
    const rows =
      key === undefined || id === null
        ? this.#store.all('audit', id, kind ?? null, since ?? null, limit)
        : this.#store.all('auditOfKey', id, key, limit)
    return rows.map((row) => this.#auditRow(row)).reverse()
  }
  #auditRow([id, flow, key, at, kind, conflict, system, unit, body]: Row): AuditRow & { readonly id: number } {
    return {
      id: Number(id),
      flow: this.#flows.name(Number(flow)),
      key: String(key),
      at: Number(at),
      kind: kind as AuditKind,
      ...(conflict === null ? {} : { conflict: conflict as ConflictKind }),
      ...(system === null ? {} : { system: String(system) }),
      ...(unit === null ? {} : { unit: String(unit) }),
      body: JSON.parse(this.#texts.jsonOf(body!)) as Record<string, unknown>,
    }
  }

  tally({ since, until, stepMs }: { readonly since: number; readonly until: number; readonly stepMs: number }): Tally[] {
    return this.#store.all('tally', since, until, stepMs).map(([flow, kind, conflict, system, unit, from, rows, first, last]) => ({
      flow: this.#flows.name(Number(flow)),
      kind: kind as AuditKind,
      ...(conflict === null ? {} : { conflict: conflict as ConflictKind }),
      ...(system === null ? {} : { system: String(system) }),
      ...(unit === null ? {} : { unit: String(unit) }),
      from: Number(from),
      rows: Number(rows),
      first: Number(first),
      last: Number(last),
    }))
  }

  reviews({ flow, open }: { readonly flow?: string; readonly open?: boolean }): StoredReview[] {
    const rows = this.#store.all(open === true ? 'openReviews' : 'reviews')
    const list = rows.map(([id, of, key, unit, conflict, system, openedAt, body, closedAt, how]): StoredReview => ({
      id: Number(id),
      flow: this.#flows.name(Number(of)),
      key: String(key),
      unit: String(unit),
      conflict: conflict as ConflictKind,
      system: String(system),
      openedAt: Number(openedAt),
      body: JSON.parse(String(body)) as Record<string, unknown>,
      ...(typeof closedAt === 'number' ? { closed: { at: closedAt, how: String(how) } } : {}),
    }))
    return flow === undefined ? list : list.filter((review) => review.flow === flow)
  }

  deadLetters({ flow }: { readonly flow?: string }) {
    const list = this.#store.all('dead').map(([of, key, system, reason, detail, since, tries]) => ({
      flow: this.#flows.name(Number(of)),
      key: String(key),
      system: this.#flows.system(Number(of), Number(system)),
      reason: String(reason),
      detail: String(detail),
      since: Number(since),
      tries: Number(tries),
    }))
    return flow === undefined ? list : list.filter((letter) => letter.flow === flow)
  }

  figures({ flow, since = 0 }: { readonly flow?: string; readonly since?: number }) {
    const list = this.#store.all('figures', since).map(([of, hour, name, value]) => ({
      flow: this.#flows.name(Number(of)),
      hour: Number(hour),
      name: String(name),
      value: Number(value),
    }))
    return flow === undefined ? list : list.filter((figure) => figure.flow === flow)
  }

  deletesSince(flow: string, since: number): number {
    return Number(this.#store.one('deletionsSince', this.#flows.of(flow).id, since)![0])
  }
}
