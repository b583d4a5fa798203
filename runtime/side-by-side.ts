/**
 * What the systems of a flow hold already, side by side, before anything is written: which rows are one record, what stands alone, where they differ and what
 * the flow's own rules would make of it. Every row is read once, those of pairs once more; memory holds the keys of one flow.
 */
import type { Engine } from './engine/engine.ts'
import type { FlowRun } from './engine/flow-run.ts'
import { grownBy } from './engine/new-fields.ts'
import type { Pairs } from './engine/pairing.ts'
import type { Entry } from './entry.ts'
import type { Kernel } from './kernel.ts'
import { readingOrder, sameStored } from './kernel.ts'
import { isAccepted } from './match.ts'
import type { Image, PageRow, Unreferenced } from './ports.ts'
import { blank, settle } from './settle.ts'
import type { Canonical, KeyText } from './values.ts'
import { ValueError } from './values.ts'

export interface FlowMatch {
  readonly flow: string
  readonly accepted: boolean
  /** What came to the flow since it was accepted and is not taken in yet, as the ledger's `Reshape` words it. */
  readonly added: readonly string[]
  /** Rows by system; null where it did not answer. */
  readonly rows: Readonly<Record<string, number | null>>
  /** Records that two systems hold, or more. */
  readonly pairs: number
  /** Those of them that are the same wherever they are held. */
  readonly equal: number
  readonly differing: {
    readonly records: number
    /** By unit, of those that differ at all. `reviews`: a person would be asked. */
    readonly units: Readonly<Record<string, { readonly records: number; readonly reviews: number }>>
    /** The first hundred. */
    readonly examples: readonly Difference[]
  }
  /** By system: records that no other system holds. */
  readonly orphans: Readonly<Record<string, number>>
  /** A few keys of each, for a person to look at. */
  readonly examples: Readonly<Record<string, readonly KeyText[]>>
  /** Keys that stand for more than one row of a system, so that they cannot be paired. */
  readonly ambiguous: Readonly<Record<string, readonly KeyText[]>>
  /** By system that has a column for the keys of others: its rows that have none there. */
  readonly unreferenced: Readonly<Record<string, Loose>>
  /** By system: rows whose key is none. */
  readonly unkeyed: Readonly<Record<string, Unread>>
  /** By system: rows that hold what is no value of a field. */
  readonly invalid: Readonly<Record<string, Unread>>
}

export interface Difference {
  readonly key: KeyText
  readonly unit: string
  /** By system: the values of the unit's fields. */
  readonly values: Readonly<Record<string, readonly Canonical[]>>
  /** What would stand everywhere; null: each system keeps what it has, since a person is asked, or none of them may create the record. */
  readonly stands: readonly Canonical[] | null
  readonly review: boolean
}

/** Rows without a reference to a record. Own ids are shown as text. */
export interface Loose {
  /** Null where a system did not answer. */
  readonly rows: number | null
  /** Rows that are like one record alone, which get its key. */
  readonly pairs: number
  readonly examples: readonly { readonly key: KeyText; readonly id: string }[]
  /** Alike, and more on one side than there can be pairs: a person is to write the key into the row that it is. The first hundred. */
  readonly ambiguous: readonly { readonly keys: readonly KeyText[]; readonly ids: readonly string[] }[]
  /** Rows that are like no record. */
  readonly alone: { readonly rows: number; readonly ids: readonly string[] }
}

export interface Unread {
  readonly rows: number
  /** A few, with what is wrong. */
  readonly examples: readonly { readonly key: KeyText; readonly detail: string }[]
}

const page = 5_000
const shown = 5
const listed = 100

/** @param moved told how many rows were read since the last call */
export async function match(engine: Engine, flow: string, moved: (rows: number) => void = () => undefined): Promise<FlowMatch> {
  const run = await engine.flow(flow)
  const sides = await Promise.all(run.kernel.systems.map(async (_, j) => sideOf(run, j, moved)))
  const loose = new Map<number, Pairs | null>()
  for (const [j, { adapter }] of run.kernel.systems.entries())
    if (adapter.identity?.keepsOurs === true) loose.set(j, await run.pairing.pairsOf(j))
  const { paired, alone } = sorted(sides, new Set([...loose.values()].flatMap((each) => [...(each?.pairs.keys() ?? [])])))
  const differences = new Differences(run.kernel)
  for (let from = 0; from < paired.length; from += page) {
    const keys = paired.slice(from, from + page)
    differences.take(keys, await lookAt(run, sides, keys))
    moved(keys.length)
  }
  const by = <T>(what: (side: Side, j: number) => T): Record<string, T> =>
    Object.fromEntries(run.kernel.systems.map(({ name }, j) => [name, what(sides[j]!, j)]))
  return {
    flow,
    accepted: await isAccepted(engine, flow),
    added: grownBy(engine.ledger, flow),
    rows: by(({ rows }) => rows),
    pairs: paired.length,
    ...differences.told(),
    orphans: by((_, j) => alone[j]!.count),
    examples: by((_, j) => alone[j]!.keys),
    ambiguous: by(({ twice }) => [...twice]),
    unreferenced: Object.fromEntries([...loose].map(([j, each]) => [run.kernel.systems[j]!.name, looseTold(each)])),
    unkeyed: by(({ unkeyed }) => unkeyed),
    invalid: by(({ invalid }) => invalid),
  }
}

