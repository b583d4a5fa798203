/**
 * Rows that a system has without a reference to any record, where it has a column for one: which of them are records that others hold. A row and a record are
 * a pair where the fields that the flow names for it have equal values, and neither has another partner; the row then gets the record's key, and no second row
 * is made. A row that has a reference is never asked, and neither is a record that the system holds already.
 *
 * What the systems hold is read once in a pass, and only when a record is to be made where there are such rows.
 */
import type { Kernel } from '../kernel.ts'
import { stable } from '../kernel.ts'
import type { Image, PageRow, Unreferenced } from '../ports.ts'
import type { Canonical, KeyText } from '../values.ts'
import { ValueError } from '../values.ts'
import { linking } from '../plan.ts'
import type { FlowRun } from './flow-run.ts'
import type { Hindrance, Working } from './record.ts'

/** What there is to make of the rows of one system that have no reference. */
export interface Pairs {
  /** By record. */
  readonly pairs: ReadonlyMap<KeyText, Unreferenced>
  /** Rows and records that are alike, and more of them on one side than there can be pairs. */
  readonly ambiguous: readonly Ambiguous[]
  /** Rows that are like no record. */
  readonly alone: readonly Unreferenced[]
}
export interface Ambiguous {
  /** Of the fields by which they are alike. */
  readonly values: readonly Canonical[]
  readonly rows: readonly Unreferenced[]
  readonly keys: readonly KeyText[]
}

const rowsAtOnce = 5_000

export class Pairing {
  readonly #run: FlowRun
  /** By system; absent: not read in this pass yet. Null: a system did not answer. */
  readonly #known = new Map<number, Pairs | null>()

  constructor(run: FlowRun) {
    this.#run = run
  }

  /** Rows may have come and gone. */
  forget(): void {
    this.#known.clear()
  }

  /** Has system j rows that could be paired. */
  #possible(j: number): boolean {
    const { kernel } = this.#run
    return kernel.match.length > 0 && kernel.systems[j]!.adapter.writes.includes('link')
  }

  /** Of records that are to be made: those that are paired get their row's id instead; of the others it is told which cannot be told apart. */
  async link(j: number, records: readonly Working[]): Promise<ReadonlyMap<KeyText, Hindrance>> {
    const { kernel } = this.#run
    const made = this.#possible(j) ? records.filter(({ entry }) => entry.s[j]!.pend!.kind === 'insert') : []
    if (made.length === 0) return new Map()
    const pairs = await this.pairsOf(j)
    const unclear = new Map<KeyText, Hindrance>()
    for (const record of made) {
      const row = pairs?.pairs.get(record.key)
      const detail = row === undefined ? unclearAt(pairs, kernel.systems[j]!.name, record.key) : null
      if (row !== undefined) record.entry = linking(kernel, record.entry, j, row)
      else if (detail !== null) unclear.set(record.key, { reason: 'ambiguous', detail, quiet: false })
    }
    return unclear
  }

  async pairsOf(j: number): Promise<Pairs | null> {
    let known = this.#known.get(j)
    if (known === undefined) this.#known.set(j, (known = await this.#read(j)))
    return known
  }

  async #read(j: number): Promise<Pairs | null> {
    const rows = await unreferenced(this.#run, j)
    if (rows === null) return null
    const { kernel } = this.#run
    const byText = Map.groupBy(rows, ({ values }) => matchText(kernel, j, values))
    const keys = await this.#alike(j, byText)
    if (keys === null) return null
    const pairs = new Map<KeyText, Unreferenced>()
    const ambiguous: Ambiguous[] = []
    const alone: Unreferenced[] = []
    for (const [text, some] of byText) {
      const records = text === null ? [] : [...(keys.get(text) ?? [])]
      if (records.length === 0) alone.push(...some)
      else if (records.length === 1 && some.length === 1) pairs.set(records[0]!, some[0]!)
      else ambiguous.push({ values: valuesOf(kernel, j, some[0]!.values)!, rows: some, keys: records })
    }
    return { pairs, ambiguous, alone }
  }

  /** The records that have these values where they are named, and no row at system j; null where one does not answer. */
  async #alike(j: number, wanted: ReadonlyMap<string | null, unknown>): Promise<ReadonlyMap<string, ReadonlySet<KeyText>> | null> {
    const { kernel } = this.#run
    const found = new Map<string, Set<KeyText>>()
    if (![...wanted.keys()].some((text) => text !== null)) return found
    for (const k of namers(kernel, j)) {
      const rows = await this.#keyed(k, (values) => wanted.has(matchText(kernel, k, values)))
      if (rows === null) return null
      for (const { key, values } of rows) {
        const text = matchText(kernel, k, values)
        if (text === null) continue
        const keys = found.get(text)
        if (keys === undefined) found.set(text, new Set([key]))
        else keys.add(key)
      }
    }
    const all = [...new Set([...found.values()].flatMap((keys) => [...keys]))]
    const images = await this.#look(j, all)
    if (images === null) return null
    const held = new Set(all.filter((_, i) => images[i]!.present))
    for (const keys of found.values()) for (const key of keys) if (held.has(key)) keys.delete(key)
    return found
  }

  /** Rows with a key, as far as they are asked for, by the records whose rows they are. */
  async #keyed(k: number, want: (values: PageRow['values']) => boolean): Promise<PageRow[] | null> {
    const out: PageRow[] = []
    for (let after: KeyText | null = null; ;) {
      const rows: readonly PageRow[] | null = await this.#run.at(k, async (bound) => bound.page(after, rowsAtOnce))
      if (rows === null) return null
      const some = rows.filter(({ values, invalid }) => invalid === undefined && want(values))
      const records = await this.#run.renumbering.recordsOf(
        k,
        some.map(({ key }) => key),
      )
      out.push(...some.map((row, i) => ({ ...row, key: records[i]! })))
      if (rows.length < rowsAtOnce) return out
      after = rows.at(-1)!.key
    }
  }

  async #look(j: number, keys: readonly KeyText[]): Promise<readonly Image[] | null> {
    const out: Image[] = []
    for (let from = 0; from < keys.length; from += rowsAtOnce) {
      const images = await this.#run.look(j, keys.slice(from, from + rowsAtOnce))
      if (images === null) return null
      out.push(...images)
    }
    return out
  }
}

