/** One record on its way through its history: the real settle and plan move it; nothing but this entry is written. */
import { takeValue } from '../../runtime/decide.ts'
import { blank, settle } from '../../runtime/settle.ts'
import type { Cause, Event, Settled } from '../../runtime/settle.ts'
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { encodeAll } from '../../runtime/kernel.ts'
import { landed, plan } from '../../runtime/plan.ts'
import type { Image } from '../../runtime/ports.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'

export class Course {
  readonly kernel: Kernel
  entry: Entry
  /** Rows written, by system. */
  readonly writes = new Map<string, number>()
  #reviews = 0

  constructor(kernel: Kernel, entry: Entry = blank(kernel)) {
    this.kernel = kernel
    this.entry = entry
  }

  see(j: number, image: Image, cause: Omit<Cause, 'nextReview' | 'version'>): readonly Event[] {
    return this.#take(settle(this.kernel, this.entry, j, image, this.#cause(cause)))
  }

  rule(u: number, value: readonly Canonical[], cause: Omit<Cause, 'nextReview' | 'version'>): readonly Event[] {
    return this.#take(takeValue(this.kernel, this.entry, u, value, this.#cause(cause)))
  }

  #cause(cause: Omit<Cause, 'nextReview' | 'version'>): Cause {
    return { ...cause, version: this.kernel.flow.version, nextReview: this.#reviews + 1 }
  }

  #take({ entry, events }: Settled): readonly Event[] {
    this.entry = entry
    for (const event of events) if (event.kind === 'review') this.#reviews = Math.max(this.#reviews, event.id)
    return events
  }

  /** What is on its way to these systems lands there, as it was sent. */
  deliver(to: (j: number) => boolean): void {
    this.entry = plan(this.kernel, this.entry)
    for (const [j, { name }] of this.kernel.systems.entries()) {
      if (this.entry.s[j]!.pend === null || !to(j)) continue
      this.entry = landed(this.kernel, this.entry, j, null)
      this.writes.set(name, (this.writes.get(name) ?? 0) + 1)
    }
    this.entry = plan(this.kernel, this.entry)
  }

  /** The row of j, or the one that it would have by what is decided. */
  row(j: number): Raw[] {
    return [...(this.entry.s[j]!.b ?? encodeAll(this.kernel, j, this.entry.g))]
  }

  /** What j holds of unit u. */
  held(j: number, u: number): Canonical[] {
    const { adapter, slots } = this.kernel.systems[j]!
    const row = this.row(j)
    return slots[u]!.map((slot) => adapter.fields[slot]!.decode(row[slot]!))
  }

  decided(u: number): Canonical[] {
    return this.kernel.units[u]!.at.map((f) => this.entry.g[f] ?? null)
  }
}
