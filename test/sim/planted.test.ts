/** The checks are worth something only if they notice what is taken away: each part, within a few hundred seeds. */
import { expect, test } from 'vitest'
import type { SimulationOptions } from '../../sim/index.ts'
import { simulate } from '../../sim/index.ts'
import { simulated } from './landscapes/index.ts'

type Part = NonNullable<SimulationOptions['without']>[number]
const planted: { readonly [P in Part]: string } = {
  condition: 'partitioned',
  operationMark: 'partitioned',
  void: 'partitioned',
  insertIsInsert: 'partitioned',
}

test.each(Object.entries(planted))('without %s something does not hold', { timeout: 60_000 }, async (part, name) => {
  const found = new Set<string>()
  for (let seed = 1; seed <= 400 && found.size === 0; seed++) {
    // Late landing is rare: often enough here that the loss of its repair shows soon.
    const { violations } = await simulate({ ...simulated[name]!, seed, quirks: { lateLanding: 0.2 }, without: [part as Part] })
    for (const { check } of violations) found.add(check)
  }
  expect([...found]).not.toEqual([])
})
