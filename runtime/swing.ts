/**
 * Two programs that each rewrite what the other has written, one in capitals and one in small letters, make an honest edit on top of every decision, for ever. What
 * tells them from users is that a field of several writers goes round in a few values, each system changing what another has decided, time after time within minutes.
 * Nothing of it is kept of a record that rests: what an edit finds decided long ago starts nothing.
 */
import type { Stamp, Swing } from './entry.ts'
import { stable } from './kernel.ts'
import type { Canonical } from './values.ts'

/** Longer than this between two turns, and the one has nothing to do with the other. */
const withinMs = 900_000
/** Values that a field goes round in. */
const most = 4

/** System `j` has changed what was decided of a unit. */
export interface Turn {
  readonly unit: number
  readonly j: number
  readonly was: readonly Canonical[]
  readonly is: readonly Canonical[]
  /** Of what was decided. */
  readonly stamp: Stamp
  /** The hub's clock. */
  readonly now: number
}

export function swung(swing: Swing | null, turn: Turn): Swing | null {
  const { unit, j, is, stamp, now } = turn
  const goesOn = swing !== null && now - swing.at <= withinMs
  // One unit is watched at a time: programs that rewrite several go round in each.
  if (goesOn && swing.unit !== unit) return swing.times > 0 || swing.at === now ? swing : started(turn)
  if (stamp.origin === j || stamp.origin < 0) return null
  if (!goesOn) return started(turn)
  const value = digest(is)
  const systems = swing.systems.includes(j) ? swing.systems : [...swing.systems, j]
  if (swing.values.includes(value)) return { ...swing, systems, times: swing.times + 1, at: now }
  return { unit, systems, values: [...swing.values, value].slice(-most), times: 0, at: now }
}

function started({ unit, j, was, is, stamp, now }: Turn): Swing | null {
  if (stamp.origin === j || stamp.origin < 0 || stamp.at === null || now - stamp.at > withinMs) return null
  return { unit, systems: [stamp.origin, j], values: [digest(was), digest(is)], times: 0, at: now }
}

/** 32 bits of FNV-1a over the canonical text. */
function digest(values: readonly Canonical[]): number {
  let hash = 0x811c9dc5
  for (const character of values.map(stable).join('\n')) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193)
  return hash >>> 0
}
