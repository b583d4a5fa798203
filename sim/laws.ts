/**
 * What holds of a field that several systems write, whatever its policy: when all of them edit it at once, or create the record, what stands depends neither on the order
 * in which that is seen nor on how often, and what was made of several values makes itself again of itself. Tried with the real settle. Associativity takes three, so
 * where fewer hold the field, others like the last of them join. Values differ unless equal ones count: who writes what is decided already counts as having seen it.
 */
import type { GeneratedFlow } from '../runtime/door.ts'
import type { Entry } from '../runtime/entry.ts'
import type { Kernel } from '../runtime/kernel.ts'
import { compile, encodeAll, stable } from '../runtime/kernel.ts'
import { landed, plan } from '../runtime/plan.ts'
import type { Image } from '../runtime/ports.ts'
import { blank, settle } from '../runtime/settle.ts'
import type { Canonical } from '../runtime/values.ts'
import { ValueError } from '../runtime/values.ts'
import { Random } from './random.ts'
import { typed } from './sample.ts'
import { notTaken } from './total.ts'

const writers = 3
const draws = 5
const orders: Readonly<Record<number, readonly (readonly number[])[]>> = {
  1: [[0]],
  2: [
    [0, 1],
    [1, 0],
  ],
  3: [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ],
}
const held = 'a person is asked'

interface Contest {
  readonly kernel: Kernel
  readonly u: number
  /** What they begin with: all hold and know the same, or nobody has the record. */
  readonly start: Entry
  /** What each of them holds besides. */
  readonly row: Entry
  readonly edits: readonly { readonly system: number; readonly value: readonly Canonical[]; readonly at: number | null }[]
}

export interface Tried {
  /** Contests that could be tried: not those whose outcome no system can store, which dead letters would tell. */
  readonly tried: number
  /** For which values a law does not hold; null: every law holds. */
  readonly broken: string | null
}

export function tryLaws(flow: GeneratedFlow, unit: string, seed: number): Tried {
  const random = new Random(seed)
  const kernel = compile(withWriters(flow, unit))
  const u = kernel.units.findIndex(({ name }) => name === unit)
  let tried = 0
  for (let draw = 0; draw < draws; draw++) {
    try {
      const contest = contestOf(kernel, u, random)
      if (contest === null) continue
      const { start, edits } = contest
      const broken = notTaken(kernel, u, edits, start.live ? decided(contest, start) : null) ?? brokenBy(contest)
      tried++
      if (broken !== null) return { tried, broken: `${flow.name}.${unit}: ${broken}` }
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
    }
  }
  return { tried, broken: null }
}

function withWriters(flow: GeneratedFlow, unit: string): GeneratedFlow {
  const { holds, units } = holdings(flow)
  const u = units.findIndex(({ name }) => name === unit)
  const holders = flow.systems.filter((_, j) => holds[j]![u]!)
  const like = flow.adapters[holders.at(-1)!]!
  const more = Array.from({ length: Math.max(0, writers - holders.length) }, (_, i) => `${like.system} ${i + 2}`)
  const systems = [...flow.systems, ...more]
  return {
    ...flow,
    systems,
    // Who may create is another question: here all of them do.
    settle: { ...flow.settle, life: { ...flow.settle.life, creates: [...systems.keys()] } },
    adapters: { ...flow.adapters, ...Object.fromEntries(more.map((system) => [system, { ...like, system }])) },
  }
}
function holdings(flow: GeneratedFlow) {
  const { systems, units } = compile(flow)
  return { units, holds: systems.map(({ holds }) => holds) }
}

/** null: no system takes what was drawn, or holds it no longer. */
function contestOf(kernel: Kernel, u: number, random: Random): Contest | null {
  const row = agreed(kernel, u, random)
  const systems = kernel.systems.flatMap(({ holds }, j) => (holds[u]! && row.s[j]!.present ? [j] : [])).slice(0, writers)
  const edits = systems.map((system) => ({
    system,
    value: kernel.units[u]!.at.map((f) => drawn(kernel, f, random)),
    at: random.chance(0.1) ? null : random.below(4_000),
  }))
  const counts = kernel.units[u]!.policy.equalCounts
  const distinct = edits.filter(({ value }, i) => counts || edits.findIndex((other) => text(other.value) === text(value)) === i)
  return distinct.length === 0 ? null : { kernel, u, start: random.chance(0.3) ? blank(kernel) : row, row, edits: distinct }
}

