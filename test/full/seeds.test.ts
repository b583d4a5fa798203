/** 11,000 seeds: five times those of a test run, and others. */
import { expect, test } from 'vitest'
import { simulate } from '../../sim/index.ts'
import { simulated } from '../sim/landscapes/index.ts'

const times = 5
const firstSeed = 100_001

/**
 * What is known and not mended, by scenario and seed (docs/simulator.md, "Known and open"). Each of these must still show it: who mends it takes it out of here.
 */
const open: Readonly<Record<string, readonly number[]>> = {
  'lastWriteWins, clocks apart': [100_013],
  renumbered: [100_054],
  'renumbered by two': [100_064],
}

test('they are 11,000', () => {
  expect(times * Object.values(simulated).reduce((sum, { seeds }) => sum + seeds, 0)).toBe(11_000)
})

test.each(Object.entries(simulated))('%s', async (name, scenario) => {
  const broken: string[] = []
  for (let seed = firstSeed; seed < firstSeed + times * scenario.seeds; seed++) {
    const { violations } = await simulate({ ...scenario, seed })
    const isOpen = open[name]?.includes(seed) === true
    if (isOpen && violations.length === 0) broken.push(`seed ${seed} shows nothing any more: it can be taken out of what is open`)
    if (!isOpen && violations.length > 0)
      broken.push(
        `npm run sim -- --seed ${seed} --scenario ${JSON.stringify(name)}\n    ${violations.map(({ check, what }) => `${check}: ${what}`).join('; ')}`,
      )
  }
  expect(broken).toEqual([])
})
