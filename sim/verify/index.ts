/** Verification of a portfolio as it was generated: the real engine over simulated systems, seed after seed, until the budget is used up or something does not hold. */
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { tryLaws } from '../laws.ts'
import { roundTrip } from '../round-trip.ts'
import { simulate } from '../simulate.ts'
import type { Plant } from '../plant.ts'
import { allQuirks } from '../quirks.ts'
import type { Replay, Shrunk } from './shrink.ts'
import { quirksOf, shrink } from './shrink.ts'
import type { CoverageRow } from './table.ts'
import { coverageOf } from './table.ts'

export interface VerifyOptions {
  readonly landscape: GeneratedLandscape
  /** Names of flows; each is simulated by itself, with those that bring what it refers to. */
  readonly flows: readonly string[]
  /** Of each flow; default: as many as the time allows. */
  readonly seeds?: number
  /** Epoch ms at which it ends, between two runs. */
  readonly until?: number
  /** The first seed; the others follow. */
  readonly from: number
  readonly steps?: number
  /** A bug in the hub, or parts of the systems that are taken away: something must then not hold. */
  readonly plant?: Plant
  readonly progress?: (runs: number) => void
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

export interface FlowVerified {
  readonly flow: string
  readonly runs: number
  /** What users did, and what the hub wrote. */
  readonly acts: number
  readonly writes: number
  readonly broken: Broken | null
}

export interface Verified {
  readonly flows: readonly FlowVerified[]
  readonly runs: number
  readonly changes: number
  readonly ms: number
  readonly coverage: readonly CoverageRow[]
}

const defaultSteps = 30
/** Runs of a flow in which its mappings and policies are tried by themselves as well: what is drawn there is soon drawn again. */
const lawRuns = 40

/** A flow whose check fails is left at that; the others go on. */
export async function verify(options: VerifyOptions): Promise<Verified> {
  const { landscape, from, seeds = Infinity, until = Infinity } = options
  const started = performance.now()
  const met = new Map<string, number>()
  const flows = new Map(options.flows.map((flow) => [flow, { flow, runs: 0, acts: 0, writes: 0, broken: null as Broken | null }]))
  let runs = 0
  for (let n = 0; n < seeds; n++) {
    const going = [...flows.values()].filter(({ broken }) => broken === null)
    if (going.length === 0 || Date.now() >= until) break
    for (const state of going) {
      if (Date.now() >= until) break
      state.broken = await once(options, state, from + n, met)
      runs++
      options.progress?.(runs)
    }
  }
  const done = [...flows.values()]
  return {
    flows: done,
    runs,
    changes: done.reduce((sum, { acts, writes }) => sum + acts + writes, 0),
    ms: performance.now() - started,
    coverage: coverageOf(
      options.flows.map((name) => landscape.flows[name]!),
      met,
    ),
  }
}

async function once(
  { landscape, steps = defaultSteps, plant }: VerifyOptions,
  state: { readonly flow: string; runs: number; acts: number; writes: number },
  seed: number,
  met: Map<string, number>,
): Promise<Broken | null> {
  const { flow } = state
  const lawless = state.runs < lawRuns ? broken(landscape, flow, seed) : null
  if (lawless !== null) return lawless
  const base = { landscape, flows: [flow], ...(plant !== undefined && { plant }) }
  const run = await simulate({ ...base, seed, steps })
  state.runs++
  state.acts += run.acts
  state.writes += run.writes
  for (const [cell, count] of Object.entries(run.met)) met.set(cell, (met.get(cell) ?? 0) + count)
  const [first] = run.violations
  if (first === undefined) return null
  const start: Replay = { seed, steps, records: Infinity, quirks: allQuirks }
  const smallest = await shrink(base, start, first.check)
  const what = smallest.run.violations.filter(({ check }) => check === first.check).map((violation) => violation.what)
  return { flow, check: first.check, what, seed, smallest }
}

/** Mappings and policies by themselves, before they meet accidents. */
function broken(landscape: GeneratedLandscape, name: string, seed: number): Broken | null {
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

/** One run of one flow, as a failure says that it is repeated. */
export async function replay(landscape: GeneratedLandscape, flow: string, { seed, steps, records, quirks }: Replay): Promise<Shrunk> {
  const run = await simulate({ landscape, flows: [flow], seed, steps, records, quirks: quirksOf(quirks) })
  return { replay: { seed, steps, records, quirks }, run }
}
