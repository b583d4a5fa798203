/**
 * Takes parts of the protocol away, one at a time, from outside of the product: by changing what settle gives or gets. Parts of the target and of the order
 * of effects are taken away in `target.ts` and `hub.ts`.
 */
import type { Entry, SystemState } from '../../runtime/entry.ts'
import { LOST_CREATION, TOLD_AGAIN } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { encodeAll } from '../../runtime/kernel.ts'
import type { Image } from '../../runtime/ports.ts'
import type { Config, Part, Row, State } from './state.ts'
import { seenRow } from './state.ts'

type Damage = (config: Config, before: Entry, after: Entry, k: number, j: number) => SystemState

/** What becomes of system k's state after an image of system j was absorbed. */
const damages: Partial<Record<Part, Damage>> = {
  toldAgain: (_, __, after, k) => {
    const s = after.s[k]!
    return { ...s, dl: s.dl === TOLD_AGAIN ? after.ln : s.dl, d: s.d?.map((n, u) => (n === TOLD_AGAIN ? after.stamp[u]!.n : n)) ?? null }
  },
  decisionPerSystem: (config, _, after, k) => {
    const s = after.s[k]!
    if (!s.present || !after.live) return s
    const encoded = encodeAll(config.kernel, k, after.g)
    return {
      ...s,
      d: config.kernel.units.map((unit, u) => (unit.at.every((f) => (s.b ?? encoded)[f] === encoded[f]) ? after.stamp[u]!.n : TOLD_AGAIN)),
    }
  },
  basePerSystem: (_, __, after, k, j) => (k === j ? after.s[k]! : { ...after.s[k]!, b: null }),
  lifePerSystem: (_, __, after, k) => ({ ...after.s[k]!, dl: after.ln }),
  lostCreation: (_, __, after, k) => (after.s[k]!.dl === LOST_CREATION ? { ...after.s[k]!, dl: after.ln } : after.s[k]!),
  foreignApart: (_, __, after, k) => (after.s[k]!.apart === 'foreign' ? { ...after.s[k]!, apart: 'no' } : after.s[k]!),
  leftApart: (_, __, after, k) => (after.s[k]!.apart === 'left' ? { ...after.s[k]!, apart: 'no' } : after.s[k]!),
  keptApart: (_, __, after, k) => (after.s[k]!.apart === 'reported' ? { ...after.s[k]!, apart: 'no', dl: 0 } : after.s[k]!),
  entryTold: (_, before, after, k, j) =>
    before.live || !after.live || k === j ? after.s[k]! : { ...after.s[k]!, apart: 'no', dl: after.ln, d: null },
  reportedApart: (_, before, after, k) =>
    before.s[k]!.apart === 'reported' && after.live && !before.live ? { ...before.s[k]!, apart: 'no', dl: after.ln } : after.s[k]!,
}

/** The kernel as settle or plan gets it: blanks wipe what others hold. */
export function damagedKernel(config: Config, part: 'blankPlanned' | 'blankSettled'): Kernel {
  const { kernel, without } = config
  return without.has(part) ? { ...kernel, units: kernel.units.map((unit) => ({ ...unit, keepWhenBlank: false })) } : kernel
}

/** A row as the hub sees it. */
export function seenAs(config: Config, j: number, row: Row): Row {
  return config.without.has('leaving') ? row : seenRow(config, j, row)
}

export function damage(config: Config, before: Entry, after: Entry, j: number): Entry {
  let entry = after
  for (const part of config.without) {
    const change = damages[part]
    if (change !== undefined) entry = { ...entry, s: entry.s.map((_, k) => change(config, before, entry, k, j)) }
  }
  return entry
}

/** The entry as settle gets it. */
export function damagedBefore(config: Config, entry: Entry, j: number, image: Image): Entry {
  const damaged = config.without.has('decisionNumber') ? image.present : config.without.has('deleteSawFields') && !image.present
  if (!damaged) return entry
  return { ...entry, s: entry.s.map((s, k) => (k === j ? { ...s, d: null } : s)) }
}

/** Without the look, hints carry images: each is taken as it was when it was made, in the order of its system. */
export function damagedImage(
  S: State,
  config: Config,
  j: number,
  image: Image,
): { readonly image: Image; readonly row: Row; readonly upTo: number } {
  const system = S.s[j]!
  const next = config.without.has('lookNotCarried') ? system.log.find((each) => each.seq > S.pos[j]!) : undefined
  if (next === undefined) return { image, row: seenAs(config, j, system.row), upTo: system.seq }
  const { row } = next
  return {
    image: { present: row.cells !== null, values: row.cells?.map((cell) => cell.v) ?? [], died: false, death: 0 },
    row,
    upTo: next.seq,
  }
}
