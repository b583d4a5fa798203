import { expect, it } from 'vitest'
import { z } from 'zod'
import { buildPlan } from '../../codegen/plan/build.ts'
import { data, type PortfolioData } from '../../dsl/data.ts'
import { field, landscape, record, sqlite, system, table } from '../../dsl/index.ts'

/** The order of flows, one a record in the order given, where each record refers to the others named. */
async function orderOf(references: Readonly<Record<string, readonly string[]>>): Promise<readonly string[]> {
  const refers = (to: string) => [`to${to}`, field.ref(to, z.string())] as const
  const records = Object.fromEntries(
    Object.entries(references).map(([name, to]) => [
      name,
      record({ key: 'id', fields: { id: z.string(), ...Object.fromEntries(to.map(refers)) } }),
    ]),
  )
  const holds = Object.fromEntries(Object.entries(records).map(([name, one]) => [name, table(one, name, { detect: 'outbox' })]))
  const at = (file: string) => system({ connector: sqlite({ file }), holds })
  const { flow, portfolio } = landscape({ name: 'x', records, systems: { A: at('a'), B: at('b') } })
  const all = portfolio(
    Object.fromEntries(Object.keys(references).map((name) => [name, flow(name).oneWay({ from: 'A', to: 'B' } as never)])) as never,
  )
  const plan = await buildPlan((all as unknown as { readonly [data]: PortfolioData })[data], { folder: import.meta.dirname })
  return plan.order
}

it.each([
  ['as declared where nothing is referred to', { b: [], a: [] }, ['b', 'a']],
  ['what is referred to first', { lines: ['orders'], orders: ['assets'], assets: [] }, ['assets', 'orders', 'lines']],
  ['a record that refers to itself where it was declared', { assets: ['assets'], other: [] }, ['assets', 'other']],
  ['a circle as declared', { a: ['b'], b: ['a'] }, ['a', 'b']],
  ['what refers to a circle after it', { lines: ['a'], a: ['b'], b: ['a'] }, ['a', 'b', 'lines']],
  ['what a circle refers to before it', { a: ['b'], b: ['a', 'sites'], sites: [] }, ['sites', 'a', 'b']],
] as const)('%s', async (_, references, order) => {
  expect(await orderOf(references)).toEqual(order)
})
