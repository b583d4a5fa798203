/** What tries a mutant: seeds of the simulator and the small scopes of the model, each a step of its own. */
import { simulate } from '../../sim/simulate.ts'
import { explore } from '../../test/model/explore.ts'
import { scenarios } from '../../test/model/scenarios.ts'
import { startOf } from '../../test/model/start.ts'
import { simulated } from '../../test/sim/landscapes/index.ts'

export interface Step {
  readonly name: string
  /** @returns what does not hold; null: everything does */
  readonly run: () => Promise<string | null>
}

const seeds = 6
/** Scopes of the model that are larger than this are cut off there. */
const maxStates = 2_000

export function steps(): readonly Step[] {
  const runs = Array.from({ length: seeds }, (_, n) => Object.keys(simulated).map((name) => simulation(name, n + 1))).flat()
  return [...runs, ...scenarios.filter(({ quick }) => quick).map(exploration)]
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

function exploration({ config }: (typeof scenarios)[number]): Step {
  return { name: `model: ${config.name}`, run: async () => explore(config, startOf(config), { maxStates }).found?.why ?? null }
}
