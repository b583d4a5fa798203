/**
 * The delete cap: how many rows a flow may take away from its targets within 24 hours before it stops and asks. What waits, what was done and the cap itself
 * are counted in rows at targets, so that a record with copies in two systems counts twice everywhere.
 */
import type { Kernel } from '../kernel.ts'
import type { Ledger } from '../ports.ts'
import type { KeyText } from '../values.ts'
import type { Context } from './context.ts'

const dayMs = 86_400_000
const keysAtOnce = 2_000

/** Deletes that are more than the cap lets through. In rows. */
export interface Capped {
  /** Deletes that wait. */
  readonly wanted: number
  /** Deletes of the last 24 hours. */
  readonly done: number
  /** What the flow may delete in 24 hours, without what was allowed for this run. */
  readonly cap: number
}

export interface HeldDelete {
  readonly key: KeyText
  readonly system: string
}

/** Deletes that are decided and wait for the end of the pass, or for the cap: one for each row at a target. */
export async function heldDeletes(ledger: Ledger, flow: string, systems: readonly string[], now: number): Promise<HeldDelete[]> {
  const keys = await ledger.waiting(flow, { dueAt: now, limit: Number.MAX_SAFE_INTEGER })
  const held: HeldDelete[] = []
  for (let from = 0; from < keys.length; from += keysAtOnce) {
    const some = keys.slice(from, from + keysAtOnce)
    for (const [i, entry] of (await ledger.read(flow, some)).entries()) {
      for (const [j, { dirty }] of (entry?.s ?? []).entries())
        if (dirty?.reason === 'heldBack') held.push({ key: some[i]!, system: systems[j]! })
    }
  }
  return held
}

/** One for a flow in a run. */
export class DeleteCap {
  readonly #context: Context
  readonly #kernel: Kernel
  /** Rows beyond the cap that this run has let through, of those that it was allowed. */
  #beyond = 0

  constructor(context: Context, kernel: Kernel) {
    this.#context = context
    this.#kernel = kernel
  }

  /** Deletes of so many rows are about to be carried out. @returns null where they may, else why not */
  async admit(held: readonly HeldDelete[]): Promise<Capped | null> {
    const { ledger, clock, limits } = this.#context
    const { flow } = this.#kernel
    const records = (await ledger.count(flow.name)).live + new Set(held.map(({ key }) => key)).size
    const cap = flow.maxDeletes ?? defaultCap(records, copies(this.#kernel))
    const done = await ledger.deletesSince(flow.name, clock.now() - dayMs)
    const over = Math.min(held.length, Math.max(0, done + held.length - cap))
    if (over > (limits.allowDeletes[flow.name] ?? 0) - this.#beyond) return { wanted: held.length, done, cap }
    this.#beyond += over
    return null
  }
}

/** 1 % of the rows at the targets; at least those of one record, and at most 100. */
export function defaultCap(records: number, copies: number): number {
  return Math.min(100, Math.max(copies, Math.floor((records * copies) / 100)))
}

/** Rows that one delete takes away: those of every system but the one where it began. */
function copies({ systems }: Kernel): number {
  const deleted = systems.filter(({ adapter }) => adapter.writes.includes('delete')).length
  return Math.max(1, Math.min(deleted, systems.length - 1))
}
