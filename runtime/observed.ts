/**
 * What was seen that led to something, as far as the audit's rows do not say it anyway. With it the audit holds every edit that was decided about: what it was, what
 * it was made on, and when; so it can be asked what other policies would have made of it.
 *
 * An edit on top of the newest decision, which is what nearly all of them are, needs its commit time and no more: the rows tell the rest.
 */
import { Draft } from './draft.ts'
import type { Entry } from './entry.ts'
import type { Kernel } from './kernel.ts'
import { sameCanonical } from './kernel.ts'
import type { Image } from './ports.ts'
import type { Cause, Settled } from './settle.ts'
import { bornAnew } from './settle.ts'
import type { Canonical } from './values.ts'
import { ValueError } from './values.ts'

/** As the first row of what one image led to keeps it, under `seen`. */
export interface Observed {
  /** Index of the system whose row it was. */
  readonly j: number
  /** Commit time of the change at the system, epoch ms; absent: it gave none. */
  readonly at?: number
  /** By unit: where the system tells the times of fields, and another one than `at`. */
  readonly times?: Readonly<Record<string, number | null>>
  /** Absent: a row that was there and is there, or one that created the record. */
  readonly row?: 'new' | 'gone' | 'left' | 'anew'
  /** By unit: the decision that the row was known to stand for, where that was not the newest. */
  readonly on?: Readonly<Record<string, number>>
  /** The same of the record's life. */
  readonly life?: number
  /** By unit: what was entered, where no row of the audit tells it. */
  readonly values?: Readonly<Record<string, readonly Canonical[]>>
  /** It was there before anybody looked. */
  readonly first?: true
  /** Nobody could tell what it was made on. */
  readonly doubtful?: true
}

export interface Sighting {
  /** The entry before it. */
  readonly from: Entry
  readonly j: number
  readonly image: Image
  readonly cause: Cause
  readonly settled: Settled
}

export function observed(kernel: Kernel, sighting: Sighting): Observed {
  const { from, j, image, cause, settled } = sighting
  const time = cause.at === null ? {} : { at: cause.at }
  const [first] = settled.events
  const born = first?.kind === 'created' && first.system === j && settled.events.length === 1 && !bornAnew(from.s[j]!, image)
  if (born && image.times === undefined) return { j, ...time }
  const draft = new Draft(kernel, from, cause)
  const row = rowOf(sighting)
  return {
    j,
    ...time,
    ...some('times', timesOf(draft, sighting)),
    ...(row === null || born ? {} : { row }),
    ...some('on', untold(draft, from, j)),
    ...(from.s[j]!.dl === from.ln || born ? {} : { life: from.s[j]!.dl }),
    ...(image.present && !born ? some('values', untoldValues(draft, sighting)) : {}),
    ...(cause.firstLoad === true && !born ? { first: true } : {}),
    ...(cause.doubtful === true ? { doubtful: true } : {}),
  }
}

function rowOf({ from, j, image }: Sighting): Exclude<Observed['row'], undefined> | null {
  if (!image.present) return image.left === true ? 'left' : 'gone'
  if (bornAnew(from.s[j]!, image)) return 'anew'
  return from.s[j]!.present ? null : 'new'
}

function timesOf(draft: Draft, { j, image, cause }: Sighting): Record<string, number | null> {
  if (image.times === undefined || !image.present) return {}
  const { units, systems } = draft.kernel
  const told = systems[j]!.units.map((u) => [units[u]!.name, draft.timeOf(j, u, image)] as const)
  return Object.fromEntries(told.filter(([, at]) => at !== cause.at))
}

function untold({ kernel, e }: Draft, from: Entry, j: number): Record<string, number> {
  const { d } = from.s[j]!
  if (d === null) return {}
  const older = kernel.systems[j]!.units.filter((u) => d[u] !== e.stamp[u]!.n)
  return Object.fromEntries(older.map((u) => [kernel.units[u]!.name, d[u]!]))
}

function untoldValues(draft: Draft, sighting: Sighting): Record<string, readonly Canonical[]> {
  const { from, j, image } = sighting
  const { kernel } = draft
  const was = from.s[j]!.present && !bornAnew(from.s[j]!, image)
  const units = was ? draft.changed(j, image.values) : kernel.systems[j]!.units
  const out: Record<string, readonly Canonical[]> = {}
  for (const u of units) {
    if (!was && from.live && draft.equalsDecided(j, u, image.values)) continue
    const x = decodedOf(draft, u, sighting)
    if (x !== null && !told(kernel, u, x, sighting)) out[kernel.units[u]!.name] = x
  }
  return out
}

/** What is no value of the field the audit keeps as text, and nobody can enter it again. */
function decodedOf(draft: Draft, u: number, { j, image }: Sighting): readonly Canonical[] | null {
  try {
    return draft.decode(j, u, image.values)
  } catch (error) {
    if (error instanceof ValueError) return null
    throw error
  }
}

/** Do the rows of the audit tell that this was entered: as what lost, or else as what was decided. */
function told(kernel: Kernel, u: number, x: readonly Canonical[], { j, settled: { entry, events } }: Sighting): boolean {
  const same = (values: readonly Canonical[]) => values.every((value, i) => sameCanonical(value, x[i]!))
  const lost = events.findLast((event) => event.kind === 'conflict' && event.system === j && event.unit === u && event.lost !== null)
  if (lost?.kind === 'conflict') return same(lost.lost!)
  const decides = events.some(
    (event) => (event.kind === 'created' && event.system === j) || (event.kind === 'decided' && event.system === j && event.unit === u),
  )
  return decides && same(kernel.units[u]!.at.map((f) => entry.g[f]!))
}

function some<K extends string, T extends object>(name: K, what: T): Partial<Record<K, T>> {
  return Object.keys(what).length === 0 ? {} : ({ [name]: what } as Record<K, T>)
}