/** All rows of system j without a reference; null where it does not answer. */
export async function unreferenced(run: FlowRun, j: number): Promise<Unreferenced[] | null> {
  const out: Unreferenced[] = []
  for (;;) {
    const after = out.at(-1)?.id ?? null
    const rows = await run.at(j, async (bound) => bound.unreferenced?.(after, rowsAtOnce) ?? [])
    if (rows === null) return null
    out.push(...rows)
    if (rows.length < rowsAtOnce) return out
  }
}

/** Systems whose rows are the records: those that create them, as far as they hold what rows are paired by; else whoever holds it. */
function namers(kernel: Kernel, j: number): readonly number[] {
  const others = [...kernel.systems.keys()].filter((k) => k !== j && holdsMatch(kernel, k))
  const creating = others.filter((k) => kernel.life.creates.includes(k))
  return creating.length > 0 ? creating : others
}

function holdsMatch(kernel: Kernel, j: number): boolean {
  return kernel.match.every((f) => kernel.systems[j]!.slot[f]! >= 0)
}

/** The values by which rows are paired; null where one is blank, or no value of its field: that is like nothing. */
function valuesOf(kernel: Kernel, j: number, values: PageRow['values']): readonly Canonical[] | null {
  const { adapter, slot } = kernel.systems[j]!
  try {
    if (kernel.match.length === 0) return null
    const out = kernel.match.map((f) => adapter.fields[slot[f]!]!.decode(values[slot[f]!]!))
    return out.some((value) => value === null || value === '') ? null : out
  } catch (error) {
    if (error instanceof ValueError) return null
    throw error
  }
}

function matchText(kernel: Kernel, j: number, values: PageRow['values']): string | null {
  const of = valuesOf(kernel, j, values)
  return of === null ? null : stable(of)
}

/** Why it cannot be told whether a system has a record already; null where it can. */
function unclearAt(pairs: Pairs | null, system: string, key: KeyText): string | null {
  if (pairs === null) return `whether ${system} has it already in a row without its key can be told when all systems answer`
  const found = pairs.ambiguous.find(({ keys }) => keys.includes(key))
  if (found === undefined) return null
  const rows = found.rows.map(({ id }) => String(id)).join(', ')
  const several = found.rows.length === 1 ? 'row' : 'rows'
  return `${found.keys.join(', ')} and the ${system} ${several} ${rows} without a key are alike: write the key into the row that it is`
}
