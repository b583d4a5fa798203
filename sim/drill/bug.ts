/** A bug that the drill plants in the hub: one seam, and the flows in which it can show. */
import type { GeneratedFlow } from '../../runtime/door.ts'
import type { Plant } from '../plant.ts'
import type { Quirks } from '../quirks.ts'

export interface Bug {
  /** The seam in a few words. */
  readonly name: string
  /** What goes wrong for users where it is in. */
  readonly does: string
  readonly needs: Need
  readonly plant: Plant
  /** Accidents that are rare, and that it shows by: as often as this. */
  readonly often: Partial<Quirks>
}

/** What a flow must have for a bug to show. */
export interface Need {
  /** As in "no flow has …". */
  readonly what: string
  readonly met: (flow: GeneratedFlow) => boolean
}

/** The same but for one member. */
export function without<T extends object, K extends keyof T>(whole: T, name: K): Omit<T, K> {
  const { [name]: _, ...rest } = whole
  return rest
}

export function bug(name: string, does: string, needs: Need, plant: Plant, often: Partial<Quirks> = {}): Bug {
  return { name, does, needs, plant, often }
}
