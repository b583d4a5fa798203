/** `verify --exhaustive` of the examples: states are counted, never time. */
import { expect, it } from 'vitest'
import { landscape as coOwned } from '../../generated/co-owned/index.ts'
import { landscape as workOrders } from '../../generated/work-orders/index.ts'
import { exhaust } from '../../sim/exhaustive/index.ts'

/** More than any scope of one unit needs; differences that add up go further. */
const maxStates = 200_000
/** Only against a run that hangs. */
const timeout = 3_600_000

it.each([
  ['work-orders', workOrders],
  ['co-owned', coOwned],
])('everything that can happen to a record of %s ends well, and each unit is explored to the end', { timeout }, (_, landscape) => {
  const { flows } = exhaust({ landscape, flows: Object.keys(landscape.flows), until: Infinity, maxStates })
  expect(flows.map(({ flow, broken }) => [flow, broken])).toEqual(Object.keys(landscape.flows).map((flow) => [flow, null]))
  const adds = (flow: string, unit: string) =>
    landscape.flows[flow]!.settle.units.some(({ name, policy }) => name === unit && policy.kind === 'delta')
  const left = flows.flatMap(({ flow, scopes }) =>
    scopes.filter(({ outcome, units }) => outcome !== 'closed' && units.length === 1 && !adds(flow, units[0]!)).map(({ name }) => name),
  )
  expect(left).toEqual([])
})
