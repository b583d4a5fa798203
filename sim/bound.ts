/** Source and target of one flow at a simulated system, by what its adapter says and without its SQL. */
import type { Adapter, GeneratedFlow } from '../runtime/door.ts'
import type { Bound, Changes, Delivery, Hint, Image, LookAt, PageRow, Position, Write } from '../runtime/ports.ts'
import { SystemError } from '../runtime/ports.ts'
import type { KeyText, Raw } from '../runtime/values.ts'
import type { Place } from './commit.ts'
import { belongs } from './filter.ts'
import type { Random } from './random.ts'
import { SimWriter } from './writer.ts'
import type { Captured, SimStore, StoredRow, Table } from './store.ts'
import { unseen } from './unseen.ts'
import type { World } from './world.ts'

/** How long a system that takes no more asks to be left alone. */
const throttledMs = 5_000

export class SimBound implements Bound {
  readonly adapter: Adapter
  readonly #world: World
  readonly #flow: GeneratedFlow
  readonly #store: SimStore
  readonly #table: Table
  readonly #writer: SimWriter

  constructor(world: World, flow: GeneratedFlow, adapter: Adapter) {
    this.adapter = adapter
    this.#world = world
    this.#flow = flow
    this.#store = world.store(adapter.system)
    this.#table = this.#store.table(adapter.place)
    this.#writer = new SimWriter(world, flow, adapter)
  }

  // ─── Source ────────────────────────────────────────────────────────────────────────────────────

  async changes(position: Position | null, limit: number): Promise<Changes> {
    this.#world.boundary(`reading changes of ${this.#name}`)
    this.#answers()
    const { detect } = this.adapter
    if (detect.kind === 'outbox') return this.#captured(position, limit)
    if (detect.kind === 'changes' || detect.kind === 'log') return this.#fed(position, limit)
    if (detect.kind === 'updatedAt') return this.#updated(position, detect.column, detect.overlapMs)
    return { hints: [], position, more: false, seen: 0 }
  }

