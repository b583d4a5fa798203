/** Verification of a portfolio as it was generated: the real engine over simulated systems, seed after seed, until the budget is used up or something does not hold. */
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { simulate } from '../simulate.ts'
import type { Plant } from '../plant.ts'
import { Dealt } from './dealt.ts'
import type { Broken } from './run-once.ts'
import { runOnce } from './run-once.ts'
import type { Replay, Shrunk } from './shrink.ts'
import { quirksOf } from './shrink.ts'
import type { CoverageRow } from './table.ts'
import { coverageOf } from './table.ts'
import { onThreads, threadsFor } from './threads.ts'

export interface VerifyOptions {
  readonly landscape: GeneratedLandscape
  /** URL of the module that exports the landscape, where runs may be spread over the processors. What comes out is the same. */
  readonly module?: string
  /** Default: as many as the processors allow, and the number of runs is worth. */
  readonly threads?: number
  /** Names of flows; each is simulated by itself, with those that bring what it refers to. */
  readonly flows: readonly string[]
  /** Of each flow; default: as many as the time allows. */
  readonly seeds?: number
  /** Epoch ms at which it ends, between two runs. */
  readonly until?: number
  /** The first seed; the others follow. */
  readonly from: number
  readonly steps?: number
  /** A bug in the hub, or parts of the systems that are taken away: something must then not hold. It stays in this thread. */
  readonly plant?: Plant
  readonly progress?: (runs: number) => void
}

export type { Broken } from './run-once.ts'

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

/** A flow whose check fails is left at that; the others go on. */
export async function verify(options: VerifyOptions): Promise<Verified> {
  const { landscape, module, flows, from, seeds = Infinity, until = Infinity, steps = defaultSteps, plant, progress } = options
  const started = performance.now()
  const dealt = new Dealt(flows, { from, seeds, until })
  const threads = module === undefined || plant !== undefined ? 1 : (options.threads ?? threadsFor(flows.length * seeds))
  const here = async (run: Parameters<typeof runOnce>[2]) => runOnce(landscape, { steps, ...(plant !== undefined && { plant }) }, run)
  if (module === undefined || threads === 1) {
    for (let run = dealt.next(); run !== null; run = dealt.next()) {
      dealt.take(run, await here(run))
      progress?.(dealt.taken)
    }
  } else {
    const failed = await onThreads(
      { threads, module, steps },
      () => dealt.next(),
      (run, outcome) => {
        dealt.take(run, outcome)
        progress?.(dealt.taken)
      },
    )
    // What fails on another thread fails here as well, and is told as it would have been.
    if (failed !== null) {
      await here(failed.run)
      throw failed.error
    }
  }
  const { done, runs, met } = dealt
  return {
    flows: done,
    runs,
    changes: done.reduce((sum, { acts, writes }) => sum + acts + writes, 0),
    ms: performance.now() - started,
    coverage: coverageOf(
      flows.map((name) => landscape.flows[name]!),
      met,
    ),
  }
}

/** One run of one flow, as a failure says that it is repeated. */
export async function replay(landscape: GeneratedLandscape, flow: string, { seed, steps, records, quirks }: Replay): Promise<Shrunk> {
  const run = await simulate({ landscape, flows: [flow], seed, steps, records, quirks: quirksOf(quirks) })
  return { replay: { seed, steps, records, quirks }, run }
}