// ─── What one system holds ───────────────────────────────────────────────────────────────────────

interface Side {
  readonly keys: ReadonlySet<KeyText>
  readonly twice: ReadonlySet<KeyText>
  /** Null where it did not answer. */
  readonly rows: number | null
  readonly unkeyed: Unread
  readonly invalid: Unread
}

async function sideOf(run: FlowRun, j: number, moved: (rows: number) => void): Promise<Side> {
  const keys = new Set<KeyText>()
  const twice = new Set<KeyText>()
  const unkeyed = new Gathered()
  const invalid = new Gathered()
  const { fields } = run.kernel.systems[j]!.adapter
  let count = 0
  for (let after: KeyText | null = null; ;) {
    const rows: readonly PageRow[] | null = await run.at(j, async (bound) => bound.page(after, page))
    if (rows === null) return { keys: new Set(), twice: new Set(), rows: null, unkeyed: unkeyed.told(), invalid: invalid.told() }
    count += rows.length
    for (const row of rows) {
      if (row.invalid !== undefined) unkeyed.add(row.key, row.invalid)
      else if (keys.has(row.key)) twice.add(row.key)
      else keys.add(row.key)
      const wrong = fields.map((mapping, slot) => whyNone(mapping, row.values[slot]!)).find((why) => why !== null)
      if (row.invalid === undefined && wrong !== undefined && wrong !== null) invalid.add(row.key, wrong)
    }
    moved(rows.length)
    if (rows.length < page) return { keys, twice, rows: count, unkeyed: unkeyed.told(), invalid: invalid.told() }
    after = rows.at(-1)!.key
  }
}

function looseTold(found: Pairs | null): Loose {
  const { pairs, ambiguous, alone } = found ?? { pairs: new Map<KeyText, Unreferenced>(), ambiguous: [], alone: [] }
  const ids = (rows: readonly Unreferenced[]) => rows.map(({ id }) => String(id))
  const rows = pairs.size + alone.length + ambiguous.reduce((sum, each) => sum + each.rows.length, 0)
  return {
    rows: found === null ? null : rows,
    pairs: pairs.size,
    examples: [...pairs].slice(0, shown).map(([key, { id }]) => ({ key, id: String(id) })),
    ambiguous: ambiguous.slice(0, listed).map((each) => ({ keys: each.keys, ids: ids(each.rows) })),
    alone: { rows: alone.length, ids: ids(alone.slice(0, shown)) },
  }
}

function whyNone({ field, decode }: Kernel['systems'][number]['adapter']['fields'][number], raw: PageRow['values'][number]): string | null {
  try {
    decode(raw)
    return null
  } catch (error) {
    if (error instanceof ValueError) return `${error.field === '' ? field : error.field}: ${error.message}`
    throw error
  }
}