  get #place(): Place {
    return { flow: this.#flow, adapter: this.adapter }
  }
  get #name(): string {
    return `${this.adapter.place} at ${this.adapter.system}`
  }

  #answers(): void {
    const { system } = this.adapter
    this.#world.answers(system)
    if (this.#world.strikes('outage')) {
      this.#world.fails(system)
      this.#world.answers(system)
    }
    if (this.#world.strikes('throttle', this.#place)) {
      this.#world.tell(`${system} takes no more for now`, 'hub', system)
      throw unseen(() => new SystemError('unreachable', 'throttled', system, 'too many requests', 'it is tried again', throttledMs))
    }
    if (!this.#world.strikes('unreachable')) return
    this.#world.tell(`${system} does not answer`, 'hub', system)
    throw unseen(() => new SystemError('unreachable', 'timeout', system, 'no answer', 'it is tried again'))
  }

  #captured(position: Position | null, limit: number): Changes {
    const { random } = this.#world
    const from = this.#readUpTo(position)
    const open = this.#table.open?.seq ?? Number.MAX_SAFE_INTEGER
    let all = this.#table.outbox.filter(({ seq }) => seq > from && seq < open).sort((a, b) => a.seq - b.seq)
    if (all.length > 0 && this.#world.strikes('delay')) all = all.slice(0, random.below(all.length))
    const some = all.slice(0, limit)
    const hints: Hint[] = some.map(({ seq, key, op, at }) => ({ key, at, change: `outbox ${seq}`, op }))
    if (this.#table.outbox.length > 0 && this.#world.strikes('duplicate')) {
      const { seq, key, at } = random.pick(this.#table.outbox)
      if (seq <= (some.at(-1)?.seq ?? from)) hints.push({ key, at, change: `outbox ${seq}`, op: null })
    }
    const seen = some.at(-1)?.seq ?? from
    return { hints, position: some.length === 0 ? position : this.#standAt(seen), more: some.length < all.length, seen }
  }

  /** What was read last is told by its number, and by what it was. */
  #standAt(seq: number): Position {
    return JSON.stringify({ seq, entry: markOf(this.#table.outbox.find((entry) => entry.seq === seq)) })
  }
  /** @throws SystemError where what was read is not there any more */
  #readUpTo(position: Position | null): number {
    if (position === null) return 0
    const { seq, entry } = JSON.parse(position) as { readonly seq: number; readonly entry: string | null }
    const { system, place } = this.adapter
    const now = markOf(this.#table.outbox.find((each) => each.seq === seq))
    if (seq <= this.#table.seq && (entry === null || entry === now)) return seq
    throw new SystemError('misfit', 'wentBack', system, `changes of ${place} were read up to number ${seq}`, 'take new bases')
  }

  /** A service's own feed, and a server's log, know nothing of operations, and of no death. */
  #fed(position: Position | null, limit: number): Changes {
    const { hints, ...captured } = this.#captured(position, limit)
    const told = hints.map((hint) => ({ ...hint, op: null }))
    const shuffled = told.length > 1 && this.#world.strikes('reorder', this.#place) ? shuffle(told, this.#world.random) : told
    return { ...captured, hints: shuffled, seen: 0 }
  }

  #updated(position: Position | null, column: string, overlapMs: number): Changes {
    const since = position === null ? Number.MIN_SAFE_INTEGER : (JSON.parse(position) as { readonly at: number }).at
    const rows = [...this.#table.rows]
      .map(([key, { columns }]) => ({ key, at: Number(columns[column]) }))
      .filter(({ at }) => at >= since - overlapMs)
    rows.sort((a, b) => a.at - b.at || order(a.key, b.key))
    const newest = rows.at(-1)?.at ?? since
    return {
      hints: rows.map(({ key, at }) => ({ key, at, change: `updated ${at}`, op: null })),
      position: newest > since ? JSON.stringify({ at: newest }) : position,
      more: false,
      seen: 0,
    }
  }

  async head(): Promise<{ readonly position: Position | null; readonly seen: number }> {
    this.#answers()
    const { detect } = this.adapter
    if (detect.kind === 'outbox' || detect.kind === 'changes' || detect.kind === 'log') {
      const seq = (this.#table.open?.seq ?? this.#table.seq + 1) - 1
      return { position: this.#standAt(seq), seen: detect.kind === 'outbox' ? seq : 0 }
    }
    if (detect.kind !== 'updatedAt') return { position: null, seen: 0 }
    const times = [...this.#table.rows.values()].map(({ columns }) => Number(columns[detect.column]))
    return { position: times.length === 0 ? null : JSON.stringify({ at: Math.max(...times) }), seen: 0 }
  }

  async look(looks: readonly LookAt[]): Promise<readonly Image[]> {
    this.#world.boundary(`looking at ${this.#name}`)
    this.#answers()
    return looks.map(({ key, seen, id }) => this.#writer.image(key, seen, id))
  }

  async page(after: KeyText | null, limit: number): Promise<readonly PageRow[]> {
    this.#world.boundary(`paging ${this.#name}`)
    this.#answers()
    return this.#rows((key) => after === null || order(key, after) > 0).slice(0, limit)
  }

  #rows(want: (key: KeyText) => boolean): PageRow[] {
    return [...this.#table.rows]
      .filter(([key, row]) => want(key) && belongs(this.#flow, this.adapter, row))
      .sort(([a], [b]) => order(a, b))
      .map(([key, row]) => ({ key, values: valuesOf(this.adapter, row), ...(this.adapter.identity === undefined ? {} : { id: row.id }) }))
  }

  async forget(upTo: Position): Promise<void> {
    this.#world.boundary(`forgetting changes of ${this.#name}`)
    const { seq } = JSON.parse(upTo) as { readonly seq: number }
    this.#table.outbox = this.#table.outbox.filter((entry) => entry.seq >= seq)
  }

  // ─── Target ────────────────────────────────────────────────────────────────────────────────────

  async deliver(op: number, writes: readonly Write[]): Promise<Delivery> {
    const what = `operation ${op} at ${this.#name}`
    this.#world.boundary(`before ${what}`)
    const { open } = this.#table
    if (open !== null && writes.some(({ key, to }) => key === open.key || to === open.key)) {
      // The row is locked: the write would wait for the user's transaction.
      open.commit()
      return { outcome: 'throttled', detail: 'the row was locked' }
    }
    if (this.#world.isDown(this.adapter.system) || this.#world.strikes('unreachable')) {
      this.#world.tell(`${what}: no connection`, 'hub', this.adapter.system)
      return { outcome: 'unreachable', detail: 'no connection' }
    }
    if (this.#world.strikes('throttle', this.#place)) {
      this.#world.tell(`${what}: too many requests`, 'hub', this.adapter.system)
      return { outcome: 'throttled', detail: 'too many requests', retryAfterMs: throttledMs }
    }
    if (this.#world.strikes('lateLanding')) {
      this.#world.tell(`${what}: time-out, still on its way`, 'hub', this.adapter.system)
      this.#world.flights.push(() => this.#writer.landLate(op, writes))
      return { outcome: 'uncertain', detail: 'time-out' }
    }
    const answers = this.#writer.write(op, writes)
    this.#world.boundary(`after ${what}`)
    if (this.#world.strikes('lostAnswer')) {
      this.#world.tell(`${what}: landed, its answer is lost`, 'hub', this.adapter.system)
      return { outcome: 'uncertain', detail: 'connection lost' }
    }
    return { outcome: 'answered', at: this.#world.clock.now() + this.#store.ahead, answers }
  }

  // ─── Counts and digests ────────────────────────────────────────────────────────────────────────

  async count(): Promise<number> {
    return this.#rows(() => true).length
  }
  async digests(buckets: number): Promise<ReadonlyMap<number, { readonly rows: number; readonly digest: string }>> {
    const out = new Map<number, { rows: number; digest: string }>()
    for (const row of this.#rows(() => true)) {
      const bucket = bucketOf(row.key, buckets)
      const known = out.get(bucket)
      const text = JSON.stringify([
        row.key,
        this.adapter.fields
          .map((mapping, k) => [mapping.field, mapping.decode(row.values[k]!)] as const)
          .toSorted(([a], [b]) => order(a, b)),
      ])
      out.set(bucket, { rows: (known?.rows ?? 0) + 1, digest: `${known?.digest ?? ''}${text}` })
    }
    return out
  }
  async bucketRows(buckets: number, wanted: readonly number[]): Promise<readonly PageRow[]> {
    const some = new Set(wanted)
    return this.#rows((key) => some.has(bucketOf(key, buckets)))
  }
}

function valuesOf(adapter: Adapter, row: StoredRow): Raw[] {
  return adapter.fields.map(({ column }) => row.columns[column] ?? null)
}
function markOf(entry: Captured | undefined): string | null {
  return entry === undefined ? null : `${entry.key} ${entry.kind} ${entry.op ?? ''} ${entry.at}`
}
function shuffle<T>(list: readonly T[], random: Random): T[] {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const [a, b] = [out[i]!, out[j]!]
    out[i] = b
    out[j] = a
  }
  return out
}
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
function bucketOf(key: KeyText, buckets: number): number {
  let sum = 0
  for (let i = 0; i < key.length; i++) sum = (Math.imul(sum, 31) + key.charCodeAt(i)) >>> 0
  return sum % buckets
}
