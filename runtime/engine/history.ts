/** What settle reported, in the form in which the ledger keeps it: audit rows, reviews, figures. */
import type { Kernel } from '../kernel.ts'
import type { Observed } from '../observed.ts'
import type { AuditRow, LedgerCommit, Review } from '../ports.ts'
import type { Event } from '../settle.ts'
import type { KeyText } from '../values.ts'

const hourMs = 3_600_000
/** Upper bounds of the lag buckets in ms; the last has none. */
const lagBuckets = [10, 50, 100, 500, 1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 86_400_000] as const

function lagBucket(ms: number): string {
  return String(lagBuckets.find((most) => ms <= most) ?? 'more')
}

/** The figure that counts a lag from the commit at the source, at a moment: epoch ms. */
export function lagFigure(ms: number, at: number): { readonly hour: number; readonly name: string } {
  return { hour: Math.floor(at / hourMs) * hourMs, name: `lag:${lagBucket(ms)}` }
}

/** Gathers until the next commit. */
export class History {
  readonly #kernel: Kernel
  #audit: AuditRow[] = []
  #open: Review[] = []
  #close: { id: number; at: number; how: string }[] = []
  /** By hour (epoch ms), then by name. */
  #figures = new Map<number, Map<string, number>>()
  #hour = -1
  #counts = new Map<string, number>()
  #deletes = 0

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  /** @param by what was seen, or a person's decision */
  take(key: KeyText, events: readonly Event[], at: number, change: string, by: Observed | 'person'): void {
    const first = this.#audit.length
    this.#gather(key, events, at, change)
    const row = this.#audit[first]
    if (row !== undefined) this.#audit[first] = { ...row, body: { ...row.body, ...this.#cause(by, row.system) } }
  }

  /** What the rows of one image, or of one decision, have in common: the first of them keeps it. */
  #cause(by: Observed | 'person', system: string | undefined): Record<string, unknown> {
    if (by === 'person') return { person: true }
    const { j, ...seen } = by
    const { name } = this.#kernel.systems[j]!
    return { seen: name === system ? seen : { by: name, ...seen } }
  }

  #gather(key: KeyText, events: readonly Event[], at: number, change: string): void {
    const { flow, units, systems } = this.#kernel
    for (const event of events) {
      switch (event.kind) {
        case 'decided': {
          const unit = units[event.unit]!
          this.#audit.push({
            flow: flow.name,
            key,
            at,
            kind: 'decided',
            ...(event.system < 0 ? {} : { system: systems[event.system]!.name }),
            unit: unit.name,
            body: {
              was: event.was,
              by: event.stamp.origin < 0 ? null : (systems[event.stamp.origin]?.name ?? null),
              n: event.stamp.n,
              change,
              policy: unit.policy.kind,
              version: flow.version,
            },
          })
          break
        }
        case 'created':
        case 'deleted':
        case 'revived': {
          const was = event.kind === 'deleted' ? { was: event.was, ...(event.left ? { left: true } : {}) } : {}
          this.#audit.push({
            flow: flow.name,
            key,
            at,
            kind: event.kind,
            system: systems[event.system]!.name,
            body: { ...was, change, version: flow.version },
          })
          break
        }
        case 'conflict':
          this.#audit.push({
            flow: flow.name,
            key,
            at,
            kind: 'conflict',
            conflict: event.conflict,
            ...(event.system < 0 ? {} : { system: systems[event.system]!.name }),
            ...(event.unit === null ? {} : { unit: units[event.unit]!.name }),
            body: { outcome: event.outcome, lost: event.lost, change, version: flow.version },
          })
          this.count(`conflict:${event.conflict}`, at)
          break
        case 'overruled':
          this.#audit.push({
            flow: flow.name,
            key,
            at,
            kind: 'overruled',
            system: systems[event.system]!.name,
            unit: units[event.unit]!.name,
            body: { lost: event.lost, change, version: flow.version },
          })
          break
        case 'review': {
          const unit = event.unit === null ? '' : units[event.unit]!.name
          this.#open.push({
            id: event.id,
            flow: flow.name,
            key,
            unit,
            conflict: event.conflict,
            openedAt: at,
            system: systems[event.system]!.name,
            body: { value: event.value, change },
          })
          break
        }
        case 'closed':
          this.#close.push({ id: event.id, at, how: event.how })
          break
      }
    }
  }

  note(row: Omit<AuditRow, 'flow'>): void {
    this.#audit.push({ flow: this.#kernel.flow.name, ...row })
    if (row.conflict !== undefined) this.count(`conflict:${row.conflict}`, row.at)
  }

  count(name: string, at: number, add = 1): void {
    const hour = Math.floor(at / hourMs) * hourMs
    if (hour !== this.#hour) {
      this.#hour = hour
      let counts = this.#figures.get(hour)
      if (counts === undefined) this.#figures.set(hour, (counts = new Map()))
      this.#counts = counts
    }
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + add)
  }

  /** `since`: what it is counted from. */
  lag(ms: number, at: number, since: 'commit' | 'detection'): void {
    this.count(`${since === 'commit' ? 'lag' : 'detectedLag'}:${lagBucket(ms)}`, at)
  }

  deleted(rows: number): void {
    this.#deletes += rows
  }

  get empty(): boolean {
    return this.#audit.length === 0 && this.#open.length === 0 && this.#close.length === 0
  }

  /** Hands over what was gathered, and starts anew. */
  drain(now: number): Pick<LedgerCommit, 'audit' | 'openReviews' | 'closeReviews' | 'figures' | 'deletes'> {
    const { name } = this.#kernel.flow
    const figures = [...this.#figures].flatMap(([hour, counts]) =>
      [...counts].map(([figure, add]) => ({ flow: name, hour, name: figure, add })),
    )
    const out = {
      audit: this.#audit,
      openReviews: this.#open,
      closeReviews: this.#close,
      figures,
      deletes: this.#deletes === 0 ? [] : [{ flow: name, at: now, rows: this.#deletes }],
    }
    this.#audit = []
    this.#open = []
    this.#close = []
    this.#figures = new Map()
    this.#hour = -1
    this.#deletes = 0
    return out
  }
}
