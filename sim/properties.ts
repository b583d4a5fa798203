/** What generated convergence tests run: one property a check, over the flow as it was generated. */
import fc from 'fast-check'
import type { Adapter, GeneratedFlow, GeneratedLandscape } from '../runtime/door.ts'
import { checks } from './check/index.ts'
import { Random } from './random.ts'
import { typed } from './sample.ts'
import { simulate } from './simulate.ts'

export interface FlowProperty {
  readonly name: string
  /** @throws Error with the seed that breaks it, and how to replay that */
  readonly check: () => Promise<void>
  /** Milliseconds within which it ends on a slow machine. */
  readonly timeoutMs: number
}

const runs = 40
const values = 200
/** Where drawing begins unless THALWEG_SEED says otherwise: the same in every run, so that a test fails for a change and not by chance. */
const firstSeed = 20_260_105

/**
 * @param flow by value or by name
 * @returns properties to run, each by itself: convergence, life, audit, own columns, no echo, idempotence, and every mapping's round trip.
 * THALWEG_SEED in the environment runs that one seed.
 */
export function flowProperties(landscape: GeneratedLandscape, flow: GeneratedFlow | string): readonly FlowProperty[] {
  const name = typeof flow === 'string' ? flow : flow.name
  const names = ['comes to rest', ...checks.map((check) => check.name)]
  const properties = names.map((check) => ({
    name: check,
    timeoutMs: 60_000,
    check: async () => over(async (seed) => held(landscape, name, seed, check)),
  }))
  const adapters = Object.values(landscape.flows[name]?.adapters ?? {})
  return [
    ...properties,
    ...adapters.map((adapter) => ({
      name: `mapping round trip at ${adapter.system}`,
      timeoutMs: 60_000,
      check: async () => over(async (seed) => roundTrip(adapter, seed)),
    })),
  ]
}

async function over(property: (seed: number) => Promise<void>): Promise<void> {
  const given = process.env['THALWEG_SEED']
  if (given !== undefined && given !== '') return property(Number(given))
  await fc.assert(fc.asyncProperty(fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 })), property), {
    seed: firstSeed,
    numRuns: runs,
    endOnFailure: true,
  })
}

/** The same seed gives the same run, whichever check asks. */
const known = new WeakMap<GeneratedLandscape, Map<string, ReturnType<typeof simulate>>>()

async function held(landscape: GeneratedLandscape, flow: string, seed: number, check: string): Promise<void> {
  let done = known.get(landscape)
  if (done === undefined) known.set(landscape, (done = new Map()))
  const run = `${flow} ${seed}`
  let simulated = done.get(run)
  if (simulated === undefined) done.set(run, (simulated = simulate({ landscape, flows: [flow], seed, steps: 25 })))
  const { violations, timeline } = await simulated
  const broken = violations.filter((violation) => violation.check === check)
  if (broken.length === 0) return
  throw new Error(
    [
      `seed ${seed}: ${broken.map(({ what }) => what).join('; ')}`,
      ...timeline.map((line) => `  ${line}`),
      `Replay it: THALWEG_SEED=${seed} npx vitest run -t ${JSON.stringify(check)}`,
    ].join('\n'),
  )
}

/** What a mapping stores it reads back; and what it reads back it stores again as it was. */
async function roundTrip(adapter: Adapter, seed: number): Promise<void> {
  const random = new Random(seed)
  for (let n = 0; n < values / runs; n++) {
    for (const mapping of adapter.fields) {
      const value = typed([mapping], random)
      if (value === null) continue
      const stored = mapping.encode(value.value)
      const read = mapping.decode(stored)
      const again = mapping.encode(read)
      const exact = mapping.stores.length > 0 || JSON.stringify(read) === JSON.stringify(value.value)
      if (exact && Object.is(JSON.stringify(again), JSON.stringify(stored))) continue
      throw new Error(
        `seed ${seed}: ${adapter.system} stores ${mapping.field}=${JSON.stringify(value.value)} as ${String(stored)}, and reads ${JSON.stringify(read)}. Replay it: THALWEG_SEED=${seed} npx vitest run -t "round trip"`,
      )
    }
  }
}
