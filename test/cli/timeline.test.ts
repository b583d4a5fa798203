/** What is told of a conflict is what the engine does: the cases of every policy are played, and each sentence of the policy table is held against its play. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Played } from '../../cli/timeline/acts.ts'
import { playUnit } from '../../cli/timeline/play.ts'
import { readPlan } from '../../codegen/plan/json.ts'
import type { Plan, PlanFlow, PlanUnit } from '../../codegen/plan/schema.ts'
import { asTold, before, last, typed } from './told.ts'

const root = join(import.meta.dirname, '../..')
const coOwned = readPlan(readFileSync(join(root, 'generated/co-owned/plan.json'), 'utf8'))

async function played(flow: string, unit: string, plan: Plan = coOwned): Promise<readonly Played[]> {
  return playUnit(
    plan,
    flow,
    plan.flows[flow]!.units.find(({ name }) => name === unit)!,
    join(root, 'examples/co-owned'),
  )
}
async function one(name: Played['name'], flow: string, unit: string, plan: Plan = coOwned): Promise<Played> {
  return (await played(flow, unit, plan)).find((each) => each.name === name)!
}

/** The plan with another flow of customers. */
function customers(change: (flow: PlanFlow) => Partial<PlanFlow>): Plan {
  const flow = coOwned.flows['customers']!
  return { ...coOwned, flows: { ...coOwned.flows, customers: { ...flow, ...change(flow) } } }
}
function withUnit(name: string, change: Partial<PlanUnit>): Plan {
  return customers(({ units }) => ({ units: units.map((unit) => (unit.name === name ? { ...unit, ...change } : unit)) }))
}
function withLife(change: Partial<PlanFlow['lifecycle']>): Plan {
  return customers(({ lifecycle }) => ({ lifecycle: { ...lifecycle, ...change } }))
}
function blind(plan: Plan, system: string): Plan {
  const { holds, ...rest } = plan.systems[system]!
  const binding = holds['customers']!
  const deaf = {
    ...binding,
    detect: { kind: 'none' as const },
    capabilities: { ...binding.capabilities, seesChanges: false, seesDeletes: false },
  }
  return { ...plan, systems: { ...plan.systems, [system]: { ...rest, holds: { ...holds, customers: deaf } } } }
}

describe('what is told is what is done', () => {
  const flow = coOwned.flows['customers']!
  test.for([
    ...flow.units.map(({ name, policy }) => [`${policy.kind}: customers.${name}`, 'customers', name, coOwned] as const),
    ['delta: stock.onHand', 'stock', 'onHand', coOwned] as const,
    ['an answer: orders.receipt', 'orders', 'receipt', coOwned] as const,
    ['foreign writes are kept', 'customers', 'name', withUnit('name', { foreignWrite: 'keep' })] as const,
    ['foreign writes are proposed', 'customers', 'name', withUnit('name', { foreignWrite: 'propose' })] as const,
    [
      'foreign rows are removed, foreign deletes accepted',
      'customers',
      'name',
      withLife({ foreignCreate: 'remove', foreignDelete: 'accept' }),
    ] as const,
    [
      'foreign rows are reported, foreign deletes held',
      'customers',
      'name',
      withLife({ foreignCreate: 'report', foreignDelete: 'review' }),
    ] as const,
    ['both delete, and the delete wins', 'customers', 'notes', withLife({ deletes: ['CRM', 'ERP'], againstUpdate: 'deleteWins' })] as const,
    ['both delete, and the update wins', 'customers', 'notes', withLife({ deletes: ['CRM', 'ERP'] })] as const,
    ['both delete, and a person decides', 'customers', 'notes', withLife({ deletes: ['CRM', 'ERP'], againstUpdate: 'review' })] as const,
    ['a system that reports nothing', 'customers', 'name', blind(coOwned, 'ERP')] as const,
    [
      'a system that reports nothing and is never compared',
      'customers',
      'name',
      blind(
        customers(({ at }) => ({ reconcile: { none: 'it is', at } })),
        'ERP',
      ),
    ] as const,
    ['guarded', 'customers', 'name', customers(({ at }) => ({ guard: at }))] as const,
  ])('%s', async ([, name, unit, plan]) => {
    const of = plan.flows[name]!.units.find((each) => each.name === unit)!
    expect(asTold(await played(name, unit, plan), of)).toBeGreaterThan(0)
  })
})

