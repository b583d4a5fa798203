/** The properties that generated tests run, over the example. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { landscape as coOwned } from '../../generated/co-owned/index.ts'
import { landscape } from '../../generated/work-orders/index.ts'
import { stored, text } from '../../runtime/index.ts'
import { merge } from '../../runtime/policies/merge.ts'
import { flowProperties } from '../../sim/index.ts'
import { made } from './landscapes/made.ts'

const customers = coOwned.flows['customers']!

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

describe('THALWEG_SEED', () => {
  afterEach(() => void vi.unstubAllEnvs())
  const [first] = flowProperties(landscape, 'vendors')

  it('runs that one seed, the same each time', async () => {
    vi.stubEnv('THALWEG_SEED', '7')
    await expect(first!.check()).resolves.toBeUndefined()
  })

  it.each(['seven', '-1', '1.5', '99999999999'])('that is none is told: %s', async (given) => {
    vi.stubEnv('THALWEG_SEED', given)
    await expect(first!.check()).rejects.toThrow(`THALWEG_SEED is "${given}", and a seed is a whole number`)
  })
})

it('a law that does not hold is told with the command that repeats it, of its flow alone', async () => {
  const units = customers.settle.units.map((unit) =>
    unit.name === 'notes'
      ? {
          ...unit,
          policy: merge((_: unknown, values: readonly string[]) =>
            values.reduce((all, each) => (all.includes(each) ? all : (all + each).slice(0, 40))),
          ),
        }
      : unit,
  )
  const flow = { ...customers, settle: { ...customers.settle, units } }
  const property = flowProperties({ ...coOwned, flows: { customers: flow } }, 'customers').find(
    ({ name }) => name === 'edits of notes at once',
  )!
  await expect(property.check()).rejects.toThrow(
    /seed \d+: customers\.notes: .* in the order .*npx vitest run -t "flow customers.\+edits of notes at once"/,
  )
})
