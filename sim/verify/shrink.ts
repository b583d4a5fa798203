/** Looks for the smallest run in which the same check fails: fewer records, fewer kinds of accidents, fewer steps. */
import type { Quirk } from '../quirks.ts'
import { allQuirks, rough } from '../quirks.ts'
import type { Simulated, SimulationOptions } from '../simulate.ts'
import { simulate } from '../simulate.ts'

/** One run, whole enough to be repeated. */
export interface Replay {
  readonly seed: number
  readonly steps: number
  readonly records: number
  readonly quirks: readonly Quirk[]
}

export interface Shrunk {
  readonly replay: Replay
  readonly run: Simulated
}

/** Other seeds that are tried for each thing left out: what is drawn from there on is something else. */
const seedsTried = 100
const fewSteps = 8

/** What a run of these accidents alone is simulated with. */
export function quirksOf(some: readonly Quirk[]): NonNullable<SimulationOptions['quirks']> {
  return Object.fromEntries(allQuirks.map((quirk) => [quirk, some.includes(quirk) ? rough[quirk] : 0]))
}

export async function shrink(base: Omit<SimulationOptions, 'seed'>, start: Replay, check: string): Promise<Shrunk> {
  const play = async ({ seed, steps, records, quirks }: Replay): Promise<Simulated> =>
    simulate({ ...base, seed, steps, records, quirks: quirksOf(quirks) })
  const fails = async (replay: Replay): Promise<Shrunk | null> => {
    const run = await play(replay)
    return run.violations.some((violation) => violation.check === check) ? { replay, run } : null
  }
  const near = async (replay: Replay): Promise<Shrunk | null> => {
    for (let i = 0; i < seedsTried; i++) {
      const found = await fails({ ...replay, seed: replay.seed + i })
      if (found !== null) return found
    }
    return null
  }
  let best: Shrunk = { replay: start, run: await play(start) }
  for (const records of [1, 2, 3]) {
    const fewer = records < best.replay.records ? await near({ ...best.replay, records }) : null
    if (fewer === null) continue
    best = fewer
    break
  }
  for (let before: Replay | null = null; before !== best.replay;) {
    before = best.replay
    for (const quirk of before.quirks)
      best = (await near({ ...best.replay, quirks: best.replay.quirks.filter((each) => each !== quirk) })) ?? best
    best = (await shorter(best)) ?? best
  }
  return best

  /** Few steps with other seeds, many with this one. */
  async function shorter({ replay }: Shrunk): Promise<Shrunk | null> {
    for (let steps = 1; steps < replay.steps; steps++) {
      const found = steps <= fewSteps ? await near({ ...replay, steps }) : await fails({ ...replay, steps })
      if (found !== null) return found
    }
    return null
  }
}
