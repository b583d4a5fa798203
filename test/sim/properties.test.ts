/** The properties that generated tests run, over the example. */
import { describe, expect, it } from 'vitest'
import { landscape } from '../../generated/work-orders/index.ts'
import { flowProperties } from '../../sim/index.ts'

describe.each(Object.keys(landscape.flows))('%s', (flow) => {
  it.each(flowProperties(landscape, flow))('$name', { timeout: 60_000 }, async ({ check }) => expect(check()).resolves.toBeUndefined())
})

it('names checks and round trips', () => {
  const names = flowProperties(landscape, 'workOrders').map(({ name }) => name)
  expect(names).toContain('convergence')
  expect(names).toContain('mapping round trip at ERP')
})
