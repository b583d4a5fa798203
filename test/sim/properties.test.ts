/** The properties that generated tests run, over the example. */
import { describe, expect, it } from 'vitest'
import { landscape } from '../../generated/work-orders/index.ts'
import { stored, text } from '../../runtime/index.ts'
import { flowProperties } from '../../sim/index.ts'
import { made } from './landscapes/made.ts'

describe.each(Object.keys(landscape.flows))('%s', (flow) => {
  it.each(flowProperties(landscape, flow))('$name', { timeout: 60_000 }, async ({ check }) => expect(check()).resolves.toBeUndefined())
})

it('names checks and round trips', () => {
  const names = flowProperties(landscape, 'workOrders').map(({ name }) => name)
  expect(names).toContain('convergence')
  expect(names).toContain('mapping round trip at ERP')
})

it('a broken property says how to repeat it, by a command that picks just that test', async () => {
  const broken = made('broken', [{ name: 'things', systems: ['A', 'B'], units: [{ fields: { name: 'name' }, owner: 0 }] }])
  const flow = broken.flows['things']!
  const shortened = { decode: (raw: unknown) => raw, encode: (value: unknown) => String(value).slice(0, 3) }
  const fields = [stored({ field: 'name', column: 'name', param: 'name', type: text({ maxLength: 20 }), codec: shortened })]
  const adapters = Object.fromEntries(Object.entries(flow.adapters).map(([name, adapter]) => [name, { ...adapter, fields }]))
  const properties = flowProperties({ ...broken, flows: { things: { ...flow, adapters } } }, 'things')
  const names = properties.map(({ name }) => `flow things > ${name}`)
  const told: string[] = []
  for (const { name, check } of properties) {
    const said = await check().then(
      () => null,
      (error: Error) => error.message + String(error.cause),
    )
    const command = said === null ? null : /THALWEG_SEED ?= ?\d+;? npx vitest run -t "([^"]+)"/.exec(said)
    if (said === null) continue
    expect(names.filter((each) => new RegExp(command![1]!).test(each))).toEqual([`flow things > ${name}`])
    told.push(name)
  }
  expect(told).toContain('mapping round trip at A')
  expect(told.length).toBeGreaterThan(1)
})
