/** A record driven through settle and plan by hand, image by image. */
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { compile } from '../../runtime/kernel.ts'
import { landed, plan } from '../../runtime/plan.ts'
import type { Lifecycle } from '../../runtime/policies/rule.ts'
import type { Cause, Event, Settled } from '../../runtime/settle.ts'
import { blank, settle } from '../../runtime/settle.ts'
import type { Raw } from '../../runtime/values.ts'
import type { MadeFlow } from '../sim/landscapes/made.ts'
import { made } from '../sim/landscapes/made.ts'

export const cause: Cause = { at: null, change: 'seen', version: '1', nextReview: 1 }

export function kernel(
  systems: number,
  units: MadeFlow['units'],
  life: Partial<Lifecycle>,
  stores: NonNullable<MadeFlow['stores']> = {},
): Kernel {
  const names = ['A', 'B', 'C'].slice(0, systems)
  return compile(made('found', [{ name: 'things', systems: names, units, life, stores }]).flows['things']!)
}

/** A record, as its systems are seen one after the other and decisions fall. Planned writes land when they are told to. */
export class Told {
  readonly kernel: Kernel
  readonly events: Event[] = []
  entry: Entry

  constructor(of: Kernel) {
    this.kernel = of
    this.entry = blank(of)
  }
  /** `values` null: no row. */
  see(j: number, values: readonly Raw[] | null, died = false): this {
    const image = { present: values !== null, values: values ?? [], died, death: 0 }
    return this.take(settle(this.kernel, this.entry, j, image, { ...cause, nextReview: this.events.length + 1 }))
  }
  take({ entry, events }: Settled): this {
    this.entry = plan(this.kernel, entry)
    this.events.push(...events)
    return this
  }
  land(j: number): this {
    this.entry = plan(this.kernel, landed(this.kernel, this.entry, j, null))
    return this
  }
  kinds(j: number): string | null {
    return this.entry.s[j]!.pend?.kind ?? null
  }
  /** How reviews were closed. */
  closed(): string[] {
    return this.events.flatMap((event) => (event.kind === 'closed' ? [event.how] : []))
  }
  overruled(): unknown[] {
    return this.events.flatMap((event) => (event.kind === 'overruled' ? [[event.system, event.lost]] : []))
  }
}
