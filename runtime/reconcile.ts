/**
 * Reconciliation: compares systems out of band, one flow at a time. Digests per bucket of the key are computed inside each system and moved; rows are read
 * only where digests differ. What differs is looked at again, so that a change in flight is not called drift, and classed with the ledger's help.
 */
import type { DriftClass, Sighting } from './drift.ts'
import { moved, verdict } from './drift.ts'
import type { Capped } from './engine/delete-cap.ts'
import type { Engine } from './engine/engine.ts'
import type { FlowRun } from './engine/flow-run.ts'
import { unreferenced } from './engine/pairing.ts'
import type { Down } from './engine/reach.ts'
import type { Entry } from './entry.ts'
import type { Kernel } from './kernel.ts'
import { sameCanonical } from './kernel.ts'
import type { Both, Way } from './bucket-digests.ts'
import { isMostly, rowsIn, rowsOf, suspectsOf, ways } from './bucket-digests.ts'
import type { Image } from './ports.ts'
import type { Canonical, KeyText, Raw } from './values.ts'

export interface Difference {
  readonly key: KeyText
  /** The system that differs from the first system of the flow. */
  readonly system: string
  readonly class: DriftClass
  /** Is it drift; else it is on its way, or the ledger leaves it apart on purpose. */
  readonly counts: boolean
  /** Field → the value in the first system, and in this one; `key` where it was renumbered and one of them has it under another. Empty for missing and extra. */
  readonly fields: Readonly<Record<string, readonly [Canonical, Canonical]>>
}

export interface Comparison {
  readonly flow: string
  /** Rows by system; null where it did not answer, or is paused. */
  readonly rows: Readonly<Record<string, number | null>>
  /** Rows without a reference to any record, by system that has a column for it; null where it did not answer. No drift: they are in no record. */
  readonly unreferenced: Readonly<Record<string, number | null>>
  /** Systems that were not compared with the first one, since one of the two did not answer, or is paused. */
  readonly notCompared: readonly { readonly system: string; readonly why: string }[]
  readonly buckets: number
  /** Rows read because their bucket's digests differed. */
  readonly read: number
  readonly differences: readonly Difference[]
  /** Differences beyond `most` are counted only. */
  readonly total: number
  /** Records with a difference that is drift. */
  readonly drift: number
  /** Records that a look at every system can bring in the owner's direction, however many. */
  readonly repairable: readonly KeyText[]
}

/** About this many rows in a bucket: few enough that a differing one is cheap to read, enough that digests are cheap to move. */
const rowsPerBucket = 32

/** Rows of both systems together that are compared at once. */
const rowsAtOnce = 100_000

/** Suspects that are looked at again at once. */
const keysPerLook = 2_000

export interface ReconcileOptions {
  /** Differences listed; default 1,000. */
  readonly most?: number
  /** Rows of both systems together that are held in memory; default 100,000. */
  readonly rowsHeld?: number
  readonly progress?: (done: number, of: number) => void
}

export async function reconcile(engine: Engine, flowName: string, options: ReconcileOptions = {}): Promise<Comparison> {
  const run = await engine.flow(flowName)
  const { systems } = run.kernel
  const rows = new Map<number, number | null>()
  const count = async (j: number) => rows.set(j, await run.at(j, async (bound) => bound.count()))
  // As many as the ledger knows: to count them would be to read every system once more. Before a first sync it knows none.
  let { live: most } = await run.context.ledger.count(flowName)
  if (most === 0) {
    await Promise.all(systems.map(async (_, j) => count(j)))
    most = Math.max(...[...rows.values()].map((held) => held ?? 0))
  }
  const buckets = Math.max(16, 2 ** Math.ceil(Math.log2(Math.max(1, most) / rowsPerBucket)))
  const loose: Record<string, number | null> = {}
  for (const [j, { name, adapter }] of systems.entries())
    if (adapter.identity?.keepsOurs === true) loose[name] = (await unreferenced(run, j))?.length ?? null
  const found = new Found(options.most ?? 1_000)
  const notCompared: Comparison['notCompared'][number][] = []
  for (let j = 1; j < systems.length; j++) {
    if (await comparePair(run, j, buckets, rows, found, options)) continue
    notCompared.push({ system: systems[j]!.name, why: whyNot(engine, run, j) })
  }
  for (const j of systems.keys()) if (!rows.has(j)) await count(j)
  const named = Object.fromEntries(systems.map(({ name }, j) => [name, rows.get(j)!]))
  return { flow: flowName, rows: named, unreferenced: loose, notCompared, buckets, ...found.all() }
}

