/** What generated convergence tests run: one property a check, over the flow as it was generated. */
import fc from 'fast-check'
import type { GeneratedFlow, GeneratedLandscape } from '../runtime/door.ts'
import { again } from './again.ts'
import { checks } from './check/index.ts'
import { tryLaws } from './laws.ts'
import { roundTrip } from './round-trip.ts'
import type { Moved } from './simulate.ts'
import { simulate } from './simulate.ts'

export interface FlowProperty {
  readonly name: string
  /** @throws Error with the seed that breaks it, and how to replay that */
  readonly check: () => Promise<void>
  /** Milliseconds within which it ends on a slow machine. */
  readonly timeoutMs: number
}

/** Simulations of a flow. What all of them cost is what the tests of an estate cost: they are to be run before each commit. */
const runs = 20
/** Draws of values for a mapping; each tries a hundred. */
const draws = 10
/** Where drawing begins unless THALWEG_SEED says otherwise: the same in every run, so that a test fails for a change and not by chance. */
const firstSeed = 20_260_105
const lastSeed = 2 ** 31 - 1

/**
 * @param flow by value or by name
 * @returns properties to run, each by itself: convergence, life, audit, own columns, no echo, idempotence, edits at once of
 * each field that several systems write, and every mapping's round trip.
 * A property fails, too, where nothing could be simulated. THALWEG_SEED in the environment runs that one seed.
 */
export function flowProperties(landscape: GeneratedLandscape, flow: GeneratedFlow | string): readonly FlowProperty[] {
  const name = typeof flow === 'string' ? flow : flow.name
  const names = ['comes to rest', ...checks.map((check) => check.name)]
  const properties = names.map((check) => ({
    name: check,
    timeoutMs: 60_000,
    check: async () => simulated(landscape, name, check),
  }))
  const adapters = Object.values(landscape.flows[name]?.adapters ?? {})
  const shared = landscape.flows[name]?.settle.units.filter(({ policy }) => policy.writer === null) ?? []
  return [
    ...properties,
    ...shared.map((unit) => ({
      name: `edits of ${unit.name} at once`,
      timeoutMs: 60_000,
      check: async () => lawful(landscape, name, unit.name),
    })),
    ...adapters.map((adapter) => ({
      name: `mapping round trip at ${adapter.system}`,
      timeoutMs: 60_000,
      check: async () => {
        await over(draws, async (seed) => told(seed, name, `round trip at ${adapter.system}`, () => roundTrip(adapter, seed)))
      },
    })),
  ]
}

async function simulated(landscape: GeneratedLandscape, flow: string, check: string): Promise<void> {
  const sum = { rows: 0, edits: 0, writes: 0 }
  const seeds = await over(runs, async (seed) => {
    const moved = await held(landscape, flow, seed, check)
    for (const what of ['rows', 'edits', 'writes'] as const) sum[what] += moved[what]
  })
  // One seed alone may be a quiet one.
  if (seeds === 1) return
  for (const [what, count] of Object.entries(sum))
    if (count === 0)
      throw new Error(`nothing was simulated: in ${seeds} runs of flow ${flow} there were no ${what}, so "${check}" says nothing`)
}

async function lawful(landscape: GeneratedLandscape, flow: string, unit: string): Promise<void> {
  let tried = 0
  const seeds = await over(runs, async (seed) =>
    told(seed, flow, `edits of ${unit} at once`, () => {
      const { broken, tried: more } = tryLaws(landscape.flows[flow]!, unit, seed)
      tried += more
      if (broken !== null) throw new Error(broken)
    }),
  )
  if (tried === 0 && seeds > 1)
    throw new Error(`nothing was tried: in ${seeds} draws no value that edits of ${flow}.${unit} lead to can be stored`)
}

/** What a seed breaks is said with the way to repeat it. */
function told(seed: number, flow: string, property: string, run: () => void): void {
  try {
    run()
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).message}. Replay it: ${again(seed, `flow ${flow}`, property)}`, { cause: error })
  }
}

/** @returns how many seeds it was tried with */
async function over(numRuns: number, property: (seed: number) => Promise<void>): Promise<number> {
  const given = seedGiven()
  if (given !== null) {
    await property(given)
    return 1
  }
  for (const seed of fc.sample(fc.integer({ min: 0, max: lastSeed }), { seed: firstSeed, numRuns })) await property(seed)
  return numRuns
}

function seedGiven(): number | null {
  const given = process.env['THALWEG_SEED'] ?? ''
  if (given === '') return null
  const seed = Number(given)
  if (!/^\d+$/.test(given) || seed > lastSeed)
    throw new Error(`THALWEG_SEED is "${given}", and a seed is a whole number up to ${lastSeed}: give the one that a failed test has told`)
  return seed
}

/** The same seed gives the same run, whichever check asks. */
const known = new WeakMap<GeneratedLandscape, Map<string, ReturnType<typeof simulate>>>()

async function held(landscape: GeneratedLandscape, flow: string, seed: number, check: string): Promise<Moved> {
  let done = known.get(landscape)
  if (done === undefined) known.set(landscape, (done = new Map()))
  const name = `${flow} ${seed}`
  let run = done.get(name)
  if (run === undefined) done.set(name, (run = simulate({ landscape, flows: [flow], seed, steps: 25 })))
  const { violations, timeline, moved } = await run
  const broken = violations.filter((violation) => violation.check === check)
  if (broken.length === 0) return moved[flow]!
  throw new Error(
    [
      `seed ${seed}: ${broken.map(({ what }) => what).join('; ')}`,
      ...timeline.map((line) => `  ${line}`),
      `Replay it: ${again(seed, `flow ${flow}`, check)}`,
    ].join('\n'),
  )
}
