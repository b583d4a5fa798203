import { expect, it } from 'vitest'
import { z } from 'zod'
import { buildPlan } from '../../codegen/plan/build.ts'
import { data, type PortfolioData } from '../../dsl/data.ts'
import { landscape, record, sqlite, system, table, type Duration } from '../../dsl/index.ts'

/** One flow, and what can be changed about it. */
const standard = {
  length: 20,
  column: 'name',
  owner: 'A' as 'A' | 'B',
  againstUpdate: 'review' as 'review' | 'updateWins',
  foreignWrite: 'restore' as 'restore' | 'keep',
  where: {} as Readonly<Record<string, string>>,
  why: 'both hold assets',
  every: '1m' as Duration,
  lag: '1m' as Duration,
  file: 'a.sqlite',
  type: 'TEXT',
}

async function versionOf(change: Partial<typeof standard>): Promise<string> {
  const c = { ...standard, ...change }
  const assets = record({ key: 'tag', fields: { tag: z.string(), name: z.string().max(c.length), at: z.string() } })
  const A = system({
    connector: sqlite({ file: c.file }),
    columns: { A: { name: { type: c.type, nullable: true } } },
    holds: { assets: table(assets, 'a', { detect: 'outbox', columns: { name: c.column } }) },
  })
  const B = system({ connector: sqlite({ file: 'b' }), holds: { assets: table(assets, 'b', { detect: 'outbox' }) } })
  const { flow, portfolio } = landscape({ name: 'x', records: { assets }, systems: { A, B } })
  const put = portfolio({
    assets: flow('assets')
      .twoWay()
      .because(c.why)
      .owner('name', c.owner)
      .owner('at', 'A')
      .creates('A')
      .deletes('A', { againstUpdate: c.againstUpdate })
      .onForeignWrite(c.foreignWrite)
      .where(c.where, { whenRowLeaves: 'keep' })
      .every(c.every)
      .expect({ lag: c.lag }),
  })
  const plan = await buildPlan((put as unknown as { readonly [data]: PortfolioData })[data], { folder: import.meta.dirname })
  return plan.flows['assets']!.version
}

it('is 12 hex digits, the same for the same flow', async () => {
  expect(await versionOf({})).toMatch(/^[0-9a-f]{12}$/)
  expect(await versionOf({})).toBe(await versionOf({}))
})

it.each([
  ['what a field may hold', { length: 30 }],
  ['the column that stores it', { column: 'title' }],
  ['its writer', { owner: 'B' }],
  ['what a delete against an update leads to', { againstUpdate: 'updateWins' }],
  ['what a foreign write leads to', { foreignWrite: 'keep' }],
  ['which rows take part', { where: { name: 'x' } }],
  ['which rows take part, by a field called at', { where: { at: 'x' } }],
] as const)('changes with %s', async (_, change) => {
  expect(await versionOf(change)).not.toBe(await versionOf({}))
})

it.each([
  ['the reason', { why: 'because' }],
  ['the rhythm', { every: '5m' }],
  ['what is promised', { lag: '1h' }],
  ['the place of a system', { file: 'elsewhere.sqlite' }],
  ['what the database says of its columns', { type: 'VARCHAR(30)' }],
] as const)('stays with %s', async (_, change) => {
  expect(await versionOf(change)).toBe(await versionOf({}))
})
