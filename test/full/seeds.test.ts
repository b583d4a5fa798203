/** 11,000 seeds: five times those of a test run, and others. */
import { expect, test } from 'vitest'
import { simulate } from '../../sim/index.ts'
import { simulated } from '../sim/landscapes/index.ts'

const times = 5
const firstSeed = 100_001

test('they are 11,000', () => {
  expect(times * Object.values(simulated).reduce((sum, { seeds }) => sum + seeds, 0)).toBe(11_000)
})

test.each(Object.entries(simulated))('%s', async (name, scenario) => {
  const broken: string[] = []
  for (let seed = firstSeed; seed < firstSeed + times * scenario.seeds; seed++) {
    const { violations } = await simulate({ ...scenario, seed })
    if (violations.length > 0)
      broken.push(
        `npm run sim -- --seed ${seed} --scenario ${JSON.stringify(name)}\n    ${violations.map(({ check, what }) => `${check}: ${what}`).join('; ')}`,
      )
  }
  expect(broken).toEqual([])
})