class Gathered {
  #rows = 0
  readonly #examples: { key: KeyText; detail: string }[] = []
  add(key: KeyText, detail: string): void {
    this.#rows++
    if (this.#examples.length < shown) this.#examples.push({ key, detail })
  }
  told(): Unread {
    return { rows: this.#rows, examples: this.#examples }
  }
}

/**
 * Which keys several systems hold, and which one alone. A key that stands for two rows of a system is neither.
 * @param linked records whose rows elsewhere get their key
 */
function sorted(sides: readonly Side[], linked: ReadonlySet<KeyText>): { paired: KeyText[]; alone: { count: number; keys: KeyText[] }[] } {
  const paired: KeyText[] = []
  const alone = sides.map(() => ({ count: 0, keys: [] as KeyText[] }))
  for (const [j, { keys }] of sides.entries()) {
    for (const key of keys) {
      if (sides.some(({ twice }) => twice.has(key))) continue
      const holders = [...sides.keys()].filter((k) => sides[k]!.keys.has(key))
      if (holders[0] !== j) continue
      if (holders.length > 1) paired.push(key)
      else if (linked.has(key)) continue
      else if (alone[j]!.count++ < shown) alone[j]!.keys.push(key)
    }
  }
  return { paired, alone }
}

/** By key, in order: its row in each system; null where there is none, or it did not answer. */
async function lookAt(run: FlowRun, sides: readonly Side[], keys: readonly KeyText[]): Promise<(Image | null)[][]> {
  const rows: (Image | null)[][] = keys.map(() => sides.map(() => null))
  await Promise.all(
    sides.map(async (side, j) => {
      const own = keys.flatMap((key, i) => (side.keys.has(key) ? [i] : []))
      const images = await run.at(j, async (bound) => bound.look(own.map((i) => ({ key: keys[i]!, seen: 0 }))))
      for (const [at, i] of own.entries()) rows[i]![j] = images?.[at] ?? null
    }),
  )
  return rows
}

// ─── Where they differ ───────────────────────────────────────────────────────────────────────────

class Differences {
  readonly #kernel: Kernel
  readonly #order: readonly number[]
  readonly #units = new Map<string, { records: number; reviews: number }>()
  readonly #examples: Difference[] = []
  #equal = 0
  #records = 0

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#order = readingOrder(kernel)
  }

  take(keys: readonly KeyText[], rows: readonly (readonly (Image | null)[])[]): void {
    for (const [i, key] of keys.entries()) {
      const images = rows[i]!.map((image) => (image?.present === true && image.invalid === undefined ? image : null))
      const units = [...this.#kernel.units.keys()].filter((u) => this.#differs(u, images))
      if (units.length === 0) this.#equal++
      else this.#note(key, units, images)
    }
  }

  #differs(u: number, images: readonly (Image | null)[]): boolean {
    const [first, ...others] = this.#holders(u, images)
    if (first === undefined) return false
    const values = this.#values(first, u, images)
    return others.some((j) => {
      const { adapter, slots } = this.#kernel.systems[j]!
      return !slots[u]!.every((slot, i) => {
        const mapping = adapter.fields[slot]!
        try {
          return sameStored(mapping, images[j]!.values[slot], mapping.encode(values[i]!))
        } catch {
          return false
        }
      })
    })
  }
  #holders(u: number, images: readonly (Image | null)[]): number[] {
    return this.#order.filter((j) => images[j] !== null && this.#kernel.systems[j]!.holds[u]!)
  }
  /** What is no value of the field is shown as text. */
  #values(j: number, u: number, images: readonly (Image | null)[]): Canonical[] {
    const { adapter, slots } = this.#kernel.systems[j]!
    return slots[u]!.map((slot) => {
      const raw = images[j]!.values[slot]!
      try {
        return adapter.fields[slot]!.decode(raw)
      } catch {
        return String(raw)
      }
    })
  }

  #note(key: KeyText, units: readonly number[], images: readonly (Image | null)[]): void {
    this.#records++
    const entry = firstDay(this.#kernel, this.#order, images)
    for (const u of units) {
      const { name, at } = this.#kernel.units[u]!
      const review = entry?.held?.[u]?.frozen === true
      const counted = this.#units.get(name) ?? { records: 0, reviews: 0 }
      this.#units.set(name, { records: counted.records + 1, reviews: counted.reviews + (review ? 1 : 0) })
      if (this.#examples.length >= listed) continue
      const values = this.#holders(u, images).map((j) => [this.#kernel.systems[j]!.name, this.#values(j, u, images)])
      const stands = entry?.live === true && !review ? at.map((f) => entry.g[f]!) : null
      this.#examples.push({ key, unit: name, values: Object.fromEntries(values), stands, review })
    }
  }

  told(): Pick<FlowMatch, 'equal' | 'differing'> {
    const differing = { records: this.#records, units: Object.fromEntries(this.#units), examples: this.#examples }
    return { equal: this.#equal, differing }
  }
}

/** The flow's own rules on a record that nobody has seen yet; null where a row of it cannot be read. */
function firstDay(kernel: Kernel, order: readonly number[], images: readonly (Image | null)[]): Entry | null {
  let entry = blank(kernel)
  for (const j of order) {
    const image = images[j]
    if (image === null || image === undefined) continue
    // Who is read first is read a page at a time, which tells no times.
    const { values, times } = image
    const seen = { present: true, values, died: false, death: 0, ...(times === undefined || entry.inc === 0 ? {} : { times }) }
    try {
      entry = settle(kernel, entry, j, seen, { at: null, change: 'first load', version: '', nextReview: 1, firstLoad: true }).entry
    } catch (error) {
      if (error instanceof ValueError) return null
      throw error
    }
  }
  return entry
}
