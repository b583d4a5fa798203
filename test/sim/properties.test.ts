/** The properties that generated tests run, over the example. */
import { describe, expect, it } from 'vitest'
import { landscape } from '../../generated/work-orders/index.ts'
import { flowProperties } from '../../sim/index.ts'

describe.each(Object.keys(landscape.flows))('%s', (flow) => {
  for (const property of flowProperties(landscape, flow)) it(property.name, { timeout: property.timeoutMs }, async () => property.check())
})

it('names checks and round trips', () => {
  const names = flowProperties(landscape, 'workOrders').map(({ name }) => name)
  expect(names).toContain('convergence')
  expect(names).toContain('mapping round trip at ERP')
})