/** A record that one holder of the unit has created and all others have been told of. */
function agreed(kernel: Kernel, u: number, random: Random): Entry {
  const creator = kernel.systems.findIndex(({ holds }) => holds[u]!)
  const values = kernel.systems[creator]!.adapter.fields.map((mapping, slot) =>
    mapping.encode(drawn(kernel, kernel.systems[creator]!.field[slot]!, random)),
  )
  let { entry } = settle(kernel, blank(kernel), creator, { present: true, values, died: false, death: 0 }, cause(0))
  entry = plan(kernel, entry)
  for (const [j, { pend }] of entry.s.entries()) if (pend !== null) entry = landed(kernel, entry, j, null, { unmoved: true })
  return plan(kernel, entry)
}

function drawn(kernel: Kernel, f: number, random: Random): Canonical {
  const mappings = kernel.systems.flatMap(({ adapter, slot }) => (slot[f]! < 0 ? [] : [adapter.fields[slot[f]!]!]))
  return typed(mappings, random)
}

/** In words; null: every law holds. */
function brokenBy(contest: Contest): string | null {
  const { kernel, edits } = contest
  const all = orders[edits.length]!.map((order) => ({ order, stands: stands(contest, order) }))
  const first = all[0]!
  const does = contest.start.live ? 'writes' : 'creates the record with'
  const told = () => edits.map(({ system, value }) => `${kernel.systems[system]!.name} ${does} ${text(value)}`).join(', ')
  const names = (order: readonly number[]) => order.map((i) => kernel.systems[edits[i]!.system]!.name).join(', ')
  const again = stands(contest, first.order)
  if (again !== first.stands) return `${told()}: ${first.stands} stands, and the next time ${again}`
  const other = all.find(({ stands }) => stands !== first.stands)
  if (other !== undefined)
    return `${told()}: ${first.stands} stands where they are seen in the order ${names(first.order)}, and ${other.stands} in the order ${names(other.order)}`
  const made = first.stands === held ? null : unlikeItself(contest, first.order)
  return made === null ? null : `${told()}: ${first.stands} stands, and of that twice is made ${made}`
}

/** What stands once each edit was seen, and seen again. */
function stands(contest: Contest, order: readonly number[]): string {
  const { u } = contest
  const entry = absorbed(contest, order)
  return entry.held?.[u]?.frozen === true ? held : text(decided(contest, entry))
}

function absorbed({ kernel, u, start, row, edits }: Contest, order: readonly number[]): Entry {
  let entry = start
  for (const i of [...order, ...order]) {
    const { system, value, at } = edits[i]!
    entry = settle(kernel, entry, system, imageOf(kernel, row, system, u, value), cause(at)).entry
  }
  return entry
}

/** What stands, written by two systems at once, must stand; null: it does. */
function unlikeItself(contest: Contest, order: readonly number[]): string | null {
  const { kernel, u, start } = contest
  const { policy } = kernel.units[u]!
  const value = decided(contest, absorbed(contest, order))
  if (policy.equalCounts) return null
  const base = start.live ? decided(contest, start) : null
  const verdict = policy.judge({ system: 1, told: false, value, base, decided: value, origin: 0, at: 0, decidedAt: 0 })
  return verdict.to === 'composed' && text(verdict.value) !== text(value) ? text(verdict.value) : null
}

function imageOf(kernel: Kernel, row: Entry, j: number, u: number, value: readonly Canonical[]): Image {
  const { adapter, slots } = kernel.systems[j]!
  const values = encodeAll(kernel, j, row.g)
  for (const [i, slot] of slots[u]!.entries()) values[slot] = adapter.fields[slot]!.encode(value[i]!)
  return { present: true, values, died: false, death: 0 }
}
function decided({ kernel, u }: Contest, entry: Entry): Canonical[] {
  return kernel.units[u]!.at.map((f) => entry.g[f]!)
}
function text(values: readonly Canonical[]): string {
  return values.map(stable).join(' ')
}
function cause(at: number | null) {
  return { at, change: 'edit', version: '', nextReview: 1 }
}
