/**
 * Policy replay: the real history of a ledger, decided again by proposed policies. Each record's history is first decided again by the flow as it is, which must
 * come to what the ledger holds, row by row of the audit; then what users did is done again under the proposed flow. Nothing is written anywhere.
 */
import type { GeneratedFlow } from '../../runtime/door.ts'
import { compile, stable } from '../../runtime/kernel.ts'
import { moveBetween, reshaped } from '../../runtime/ledger/reshape.ts'
import { shapesOf } from '../../runtime/ledger/shape.ts'
import type { Ledger } from '../../runtime/ports.ts'
import type { KeyText } from '../../runtime/values.ts'
import type { Counts, Difference } from './differences.ts'
import { addTo } from './differences.ts'
import { proposedKernel } from './proposed.ts'
import type { Policies, Replayed, Tallied } from './record.ts'
import { replayRecord } from './record.ts'
import type { Reason } from './unreplayable.ts'

export type { Counts, Difference, Outcome } from './differences.ts'
export type { Reason } from './unreplayable.ts'
export { reasons } from './unreplayable.ts'

export interface FlowReplayed {
  readonly flow: string
  /** Records that the ledger has, and those of them whose history was decided again. */
  readonly records: number
  readonly replayed: number
  /** Why others were not, how many each, and some of them. */
  readonly left: readonly { readonly reason: Reason; readonly records: number; readonly such: readonly KeyText[] }[]
  /** What users did, and people decided, since the proposed policies apply. */
  readonly acts: number
  /** Of these, how many would have come out otherwise; one that does so for two units counts twice. */
  readonly differing: number
  /** Records that would hold another value by now, or not live, by unit; under no name: all of them. */
  readonly apart: Counts
  readonly now: Tallied
  readonly proposed: Tallied
  readonly examples: readonly Difference[]
}

export interface ReplayOptions {
  readonly ledger: Ledger
  readonly now: GeneratedFlow
  readonly proposed: GeneratedFlow
  /** Epoch ms: until then the flow decides as it is. */
  readonly since?: number
  /** At most. */
  readonly examples: number
  readonly progress?: (records: number, of: number) => void
}

/** Flows whose entries could not be those of each other: what is in the way, in words; null: nothing is. */
export function misfit(now: GeneratedFlow, proposed: GeneratedFlow): string | null {
  const move = moveOf(now, proposed)
  if (move === null) return `it joins ${proposed.systems.join(', ')}, and what ran joins ${now.systems.join(', ')}, in this order`
  if (now.key.join() !== proposed.key.join()) return `its key is ${proposed.key.join(', ')}, and what ran has ${now.key.join(', ')}`
  const { added, removed } = move
  if (added.length === 0 && removed.length === 0) return null
  return [
    ...(added.length === 0 ? [] : [`the ledger has seen nothing of ${added.join(', ')}`]),
    ...(removed.length === 0 ? [] : [`it decides nothing of ${removed.join(', ')}`]),
  ].join(', and ')
}

function moveOf(now: GeneratedFlow, proposed: GeneratedFlow) {
  const [from, to] = [now, proposed].map((flow) => shapesOf({ flows: { [flow.name]: flow } })[0]!)
  return moveBetween(from!, to!)
}

const page = 200

/** Both must fit each other, as `misfit` says. */
export async function replayFlow(options: ReplayOptions): Promise<FlowReplayed> {
  const { ledger, now, proposed, since = -Infinity, progress } = options
  const move = moveOf(now, proposed)!
  const policies = {
    now: compile(now),
    proposed: proposedKernel(now, proposed),
    carried: (entry: Parameters<typeof reshaped>[0]) => reshaped(entry, move),
    since,
  }
  const { live, deleted } = await ledger.count(now.name)
  const sum = new Sum(now.name, options.examples)
  for (let after: KeyText | null = null; ;) {
    const keys: readonly KeyText[] = await ledger.keys(now.name, after, page)
    await replayPage(ledger, policies, keys, sum)
    progress?.(sum.records, live + deleted)
    if (keys.length < page) return sum.told()
    after = keys.at(-1)!
  }
}

async function replayPage(ledger: Ledger, policies: Policies, keys: readonly KeyText[], sum: Sum): Promise<void> {
  const { name } = policies.now.flow
  const entries = await ledger.read(name, keys)
  for (const [i, key] of keys.entries()) {
    const rows = await ledger.audit({ flow: name, key, limit: Number.MAX_SAFE_INTEGER })
    sum.add(key, replayRecord(policies, rows, entries[i]!))
  }
}

const such = 3

class Sum {
  records = 0
  readonly #flow: string
  readonly #most: number
  #replayed = 0
  #acts = 0
  #differing = 0
  readonly #left = new Map<Reason, { records: number; such: KeyText[] }>()
  readonly #apart: Counts = {}
  readonly #now: Tallied = { conflicts: {}, reviews: {}, writes: {} }
  readonly #proposed: Tallied = { conflicts: {}, reviews: {}, writes: {} }
  /** By unit, so that none crowds out the others. */
  readonly #examples = new Map<string, Difference[]>()

  constructor(flow: string, examples: number) {
    this.#flow = flow
    this.#most = examples
  }

  add(key: KeyText, found: Replayed | Reason): void {
    this.records++
    if (typeof found === 'string') {
      const left = this.#left.get(found) ?? { records: 0, such: [] }
      this.#left.set(found, left)
      left.records++
      if (left.such.length < such) left.such.push(key)
      return
    }
    this.#replayed++
    this.#acts += found.acts
    this.#differing += found.differences.length
    for (const unit of found.apart) addTo(this.#apart, unit)
    if (found.apart.length > 0) addTo(this.#apart, '')
    addAll(this.#now, found.now)
    addAll(this.#proposed, found.proposed)
    for (const difference of found.differences) this.#example(difference)
  }

  #example(difference: Difference): void {
    const known = this.#examples.get(difference.unit) ?? []
    this.#examples.set(difference.unit, known)
    if (known.length < this.#most) known.push(difference)
  }

  told(): FlowReplayed {
    const rounds = Array.from({ length: this.#most }, (_, i) => [...this.#examples.values()].flatMap((some) => some.slice(i, i + 1)))
    return {
      flow: this.#flow,
      records: this.records,
      replayed: this.#replayed,
      left: [...this.#left].map(([reason, left]) => ({ reason, ...left })).sort((a, b) => b.records - a.records),
      acts: this.#acts,
      differing: this.#differing,
      apart: this.#apart,
      now: this.#now,
      proposed: this.#proposed,
      examples: rounds.flat().slice(0, this.#most),
    }
  }
}

function addAll(to: Tallied, from: Tallied): void {
  for (const name of ['conflicts', 'reviews', 'writes'] as const)
    for (const [each, n] of Object.entries(from[name])) addTo(to[name], each, n)
}

/** Would anything have been otherwise. */
export function differs({ differing, apart, now, proposed }: FlowReplayed): boolean {
  return differing > 0 || Object.keys(apart).length > 0 || stable(counted(now)) !== stable(counted(proposed))
}

function counted({ conflicts, reviews, writes }: Tallied) {
  return { conflicts, reviews, writes }
}
