/** `verify --exhaustive` of the examples, to the end: states are counted, never time. */
import { expect, it } from 'vitest'
import { landscape as coOwned } from '../../generated/co-owned/index.ts'
import { landscape as workOrders } from '../../generated/work-orders/index.ts'
import { exhaust } from '../../sim/exhaustive/index.ts'

/** Only against a run that hangs. */
const timeout = 3_600_000

it.each([
  ['work-orders', workOrders],
  ['co-owned', coOwned],
])('everything that can happen to a record of %s ends well, and is explored to the end', { timeout }, (_, landscape) => {
  const { flows } = exhaust({ landscape, flows: Object.keys(landscape.flows), until: Infinity })
  expect(flows.map(({ flow, broken }) => [flow, broken])).toEqual(Object.keys(landscape.flows).map((flow) => [flow, null]))
  expect(flows.flatMap(({ scopes }) => scopes.filter(({ outcome }) => outcome !== 'closed').map(({ name }) => name))).toEqual([])
})
