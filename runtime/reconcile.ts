/**
 * Reconciliation: compares systems out of band, one flow at a time. Digests per bucket of the key are computed inside each system and moved; rows are read
 * only where digests differ. What differs is looked at again, so that a change in flight is not called drift, and classed with the ledger's help.
 */
import type { Engine } from './engine/engine.ts'
import type { FlowRun } from './engine/flow-run.ts'
import type { Entry } from './entry.ts'
import type { Kernel } from './kernel.ts'
import { leavesOthers, sameCanonical, sameRaw } from './kernel.ts'
import type { Bound, Image, Ledger } from './ports.ts'
import type { Canonical, KeyText, Raw } from './values.ts'

/** `missing` and `extra` are seen from the first system of the flow; the others say what the ledger can tell of a differing field. */
export type DriftClass = 'missing' | 'extra' | 'field' | 'inFlight' | 'foreignWrite' | 'lostWrite' | 'mapping'

export interface Difference {
  readonly key: KeyText
  /** The system that differs from the first system of the flow. */
  readonly system: string
  readonly class: DriftClass
  /** Field → the value in the first system, and in this one. Empty for missing and extra. */
  readonly fields: Readonly<Record<string, readonly [Canonical, Canonical]>>
}

export interface Comparison {
  readonly flow: string
  /** Rows by system; null where it did not answer. */
  readonly rows: Readonly<Record<string, number | null>>
  readonly buckets: number
  /** Rows read because their bucket's digests differed. */
  readonly read: number
  readonly differences: readonly Difference[]
  /** Differences beyond `most` are counted only. */
  readonly total: number
  /** Without what is in flight and what the ledger leaves apart on purpose (reported rows, kept foreign writes, open reviews). */
  readonly drift: number
}

/** About this many rows in a bucket: few enough that a differing one is cheap to read, enough that digests are cheap to move. */
const rowsPerBucket = 64

/** Rows of both systems together that are compared at once. */
const rowsHeld = 100_000

/** Suspects that are looked at again at once. */
const keysPerLook = 2_000

export interface ReconcileOptions {
  /** Differences listed; default 1,000. */
  readonly most?: number
  readonly progress?: (done: number, of: number) => void
}

export async function reconcile(engine: Engine, flowName: string, options: ReconcileOptions = {}): Promise<Comparison> {
  const run = await engine.flow(flowName)
  const { kernel } = run
  const rows: Record<string, number | null> = {}
  for (const [j, { name }] of kernel.systems.entries()) rows[name] = (await run.at(j, async (bound) => bound.count())) ?? null
  const most = Math.max(1, ...Object.values(rows).map((count) => count ?? 0))
  const buckets = Math.max(16, 2 ** Math.ceil(Math.log2(most / rowsPerBucket)))
  const differences: Difference[] = []
  let read = 0
  let total = 0
  let drift = 0
  for (let j = 1; j < kernel.systems.length; j++) {
    const first = await digests(run, 0, buckets, kernel.systems[j]!.name)
    const other = await digests(run, j, buckets, kernel.systems[0]!.name)
    if (first === null || other === null) continue
    const suspects = [...new Set([...first.keys(), ...other.keys()])].filter((bucket) => {
      const [a, b] = [first.get(bucket), other.get(bucket)]
      return a?.rows !== b?.rows || a?.digest !== b?.digest
    })
    let done = 0
    for (const some of portions(suspects, (bucket) => (first.get(bucket)?.rows ?? 0) + (other.get(bucket)?.rows ?? 0))) {
      const keys = await differing(run, j, buckets, some)
      read += keys.read
      for (let from = 0; from < keys.keys.length; from += keysPerLook) {
        for (const difference of await classify(run, engine.ledger, j, keys.keys.slice(from, from + keysPerLook))) {
          total++
          if (difference.counts) drift++
          if (differences.length < (options.most ?? 1_000)) differences.push(difference.difference)
        }
      }
      done += some.length
      options.progress?.(done, suspects.length)
    }
  }
  return { flow: flowName, rows, buckets, read, differences, total, drift }
}

