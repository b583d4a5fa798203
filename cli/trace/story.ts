import type { Entry, SystemState } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { encodeAll, sameCanonical } from '../../runtime/kernel.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'

/** Whose a value is, and why. */
export interface UnitStory {
  readonly unit: string
  readonly values: Readonly<Record<string, Canonical>>
  readonly policy: string
  /** The only writer; null where every holder writes. */
  readonly writer: string | null
  readonly decision: number
  /** Null: decided by a person, as `change` says; or, without a change, taken as agreed. */
  readonly origin: string | null
  readonly change: string
  readonly at: number | null
  readonly flowVersion: string
  /** The number of an open review that holds it. */
  readonly review: number | null
  readonly held: readonly {
    readonly system: string
    readonly values: Readonly<Record<string, Canonical>>
    readonly told: boolean
    readonly same: boolean
  }[]
}

/** What is known of the record at one system beyond its values. */
export interface SystemStory {
  readonly system: string
  readonly present: boolean
  /** The system's own id of the row, where its binding names one and it was seen. */
  readonly ownId: string | null
  /** In words; null: nothing. */
  readonly note: string | null
}

export function unitStory(kernel: Kernel, entry: Entry, u: number): UnitStory {
  const unit = kernel.units[u]!
  const stamp = entry.stamp[u]!
  const values = named(
    unit.fields,
    unit.at.map((f) => entry.g[f] ?? null),
  )
  return {
    unit: unit.name,
    values,
    policy: unit.policy.kind,
    writer: unit.policy.writer === null ? null : kernel.systems[unit.policy.writer]!.name,
    decision: stamp.n,
    origin: stamp.origin < 0 ? null : kernel.systems[stamp.origin]!.name,
    change: stamp.change,
    at: stamp.at,
    flowVersion: stamp.version,
    review: entry.held?.[u]?.id ?? null,
    held: kernel.systems.flatMap(({ name, holds }, j) => {
      const s = entry.s[j]!
      if (!holds[u]! || !s.present) return []
      const there = knownAt(kernel, entry, j, u)
      return [
        {
          system: name,
          values: there,
          told: s.d === null || s.d[u] === stamp.n,
          same: unit.fields.every((field) => sameCanonical(there[field]!, values[field]!)),
        },
      ]
    }),
  }
}

/** What the system was last seen to hold, in the words of the record. */
function knownAt(kernel: Kernel, entry: Entry, j: number, u: number): Readonly<Record<string, Canonical>> {
  const { adapter, slots } = kernel.systems[j]!
  const base = entry.s[j]!.b ?? encodeAll(kernel, j, entry.g)
  return named(
    kernel.units[u]!.fields,
    slots[u]!.map((slot) => decoded(adapter.fields[slot]!.decode, base[slot] ?? null)),
  )
}

function decoded(decode: (raw: Raw) => Canonical, raw: Raw): Canonical {
  try {
    return decode(raw)
  } catch {
    return String(raw)
  }
}

function named(names: readonly string[], values: readonly Canonical[]): Readonly<Record<string, Canonical>> {
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]))
}

export function systemStory(kernel: Kernel, entry: Entry, j: number): SystemStory {
  const s = entry.s[j]!
  return { system: kernel.systems[j]!.name, present: s.present, ownId: s.id === null ? null : String(s.id), note: note(s) }
}

function note(s: SystemState): string | null {
  const parts = [s.present && s.key !== null ? `has it as ${s.key} still` : null, waits(s)].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join('; ')
}

function waits({ pend, dirty, apart }: SystemState): string | null {
  if (pend !== null) return `${pend.kind} by operation ${pend.op} is ${pend.doubtful ? 'doubtful: it may have landed' : 'on its way'}`
  if (dirty !== null) return `${dirty.dead ? 'in the dead letters' : 'waits'}: ${dirty.reason}, ${dirty.detail}`
  if (apart === 'reported') return 'its row was made by a system that may not create: reported, and left alone'
  if (apart === 'foreign') return 'its row was made by a system that may not create: it is to be removed'
  return null
}
