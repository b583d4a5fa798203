/**
 * The drill: bugs are planted in the hub, one after the other, and the checks of `verify` are to notice each within the runs that `verify` makes anyway. What no
 * check notices would not be noticed either if it were no drill.
 */
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { simulate } from '../simulate.ts'
import type { AllTerms } from '../world.ts'
import type { Bug } from './bug.ts'
import { lifeBugs } from './life.ts'
import { memoryBugs } from './memory.ts'
import { policyBugs } from './policies.ts'
import { readingBugs } from './reading.ts'
import { valueBugs } from './values.ts'
import { writingBugs } from './writing.ts'

export const areas = {
  policies: policyBugs,
  'life of records': lifeBugs,
  reading: readingBugs,
  writing: writingBugs,
  ledger: memoryBugs,
  values: valueBugs,
} as const satisfies Readonly<Record<string, readonly Bug[]>>
export type Area = keyof typeof areas

export interface DrillOptions {
  readonly landscape: GeneratedLandscape
  /** Names of flows; each is simulated by itself, with those that bring what it refers to. */
  readonly flows: readonly string[]
  /** Runs of each flow. */
  readonly seeds: number
  /** The first seed; the others follow. */
  readonly from: number
  /** Names of bugs. Default: all. */
  readonly only?: readonly string[]
  readonly steps?: number
  readonly terms?: AllTerms
  readonly progress?: (done: number, bugs: number) => void
}

/** Of one bug. */
export interface Drilled extends Pick<Bug, 'name' | 'does'> {
  readonly area: Area
  readonly outcome: Outcome
}
export type Outcome =
  /** `seeds`: how many of the flow it took. */
  | {
      readonly is: 'caught'
      readonly by: string
      readonly what: string
      readonly flow: string
      readonly seed: number
      readonly seeds: number
    }
  | { readonly is: 'uncaught'; readonly flows: readonly string[]; readonly seeds: number }
  | { readonly is: 'notApplicable'; readonly why: string }

/** Seeds go round the flows in which a bug can show, so that it is caught where that takes the fewest. */
export async function drill(options: DrillOptions): Promise<readonly Drilled[]> {
  const { only, progress } = options
  const bugs = Object.entries(areas).flatMap(([area, some]) => some.map((bug) => ({ area: area as Area, bug })))
  const chosen = bugs.filter(({ bug }) => only === undefined || only.includes(bug.name))
  const out: Drilled[] = []
  for (const { area, bug } of chosen) {
    const { name, does } = bug
    out.push({ name, does, area, outcome: await tried(options, bug) })
    progress?.(out.length, chosen.length)
  }
  return out
}

async function tried(
  { landscape, flows, seeds, from, steps = 30, terms = {} }: DrillOptions,
  { needs, plant, often }: Bug,
): Promise<Outcome> {
  const some = flows.filter((name) => needs.met(landscape.flows[name]!))
  if (some.length === 0) return { is: 'notApplicable', why: `no flow has ${needs.what}` }
  for (let n = 0; n < seeds; n++) {
    for (const flow of some) {
      const seed = from + n
      const found = await firstViolation({ landscape, flows: [flow], seed, steps, terms, plant, quirks: often })
      // What does not hold without the bug either says nothing of it.
      const anyway = found === null ? null : await firstViolation({ landscape, flows: [flow], seed, steps, terms, quirks: often })
      if (found !== null && anyway === null) return { is: 'caught', by: found.check, what: found.what, flow, seed, seeds: n + 1 }
    }
  }
  return { is: 'uncaught', flows: some, seeds }
}

type Violation = Awaited<ReturnType<typeof simulate>>['violations'][number]

/** What fails on the way has been noticed, too. */
async function firstViolation(options: Parameters<typeof simulate>[0]): Promise<Violation | null> {
  try {
    return (await simulate(options)).violations[0] ?? null
  } catch (error) {
    return { check: 'nothing fails', what: error instanceof Error ? error.message : String(error) }
  }
}