/** The buckets, in portions that are read at once: each costs a scan of either system, and its rows are held in memory. */
export function portions(buckets: readonly number[], rows: (bucket: number) => number): number[][] {
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

/** What repair would be done for: shown first, and refused where it no longer fits. Brings the differing records in the owner's direction. */
export async function repair(engine: Engine, comparison: Comparison): Promise<{ readonly written: number; readonly failed: number }> {
  const keys = [...new Set(comparison.differences.filter(({ class: kind }) => kind !== 'inFlight').map(({ key }) => key))]
  const passed = await engine.relook(comparison.flow, keys, 'reconciliation')
  return { written: passed.written, failed: passed.failed }
}

/** Over the fields that both systems hold: what a third does not hold is compared as well. */
async function digests(run: FlowRun, j: number, buckets: number, peer: string) {
  return run.at(j, async (bound) => bound.digests(buckets, peer))
}

/** Keys whose shared fields differ between the first system and j, in some buckets. */
async function differing(run: FlowRun, j: number, buckets: number, wanted: readonly number[]): Promise<{ keys: KeyText[]; read: number }> {
  const mine = await bucketRows(run, 0, buckets, wanted)
  const others = await bucketRows(run, j, buckets, wanted)
  const keys: KeyText[] = []
  for (const [key, values] of mine) {
    const other = others.get(key)
    if (other === undefined || fieldsThatDiffer(run.kernel, j, values, other).length > 0) keys.push(key)
  }
  for (const key of others.keys()) if (!mine.has(key)) keys.push(key)
  return { keys, read: mine.size + others.size }
}

async function bucketRows(run: FlowRun, j: number, buckets: number, wanted: readonly number[]): Promise<Map<KeyText, readonly Raw[]>> {
  const rows = await run.at(j, async (bound: Bound) => bound.bucketRows(buckets, wanted))
  return new Map((rows ?? []).map(({ key, values }) => [key, values]))
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

/** Looks again at what seemed to differ, and says what it is. */
async function classify(
  run: FlowRun,
  ledger: Ledger,
  j: number,
  keys: readonly KeyText[],
): Promise<{ difference: Difference; counts: boolean }[]> {
  if (keys.length === 0) return []
  const mine = await run.look(0, keys)
  const others = await run.look(j, keys)
  if (mine === null || others === null) return []
  const entries = await ledger.read(run.name, keys)
  const system = run.kernel.systems[j]!.name
  const out: { difference: Difference; counts: boolean }[] = []
  for (const [i, key] of keys.entries()) {
    const [a, b, entry] = [mine[i]!, others[i]!, entries[i] ?? null]
    const differ = a.present && b.present ? fieldsThatDiffer(run.kernel, j, a.values, b.values) : []
    if (a.present === b.present && differ.length === 0) continue
    const fields = Object.fromEntries(differ.map(({ field, values }) => [field, values]))
    const known =
      entry === null
        ? null
        : byLedger(
            run.kernel,
            entry,
            j,
            a,
            b,
            differ.map(({ field }) => field),
          )
    const plain: DriftClass = !b.present ? 'missing' : !a.present ? 'extra' : 'field'
    out.push({ difference: { key, system, class: known?.class ?? plain, fields }, counts: known?.counts ?? true })
  }
  return out
}

/** What the ledger knows of a difference; null: nothing. */
function byLedger(
  kernel: Kernel,
  entry: Entry,
  j: number,
  a: Image,
  b: Image,
  fields: readonly string[],
): { class: DriftClass; counts: boolean } | null {
  const [first, other] = [entry.s[0]!, entry.s[j]!]
  if (first.pend !== null || other.pend !== null) return { class: 'inFlight', counts: false }
  const plain: DriftClass = !b.present ? 'missing' : !a.present ? 'extra' : 'field'
  const movedHere = moved(kernel, entry, 0, a)
  const movedThere = moved(kernel, entry, j, b)
  if (!movedHere && !movedThere) {
    const apart = first.apart !== 'no' || other.apart !== 'no'
    const held = entry.lifeHeld !== 0 || entry.held !== null
    const kept = fields.length > 0 && fields.every((field) => keptForeign(kernel, entry, j, field) || keptForeign(kernel, entry, 0, field))
    if (apart || held) return { class: plain, counts: false }
    if (kept) return { class: 'foreignWrite', counts: false }
    if (other.dirty !== null || first.dirty !== null) return { class: 'lostWrite', counts: true }
    return { class: fields.length > 0 ? 'mapping' : plain, counts: true }
  }
  if (fields.length === 0) return { class: plain, counts: true }
  const seesHere = kernel.systems[0]!.adapter.detect.kind !== 'none'
  const seesThere = kernel.systems[j]!.adapter.detect.kind !== 'none'
  if ((movedHere && !seesHere) || (movedThere && !seesThere)) return { class: 'foreignWrite', counts: true }
  return { class: 'field', counts: true }
}

/** Does the system hold something else than what was last seen there. */
function moved(kernel: Kernel, entry: Entry, j: number, image: Image): boolean {
  const s = entry.s[j]!
  if (s.present !== image.present) return true
  if (!s.present) return false
  const { adapter, field } = kernel.systems[j]!
  return image.values.some((raw, slot) => {
    const base = s.b !== null ? s.b[slot] : adapter.fields[slot]!.encode(entry.g[field[slot]!] ?? null)
    return !sameRaw(raw, base)
  })
}

/** A foreign write that the flow keeps (`keep`, `propose`, or where a blank wipes nothing): the base moved on, and the writer's value was not told again. */
function keptForeign(kernel: Kernel, entry: Entry, j: number, field: string): boolean {
  const u = kernel.units.findIndex((unit) => unit.fields.includes(field))
  const unit = kernel.units[u]
  const { d } = entry.s[j]!
  if (unit === undefined || unit.policy.writer === j) return false
  return leavesOthers(unit, entry.g) || (unit.foreignWrite !== 'restore' && (d === null || d[u] === entry.stamp[u]!.n))
}
