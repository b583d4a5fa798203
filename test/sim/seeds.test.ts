/** 2,200 seeds in every test run. A seed that fails prints the command that replays it. */
import { describe, expect, test } from 'vitest'
import { simulate } from '../../sim/index.ts'
import { simulated } from './landscapes/index.ts'

const firstSeed = 1

test('the seeds of a test run are 2,200', () => {
  expect(Object.values(simulated).reduce((sum, { seeds }) => sum + seeds, 0)).toBe(2_200)
})

describe('systems that are edited, and a hub that fails at any moment, end agreed', () => {
  test.each(Object.entries(simulated).map(([name, scenario]) => ({ name, scenario })))(
    '$name',
    { timeout: 120_000 },
    async ({ name, scenario }) => {
      const broken: string[] = []
      let acts = 0
      let writes = 0
      let contested = 0
      for (let seed = firstSeed; seed < firstSeed + scenario.seeds; seed++) {
        const result = await simulate({ ...scenario, seed })
        acts += result.acts
        writes += result.writes
        for (const [what, times] of Object.entries(result.foretold)) if (what.endsWith('contested')) contested += times
        if (result.violations.length > 0)
          broken.push(
            `npm run sim -- --seed ${seed} --scenario ${JSON.stringify(name)}\n    ${result.violations.map(({ check, what }) => `${check}: ${what}`).join('; ')}`,
          )
      }
      expect(broken).toEqual([])
      expect(acts).toBeGreaterThan(5 * scenario.seeds)
      expect(writes).toBeGreaterThan(scenario.seeds)
      // An oracle that never says anything is none.
      expect(contested).toBeGreaterThanOrEqual(scenario.terms === undefined ? 0 : scenario.seeds / 4)
    },
  )
})

test('a seed gives the same run each time', async () => {
  const scenario = simulated['partitioned']!
  const [one, two] = [await simulate({ ...scenario, seed: 7 }), await simulate({ ...scenario, seed: 7 })]
  expect(one).toEqual(two)
  expect(one.timeline).not.toEqual((await simulate({ ...scenario, seed: 8 })).timeline)
})