describe('change a policy, and the time line follows', () => {
  const decided = async (plan: Plan, unit = 'notes') => {
    const each = await one('bothChanged', 'customers', unit, plan)
    return {
      values: last(each).decided.values,
      by: typed(each).map(({ system, values }) => [system, values]),
      inReview: last(each).decided.inReview,
    }
  }
  test('who wins when both edit at once', async () => {
    const later = await decided(coOwned)
    const [[, first], [, second]] = later.by as [[string, unknown], [string, unknown]]
    expect(later).toEqual({
      values: second,
      by: [
        ['CRM', first],
        ['ERP', second],
      ],
      inReview: false,
    })
    expect(await decided(withUnit('notes', { policy: { kind: 'precedence', system: 'CRM' } }))).toMatchObject({ values: first })
    expect(await decided(withUnit('notes', { policy: { kind: 'precedence', system: 'ERP' } }))).toMatchObject({ values: second })
    expect(await decided(withUnit('notes', { policy: { kind: 'owner', system: 'ERP', returnPath: false } }))).toMatchObject({
      by: [
        ['ERP', first],
        ['CRM', second],
      ],
      values: first,
    })
    expect(await decided(withUnit('notes', { policy: { kind: 'review' } }))).toMatchObject({ inReview: true })
  })

  test('an edited clock tolerance turns a tie into a later commit', async () => {
    expect(last(await one('tie', 'customers', 'notes')).kept.conflicts).toEqual({ tie: 1 })
  })

  test('a run comes when the rhythm says, reconciliation when its own does', async () => {
    const hourly = customers(({ at }) => ({ rhythm: { kind: 'every', ms: 3_600_000, at } }))
    const [, act, run] = (await one('edit', 'customers', 'notes', hourly)).moments
    expect(run!.at - act!.at).toBe(3_600_000)
    const found = last(await one('foreignWrite', 'customers', 'name', blind(hourly, 'ERP')))
    expect({ what: found.what, later: found.at - run!.at }).toEqual({ what: 'reconciliation', later: 86_400_000 })
  })
})

describe('values', () => {
  test('are of the field’s type, told apart, and fit what the flow carries', async () => {
    const workOrders = readPlan(readFileSync(join(root, 'generated/work-orders/plan.json'), 'utf8'))
    const status = workOrders.flows['workOrders']!.units.find(({ name }) => name === 'status')!
    const [edit, both] = await playUnit(workOrders, 'workOrders', status, join(root, 'examples/work-orders'))
    expect([before(edit!), ...typed(both!).map(({ values }) => values)]).toEqual([['OPEN'], ['IN_PROGRESS'], ['DONE']])
    const price = workOrders.flows['workOrders']!.units.find(({ name }) => name === 'price')!
    const [first] = await playUnit(workOrders, 'workOrders', price, join(root, 'examples/work-orders'))
    expect(typed(first!)).toEqual([{ system: 'ERP', values: ['120.00', 'USD'] }])
  })

  test('of a field with two values there is no third to type, and that is said', async () => {
    const estate = readPlan(readFileSync(join(root, 'generated/estate/plan.json'), 'utf8'))
    const blocked = estate.flows['customers']!.units.find(({ name }) => name === 'blocked')!
    const both = (await playUnit(estate, 'customers', blocked, join(root, 'examples/estate'))).find(({ name }) => name === 'bothChanged')!
    expect(both.moments).toEqual([])
    expect(both.told).toContain('too few values')
  })
})