/** Why the first system and j were not compared. */
function whyNot(engine: Engine, { kernel, paused }: FlowRun, j: number): string {
  const pair = [0, j].map((k) => ({ name: kernel.systems[k]!.name, rests: paused[k]! }))
  const resting = pair.flatMap(({ name, rests }) => (rests ? [name] : []))
  if (resting.length > 0) return `${resting.join(' and ')} ${resting.length === 1 ? 'is' : 'are'} paused`
  const isOurs = ({ system, flows }: Down): boolean =>
    pair.some(({ name }) => name === system) && flows?.includes(kernel.flow.name) !== false
  const down = engine.down().find(isOurs)
  return down === undefined ? 'it did not answer' : `${down.system}: ${down.error.message}`
}

/** Gathers what is found, and keeps no more of it than is asked for. */
class Found {
  read = 0
  #total = 0
  readonly #most: number
  readonly #differences: Difference[] = []
  readonly #drift = new Set<KeyText>()
  readonly #repairable = new Set<KeyText>()

  constructor(most: number) {
    this.#most = most
  }

  add(difference: Difference): void {
    this.#total++
    if (this.#differences.length < this.#most) this.#differences.push(difference)
    if (!difference.counts) return
    this.#drift.add(difference.key)
    // Both systems hold what the ledger knows: a look finds nothing that could be settled.
    if (difference.class !== 'mapping') this.#repairable.add(difference.key)
  }

  all(): Pick<Comparison, 'read' | 'differences' | 'total' | 'drift' | 'repairable'> {
    const { read } = this
    return { read, differences: this.#differences, total: this.#total, drift: this.#drift.size, repairable: [...this.#repairable] }
  }
}

/** The first system and j. @param counted takes the rows of both @returns false where one of them did not answer */
async function comparePair(
  run: FlowRun,
  j: number,
  buckets: number,
  counted: Map<number, number | null>,
  found: Found,
  options: ReconcileOptions,
): Promise<boolean> {
  for (const way of ways) {
    const digests = await way.digests(run, j, buckets)
    if (digests === 'down') return false
    if (digests === null || (way.isHint && isMostly(digests))) continue
    counted.set(0, rowsOf(digests[0])).set(j, rowsOf(digests[1]))
    return compareSuspects(run, j, { buckets, digests, rows: way.rows }, found, options)
  }
  return false
}

interface Digested extends Pick<Way, 'rows'> {
  readonly buckets: number
  readonly digests: Both
}

async function compareSuspects(run: FlowRun, j: number, of: Digested, found: Found, options: ReconcileOptions): Promise<boolean> {
  const suspects = suspectsOf(of.digests)
  let done = 0
  for (const some of portions(suspects, (bucket) => rowsIn(of.digests, bucket), options.rowsHeld)) {
    const keys = await differing(run, j, of, some)
    if (keys === null) return false
    found.read += keys.read
    for (let from = 0; from < keys.keys.length; from += keysPerLook) {
      const differences = await differencesOf(run, j, keys.keys.slice(from, from + keysPerLook))
      if (differences === null) return false
      for (const difference of differences) found.add(difference)
    }
    done += some.length
    options.progress?.(done, suspects.length)
  }
  return true
}

/** The buckets, in portions that are read at once: each costs a scan of either system, and its rows are held in memory. */
export function portions(buckets: readonly number[], rows: (bucket: number) => number, rowsHeld = rowsAtOnce): number[][] {
  const out: number[][] = []
  let held = Infinity
  for (const bucket of buckets) {
    if (held + rows(bucket) > rowsHeld) {
      out.push([])
      held = 0
    }
    out.at(-1)!.push(bucket)
    held += rows(bucket)
  }
  return out
}

export interface Repaired {
  readonly written: number
  readonly failed: number
  /** Why deletes that the repair asks for wait. */
  readonly capped: Capped | null
}

/** Looks again at all that can be repaired, and brings it in the owner's direction as it is now. */
export async function repair(engine: Engine, comparison: Comparison): Promise<Repaired> {
  const { passed, capped } = await engine.relook(comparison.flow, comparison.repairable, 'reconciliation')
  return { written: passed.written, failed: passed.failed, capped }
}

/** Keys whose shared fields differ between the first system and j, in some buckets. */
async function differing(
  run: FlowRun,
  j: number,
  of: Digested,
  wanted: readonly number[],
): Promise<{ readonly keys: readonly KeyText[]; readonly read: number } | null> {
  const [mine, others] = await Promise.all([bucketRows(run, 0, of, wanted), bucketRows(run, j, of, wanted)])
  if (mine === null || others === null) return null
  const keys: KeyText[] = []
  for (const [key, values] of mine) {
    const other = others.get(key)
    if (other === undefined || fieldsThatDiffer(run.kernel, j, values, other).length > 0) keys.push(key)
  }
  for (const key of others.keys()) if (!mine.has(key)) keys.push(key)
  return { keys, read: mine.size + others.size }
}

async function bucketRows(
  run: FlowRun,
  j: number,
  { buckets, rows: rowsOfBuckets }: Digested,
  wanted: readonly number[],
): Promise<ReadonlyMap<KeyText, readonly Raw[]> | null> {
  const rows = await run.at(j, async (bound) => rowsOfBuckets(bound, buckets, wanted))
  if (rows === null) return null
  const records = await run.renumbering.recordsOf(
    j,
    rows.map(({ key }) => key),
  )
  return new Map(rows.map(({ values }, i) => [records[i]!, values]))
}

/** Fields that both hold, whose values differ after the declared normalisations of both. */
function fieldsThatDiffer(
  kernel: Kernel,
  j: number,
  mine: readonly Raw[],
  other: readonly Raw[],
): { field: string; values: readonly [Canonical, Canonical] }[] {
  const a = kernel.systems[0]!
  const b = kernel.systems[j]!
  const out: { field: string; values: readonly [Canonical, Canonical] }[] = []
  for (const [f, field] of kernel.flow.fields.entries()) {
    const [left, right] = [a.slot[f]!, b.slot[f]!]
    if (left < 0 || right < 0) continue
    const x = loosely(() => a.adapter.fields[left]!.decode(mine[left]!), mine[left]!)
    const y = loosely(() => b.adapter.fields[right]!.decode(other[right]!), other[right]!)
    if (sameCanonical(x, y)) continue
    const throughB = loosely(() => b.adapter.fields[right]!.decode(b.adapter.fields[right]!.encode(x)), mine[left]!)
    const throughA = loosely(() => a.adapter.fields[left]!.decode(a.adapter.fields[left]!.encode(y)), other[right]!)
    if (!sameCanonical(throughB, y) && !sameCanonical(x, throughA)) out.push({ field, values: [x, y] })
  }
  return out
}

function loosely(value: () => Canonical, raw: Raw): Canonical {
  try {
    return value()
  } catch {
    return String(raw)
  }
}

/**
 * What differs of what seemed to; null where a system does not answer any more. What would be drift is looked at twice: a change that came through while the one
 * system had been looked at and the other had not makes a difference that no second look finds.
 */
async function differencesOf(run: FlowRun, j: number, keys: readonly KeyText[]): Promise<readonly Difference[] | null> {
  const seen = await classify(run, j, keys)
  const doubted = (seen ?? []).flatMap(({ key, counts }) => (counts ? [key] : []))
  if (seen === null || doubted.length === 0) return seen
  const again = await classify(run, j, doubted)
  return again === null ? null : [...seen.filter(({ counts }) => !counts), ...again]
}

/** Looks at some records, and says what each difference is; null where a system does not answer any more. */
async function classify(run: FlowRun, j: number, keys: readonly KeyText[]): Promise<Difference[] | null> {
  const [mine, others] = await Promise.all([run.look(0, keys), run.look(j, keys)])
  if (mine === null || others === null) return null
  const entries = await run.context.ledger.read(run.name, keys)
  const [firstUnread, otherUnread] = await Promise.all([unread(run, 0, keys, entries, mine), unread(run, j, keys, entries, others)])
  if (firstUnread === null || otherUnread === null) return null
  const out: Difference[] = []
  for (const [i, key] of keys.entries()) {
    const [first, other] = [mine[i]!, others[i]!]
    if (first.unclear !== undefined || other.unclear !== undefined) continue
    const differ = first.present && other.present ? fieldsThatDiffer(run.kernel, j, first.values, other.values) : []
    const entry = entries[i] ?? null
    const keys = [0, j].map((k) => entry?.s[k]?.key ?? key)
    const renumbered = keys[0] !== keys[1]
    if (first.present === other.present && differ.length === 0 && !renumbered) continue
    const sighting: Sighting = {
      first,
      other,
      j,
      fields: differ.map(({ field }) => field),
      renumbered: renumbered && first.present && other.present,
      unread: { first: firstUnread.has(key), other: otherUnread.has(key) },
    }
    const fields = Object.fromEntries(differ.map(({ field, values }) => [field, values]))
    const named: Difference['fields'] = sighting.renumbered ? { key: [keys[0]!, keys[1]!], ...fields } : fields
    out.push({
      key,
      system: run.kernel.systems[j]!.name,
      ...verdict(entry === null ? run.kernel : run.ruling.kernel(key, entry), entry, sighting),
      fields: named,
    })
  }
  return out
}

/** Of the records that a system holds otherwise than the ledger knows: those with a change that the flow has not read yet. */
async function unread(
  run: FlowRun,
  j: number,
  keys: readonly KeyText[],
  entries: readonly (Entry | null)[],
  images: readonly Image[],
): Promise<ReadonlySet<KeyText> | null> {
  const strange = keys.filter((_, i) => {
    const entry = entries[i] ?? null
    return entry === null ? images[i]!.present : moved(run.kernel, entry, j, images[i]!)
  })
  return strange.length === 0 ? new Set() : run.unread(j, strange)
}
