/**
 * The simulator in one thread, warm: changes (acts of users that a flow sees, and rows that the hub writes) of the estate's flows and of the landscapes of
 * `npm test`. What is told is the fastest of six rounds.
 *
 *   npm run bench -- simulator
 */
import { landscape } from '../generated/estate/index.ts'
import type { SimulationOptions } from '../sim/index.ts'
import { simulate } from '../sim/index.ts'
import { simulated } from '../test/sim/landscapes/index.ts'
import type { Spent } from './measure.ts'
import { Stopwatch, tell } from './measure.ts'

const rounds = 6
const estate = Object.keys(landscape.flows).map((flow) => ({ landscape, flows: [flow] }))

for (const [name, scenarios] of [
  ['flows of the estate', estate],
  ['landscapes of a test run', Object.values(simulated)],
] as const) {
  await changes(scenarios, 1)
  let best: { readonly made: number; readonly spent: Spent } | null = null
  for (let round = 0; round < rounds; round++) {
    const watch = new Stopwatch()
    const made = await watch.measure(async () => changes(scenarios, 9_000))
    if (best === null || watch.spent.processorMs / made < best.spent.processorMs / best.made) best = { made, spent: watch.spent }
  }
  tell(name, best!.made, best!.spent)
}

/** Four seeds of each. */
async function changes(scenarios: readonly Omit<SimulationOptions, 'seed'>[], from: number): Promise<number> {
  let made = 0
  for (const scenario of scenarios)
    for (let seed = from; seed < from + 4; seed++) {
      const { acts, writes } = await simulate({ ...scenario, seed })
      made += acts + writes
    }
  return made
}
