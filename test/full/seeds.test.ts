/** 11,000 seeds: five times those of a test run, and others. */
import { expect, test } from 'vitest'
import { landscape } from '../../generated/estate/index.ts'
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

/** Found by longer runs, and mended: in the product, or in what took it to be at fault. */
const found: Readonly<Record<string, readonly number[]>> = {
  'an answer': [300_039, 400_305, 500_587],
  'an answer, three systems': [500_468, 721_867],
  lastWriteWins: [400_286, 400_397, 400_525],
  'lastWriteWins, clocks apart': [400_335, 400_581],
  'lastWriteWins, clocks minutes apart': [400_023, 400_355],
  'lastWriteWins, three systems': [501_117],
  'delta, clocks minutes apart, three systems': [743_075],
  'delta, three systems': [804_072],
  merge: [400_488, 400_654],
  'partitioned, an update wins': [721_325],
  'blanks wipe nothing': [740_392, 740_786],
  'precedence of a group': [740_251],
  'precedence of a group, three systems': [721_612],
  'partitioned, foreign acts are reviewed': [803_496],
  renumbered: [1_704, 610_211, 610_351],
  'renumbered by two': [310_659, 1_001_831, 700_314, 701_752, 740_756],
  'renumbered, and made anew': [310_533, 620_070, 801_876],
  'renumbered, and referred to': [501_164, 610_352, 700_468, 743_652],
  'renumbered, and set back': [154, 741_727],
  'review, a system that alters values': [500_116, 500_326],
  'review, three systems': [5_060],
  'what differs on the first day is reviewed': [400_082, 500_528, 700_341, 701_699, 803_709],
  'work-orders': [400_074, 400_127, 721_578],
}

test.each(Object.entries(found))('%s, as it was found', async (name, seeds) => {
  for (const seed of seeds) expect((await simulate({ ...simulated[name]!, seed })).violations, `seed ${seed}`).toEqual([])
})

test('assets of the estate, as it was found', async () => {
  expect((await simulate({ landscape, flows: ['assets'], seed: 727 })).violations).toEqual([])
})
