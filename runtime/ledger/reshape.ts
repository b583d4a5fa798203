/**
 * Entries that were written for a flow with other fields, in the shape of the flow as it is now. Units that the flow had before keep all that is known of
 * them. What a system holds of a unit that came to it is `UNCOMPARED` until its row is looked at; a unit that was put together otherwise counts as a new
 * one. Pure; fields and units are told by name.
 */
import type { Entry, Pending, Stamp, SystemState } from '../entry.ts'
import { UNCOMPARED } from '../entry.ts'
import type { Canonical, Raw } from '../values.ts'
import type { FlowShape } from './shape.ts'

/** From one shape of a flow to another. All indexes are those of the old shape; -1: it was not there. */
export interface Move {
  readonly from: FlowShape
  /** By system and slot of the old shape: the index of the field among its fields. */
  readonly slotsBefore: readonly (readonly number[])[]
  readonly fields: readonly number[]
  readonly units: readonly number[]
  /** By system: for each slot the old one. */
  readonly slots: readonly (readonly number[])[]
  /** By system and unit: the system holds it, and nothing is known of what is there. */
  readonly uncompared: readonly (readonly boolean[])[]
  /** By old unit: the new one. */
  readonly unitsNow: readonly number[]
  /** For people: units that have to be compared, and fields and units that are gone. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** null: other systems, so that entries of the one say nothing about the other. */
export function moveBetween(from: FlowShape, to: FlowShape): Move | null {
  if (from.systems.join('\n') !== to.systems.join('\n')) return null
  const units = to.units.map((unit) => from.units.indexOf(unit))
  const uncompared = to.systems.map((_, j) => to.units.map((unit, u) => holds(to, j, unit) && (units[u]! < 0 || !holds(from, j, unit))))
  const unknown = (unit: string) => to.systems.filter((_, j) => uncompared[j]![to.units.indexOf(unit)])
  const dropped = (unit: string) => from.systems.filter((_, j) => holds(from, j, unit) && !holds(to, j, unit))
  const added = to.units.flatMap((unit, u) => named(unit, units[u]! < 0 ? null : unknown(unit)))
  const removed = from.units.flatMap((unit) => named(unit, to.units.includes(unit) ? dropped(unit) : null))
  return {
    from,
    slotsBefore: from.held.map((held) => held.map((field) => from.fields.indexOf(field))),
    fields: to.fields.map((field) => from.fields.indexOf(field)),
    units,
    slots: to.held.map((held, j) => held.map((field) => from.held[j]!.indexOf(field))),
    uncompared,
    unitsNow: from.units.map((unit) => to.units.indexOf(unit)),
    added,
    removed: removed.filter((name) => !added.includes(name)),
  }
}

function holds({ held }: FlowShape, j: number, unit: string): boolean {
  return fieldsOf(unit).every((field) => held[j]!.includes(field))
}
function fieldsOf(unit: string): readonly string[] {
  return /\((.*)\)$/.exec(unit)?.[1]?.split(',') ?? [unit]
}
/** A unit for people; with the systems that it came to, or went from, where it is elsewhere too. */
function named(unit: string, systems: readonly string[] | null): string[] {
  const name = unitName(unit)
  return systems === null ? [name] : systems.map((system) => `${name} at ${system}`)
}
export function unitName(unit: string): string {
  return unit.replace(/\(.*\)$/, '')
}

/** Nobody has decided the unit yet. */
const undecided: Stamp = { n: 0, origin: -1, at: null, change: '', version: '' }

export function reshaped(entry: Entry, move: Move): Entry {
  const stamp = move.units.map((was) => (was < 0 ? undecided : entry.stamp[was]!))
  const held = entry.held === null ? null : move.units.map((was) => (was < 0 ? null : entry.held![was]!))
  return {
    ...entry,
    g: move.fields.map((was): Canonical => (was < 0 ? null : entry.g[was]!)),
    stamp,
    held: held === null || held.every((each) => each === null) ? null : held,
    swing: entry.swing === null || move.unitsNow[entry.swing.unit]! < 0 ? null : { ...entry.swing, unit: move.unitsNow[entry.swing.unit]! },
    s: entry.s.map((s, j) => systemOf(s, j, stamp, entry, move)),
  }
}

function systemOf(s: SystemState, j: number, stamp: readonly Stamp[], entry: Entry, move: Move): SystemState {
  return {
    ...s,
    b: baseOf(s.b, j, move),
    d: toldOf(s.d, s.present, j, stamp, entry, move),
    pend: s.pend === null ? null : pendingOf(s.pend, j, stamp, entry, move),
  }
}

function baseOf(b: readonly Raw[] | null, j: number, move: Move): readonly Raw[] | null {
  return b === null ? null : move.slots[j]!.map((was) => (was < 0 ? null : b[was]!))
}

/** @param present is there a row, of which something may be uncompared */
function toldOf(
  d: readonly number[] | null,
  present: boolean,
  j: number,
  stamp: readonly Stamp[],
  entry: Entry,
  { units, uncompared }: Move,
): readonly number[] | null {
  const open = present && uncompared[j]!.includes(true)
  if (d === null && !open) return null
  const before = d ?? entry.stamp.map(({ n }) => n)
  return units.map((was, u) => (open && uncompared[j]![u] ? UNCOMPARED : was < 0 ? stamp[u]!.n : before[was]!))
}

/** A write that was decided before, and that nobody knows to have landed: it names what it named, as far as that is still there. */
function pendingOf(pend: Pending, j: number, stamp: readonly Stamp[], entry: Entry, move: Move): Pending {
  const kept = pend.units.flatMap((was, i) => (move.unitsNow[was]! < 0 ? [] : [{ u: move.unitsNow[was]!, n: pend.n[i]! }]))
  const values: Raw[] = []
  if (pend.kind !== 'delete') {
    values.length = move.slots[j]!.length
    for (const [slot, was] of move.slots[j]!.entries()) {
      if (was >= 0 && was in pend.values) values[slot] = pend.values[was]!
      else if (pend.kind === 'insert') values[slot] = null
    }
  }
  const { b, d, dl, key } = pend.after
  return {
    ...pend,
    units: kept.map(({ u }) => u),
    n: kept.map(({ n }) => n),
    values,
    after: { b: baseOf(b, j, move), d: toldOf(d, pend.kind !== 'delete', j, stamp, entry, move), dl, key },
  }
}
