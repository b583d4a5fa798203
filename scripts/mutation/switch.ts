/**
 * Which mutant is on. The mutated text asks `globalThis.mutant(n)` at each place that a mutant changes, and gives each condition to `globalThis.mutantsOf` with the
 * mutant that makes it always true and the one that makes it never so.
 */

/** What asks on and on does not come to an end: it gets no further than this. */
class Endless extends Error {}

const none = -1
let active = none
let left = Infinity
let asked = 0
let seen: Set<number> | null = null

Object.assign(globalThis, {
  mutantIsOn: isOn,
  mutant(n: number): boolean {
    seen?.add(n)
    return isOn(n)
  },
  mutantsOf(always: number, never: number, value: unknown): unknown {
    seen?.add(value ? never : always)
    return value
  },
})

function isOn(n: number): boolean {
  if (++asked > left) throw new Endless('does not come to an end')
  return n === active
}

export interface Observed {
  /** The mutants that something came to; those of conditions, where they would have changed what the condition is. */
  readonly reached: readonly number[]
  /** How often was asked: a measure of work that is the same on every machine. */
  readonly asked: number
}

/** From now on no mutant is on, and what is come to is observed. */
export function observe(): void {
  switchOff()
  seen = new Set()
}

/** From now on this mutant is on. @param usually how often is asked without: ten times as often is endless */
export function switchOn(mutant: number, usually: number): void {
  seen = null
  active = mutant
  asked = 0
  left = 10 * usually + 100_000
}

/** @returns what has been observed */
export function switchOff(): Observed {
  const observed = { reached: [...(seen ?? [])], asked }
  seen = null
  active = none
  asked = 0
  left = Infinity
  return observed
}
