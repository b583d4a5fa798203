/** What tries a mutant first: seeds of the simulator and the small scopes of the model, each a step of its own. */
import type { Config } from '../../sim/exhaustive/state.ts'
import { explore } from '../../sim/exhaustive/explore.ts'
import { startOf } from '../../sim/exhaustive/start.ts'
import { simulate } from '../../sim/simulate.ts'
import { scenarios } from '../../test/model/scenarios.ts'
import { simulated } from '../../test/sim/landscapes/index.ts'

export interface Step {
  readonly name: string
  /** @returns what does not hold; null: everything does */
  readonly run: () => Promise<string | null>
}

const seeds = 3
/** Of each scenario of the model what closes soon: so many edits, one accident. */
const smaller = { edits: 2, faults: 1, reviews: 1 }
/** Scopes that are larger than this all the same are cut off there. */
const maxStates = 1_500

/** First one seed of each landscape, then the scopes, then the other seeds. */
export function steps(): readonly Step[] {
  const runs = (seed: number) => Object.keys(simulated).map((name) => simulation(name, seed))
  const others = Array.from({ length: seeds - 1 }, (_, n) => runs(n + 2)).flat()
  return [...runs(1), ...scopes().map(exploration), ...others]
}

/** What differs in nothing but what is made smaller here is explored once. */
function scopes(): readonly Config[] {
  const once = new Map<string, Config>()
  for (const { config } of scenarios.filter(({ config: { lag } }) => !lag)) {
    const { kernel, name: _, ...rest } = config
    const small = {
      edits: Math.min(config.edits, smaller.edits),
      faults: Math.min(config.faults, smaller.faults),
      reviews: Math.min(config.reviews, smaller.reviews),
    }
    const what = JSON.stringify([{ ...rest, ...small }, kernel.life, kernel.units], (__, value: unknown) =>
      value instanceof Set ? [...value] : value,
    )
    if (!once.has(what)) once.set(what, { ...config, ...small })
  }
  return [...once.values()]
}

function simulation(scenario: string, seed: number): Step {
  return {
    name: `seed ${seed} of ${scenario}`,
    run: async () => {
      const [first] = (await simulate({ ...simulated[scenario]!, seed })).violations
      return first === undefined ? null : first.check
    },
  }
}

function exploration(config: Config): Step {
  return {
    name: `model: ${config.name}`,
    run: () => Promise.resolve(explore(config, startOf(config), { maxStates }).found?.why ?? null),
  }
}
