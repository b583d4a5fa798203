/**
 * How the members of one part of a plan are compared: each has its comparison, or says why it has none. A member that comes to the plan has to be put into the
 * table of its part before anything compiles.
 */
import type { Position } from '../plan/schema.ts'
import type { Difference, Level } from './change.ts'
import type { Effect } from './held.ts'

/** Where a part stands, for the words and the place of its differences. */
export interface About {
  readonly at: Position
  /** As in ` of status at ERP`. */
  readonly of: string
  readonly system?: string
  readonly unit?: string
}

/** `place`: where something is written. `derived`: from other members, which are compared. `elsewhere`: along with something else. `unread`: the runtime never sees it. */
export type NotCompared = 'place' | 'derived' | 'elsewhere' | 'unread'
type Compare<T> = (before: T, after: T, about: About) => readonly Difference[]
export type Members<T> = { readonly [K in keyof Required<T>]: Compare<T[K]> | NotCompared }

/** @param placeOf where a member is written, where that is known */
export function differences<T extends object>(
  members: Members<T>,
  before: T,
  after: T,
  about: About,
  placeOf: (name: keyof T) => Position | undefined = () => undefined,
): readonly Difference[] {
  return (Object.keys(members) as (keyof T)[]).flatMap((name) => {
    const compare = members[name]
    return typeof compare === 'string' || said(before[name]) === said(after[name])
      ? []
      : compare(before[name], after[name], { ...about, at: placeOf(name) ?? about.at })
  })
}

/** One difference of a whole member. */
export function whole<T>(what: string, level: Level, effect: Effect, text: (value: T) => string = said): Compare<T> {
  return (before, after, about) => [differing({ what, level, effect }, text(before), text(after), about)]
}

export function differing(
  { what, level, effect }: Pick<Difference, 'what' | 'level' | 'effect'>,
  before: string,
  after: string,
  { at, of, system, unit }: About,
): Difference {
  return {
    level,
    ...(system !== undefined && { system }),
    ...(unit !== undefined && { unit }),
    what: `${what}${of}`,
    before,
    after,
    at,
    effect,
  }
}

/** Any value of a plan in one line, without where it is written, and whatever the order of its names: a plan that was read has another than one that was built. */
export function said(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return value
  // A call without words: that it is there is what it says.
  if (isPlace(value)) return 'said'
  return JSON.stringify(value, (_, inner: unknown) => (isPlace(inner) ? undefined : inOrder(inner))) ?? 'nothing'
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function isPlace(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'file' in value && 'line' in value && 'column' in value
}
