/** One run of one flow: its mappings and policies by themselves, then the simulation. What does not hold is shrunk. */
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { tryLaws } from '../laws.ts'
import type { Plant } from '../plant.ts'
import { allQuirks } from '../quirks.ts'
import { roundTrip } from '../round-trip.ts'
import { simulate } from '../simulate.ts'
import type { Replay, Shrunk } from './shrink.ts'
import { shrink } from './shrink.ts'

/** How a run is made, whichever it is. Without a plant it can be told to another thread. */
export interface Manner {
  readonly steps: number
  /** A bug in the hub, or parts of the systems that are taken away: something must then not hold. */
  readonly plant?: Plant
}
/** Which run. */
export interface RunOf {
  readonly flow: string
  readonly seed: number
  /** Are its mappings and policies tried by themselves as well. */
  readonly laws: boolean
}

/** What does not hold in a flow. */
export interface Broken {
  readonly flow: string
  readonly check: string
  readonly what: readonly string[]
  /** The seed in which it was found first. */
  readonly seed: number
  /** The smallest run that breaks it; null: it is a law of a policy or a mapping, and no run. */
  readonly smallest: Shrunk | null
}

export interface Outcome {
  /** A law was broken before, so nothing was simulated. */
  readonly simulated: boolean
  readonly acts: number
  readonly writes: number
  readonly met: Readonly<Record<string, number>>
  readonly broken: Broken | null
}

export async function runOnce(landscape: GeneratedLandscape, { steps, plant }: Manner, { flow, seed, laws }: RunOf): Promise<Outcome> {
  const lawless = laws ? brokenLaw(landscape, flow, seed) : null
  if (lawless !== null) return { simulated: false, acts: 0, writes: 0, met: {}, broken: lawless }
  const base = { landscape, flows: [flow], ...(plant !== undefined && { plant }) }
  const { acts, writes, met, violations } = await simulate({ ...base, seed, steps })
  const [first] = violations
  const found = { simulated: true, acts, writes, met }
  if (first === undefined) return { ...found, broken: null }
  const start: Replay = { seed, steps, records: Infinity, quirks: allQuirks }
  const smallest = await shrink(base, start, first.check)
  const what = smallest.run.violations.filter(({ check }) => check === first.check).map((violation) => violation.what)
  return { ...found, broken: { flow, check: first.check, what, seed, smallest } }
}

/** Mappings and policies by themselves, before they meet accidents. */
function brokenLaw(landscape: GeneratedLandscape, name: string, seed: number): Broken | null {
  const flow = landscape.flows[name]!
  const found = (check: string, what: string): Broken => ({ flow: name, check, what: [what], seed, smallest: null })
  for (const adapter of Object.values(flow.adapters)) {
    try {
      roundTrip(adapter, seed)
    } catch (error) {
      return found(`mapping round trip at ${adapter.system}`, (error as Error).message)
    }
  }
  for (const { name: unit, policy } of flow.settle.units) {
    if (policy.writer !== null) continue
    const law = tryLaws(flow, unit, seed)
    if (law.broken !== null) return found(`edits of ${unit} at once`, law.broken)
  }
  return null
}
