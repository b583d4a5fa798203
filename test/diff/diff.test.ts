/** The differ: every kind of change with its weight, its words, its place, and what becomes of the ledger. */
import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { diff, staleAccepts } from '../../codegen/diff/diff.ts'
import { planTerms } from '../../codegen/diff/terms.ts'
import { adapterView } from '../../codegen/emit/view/adapter.ts'
import { readsOf } from '../../codegen/emit/view/reads.ts'
import { generate } from '../../codegen/generate.ts'
import { settledPart } from '../../codegen/plan/flow/events.ts'
import { readPlan } from '../../codegen/plan/json.ts'
import type { Plan, PlanBinding, PlanFlow, PlanUnit } from '../../codegen/plan/schema.ts'
import { landscape as coOwned } from '../../generated/co-owned/index.ts'
import { landscape as estate } from '../../generated/estate/index.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { changeText } from '../../runtime/terms/change.ts'
import { termsOf } from '../../runtime/terms/terms.ts'
import { everyPolicy, hostile, requisitionLines, workOrders } from '../emit/plans.ts'

const planOf = (name: string) => readPlan(readFileSync(new URL(`../../generated/${name}/plan.json`, import.meta.url), 'utf8'))
const examples = { 'co-owned': planOf('co-owned'), estate: planOf('estate') }
const there = { file: 'flows.ts', line: 9, column: 3 }

type Edit = (plan: Plan) => void
const edited = (make: () => Plan, edit: Edit): Plan => {
  const plan = structuredClone(make())
  edit(plan)
  return plan
}
const texts = (before: Plan, after: Plan) => diff(before, after).map((change) => `${change.level} ${changeText(change)}`)

/** The place of everything that can be changed, by the names on the way to it. */
function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]))
}
function mutated(plan: Plan, path: readonly string[]): Plan {
  const copy = structuredClone(plan)
  let holder = copy as unknown as Record<string, unknown>
  for (const name of path.slice(0, -1)) holder = holder[name] as Record<string, unknown>
  const name = path.at(-1)!
  holder[name] = another(holder[name])
  return copy
}
function another(value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  return typeof value === 'number' ? value + 1 : `${String(value)}x`
}

describe('the plan and itself', () => {
  it.each([...Object.values(examples), everyPolicy(), hostile(), requisitionLines(), workOrders()].map((plan) => [plan.landscape, plan]))(
    'of %s: nothing, wherever it is written and in whatever order it was made',
    (_, plan) => {
      expect(diff(plan, plan)).toEqual([])
      const elsewhere = JSON.parse(JSON.stringify(plan), (name: string, value: unknown) => (name === 'line' ? 77 : value)) as Plan
      expect(diff(plan, elsewhere)).toEqual([])
      const backwards = JSON.parse(JSON.stringify(plan), (_name, value: unknown) =>
        typeof value !== 'object' || value === null || Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).reverse()),
      ) as Plan
      expect(diff(plan, backwards)).toEqual([])
    },
  )
})

test('a clock that is said to be exact is what an unsaid one is taken for', () => {
  const said = edited(everyPolicy, ({ systems }) => {
    for (const system of Object.values(systems)) system.clockToleranceMs = 0
  })
  const unsaid = edited(everyPolicy, ({ systems }) => {
    for (const system of Object.values(systems)) delete system.clockToleranceMs
  })
  expect(texts(unsaid, said)).toEqual([])
  const some = edited(everyPolicy, ({ systems }) => void (Object.values(systems)[0]!.clockToleranceMs = 5_000))
  expect(texts(unsaid, some).join()).toContain('clock tolerance')
})

describe('an owner that is handed over', () => {
  const handing = (policy: PlanUnit['policy']) =>
    edited(workOrders, ({ flows }) => void (flows['workOrders']!.units.find(({ name }) => name === 'status')!.policy = policy))
  const owner = (system: string, from?: string): PlanUnit['policy'] => ({
    kind: 'owner',
    system,
    returnPath: false,
    ...(from !== undefined && { from }),
  })

  test('changes nothing until somebody takes its steps', () => {
    expect(texts(handing(owner('EAM')), handing(owner('ERP', 'EAM')))).toEqual([
      'safe policy of status: owner EAM → owner ERP, handed over by EAM',
    ])
  })
  test('is accepted by the ledger once that is done, and else in code', () => {
    const [moved] = diff(handing(owner('ERP', 'EAM')), handing(owner('ERP')))
    expect(moved).toMatchObject({ level: 'breaking', what: 'owner of status', accepted: true, handedOver: true })
    const [unasked] = diff(handing(owner('EAM')), handing(owner('ERP')))
    expect(unasked).toMatchObject({ level: 'breaking', what: 'owner of status', accepted: false })
  })
  test('stays who it was where the handover is given up', () => {
    expect(texts(handing(owner('ERP', 'EAM')), handing(owner('EAM')))).toEqual([
      'safe policy of status: owner ERP, handed over by EAM → owner EAM',
    ])
  })
})

describe('whatever the runtime reads', () => {
  /** Without what only tells, and without the hash and the version that name the whole. */
  const running = (plan: Plan): string | null => {
    try {
      const files = generate(plan, { outDir: '/project/generated/estate', flowsDir: '/project' })
      return [...files]
        .filter(([name]) => /^(index|flows\/.*|systems\/.*)\.(ts|sql)$/.test(name) && !name.endsWith('reconcile.sql'))
        .map(([name, text]) => `${name}\n${text.replaceAll(/^.*(from plan|because|version:|plan:).*$/gm, '')}`)
        .join('\n')
    } catch {
      return null
    }
  }

  it.each([everyPolicy, requisitionLines].map((make) => [Object.keys(make().flows)[0]!, make] as const))(
    'and is read again by %s: diff says so, and only then',
    (name, make) => {
      const reads = (plan: Plan) => JSON.stringify(plan.flows[name]!.systems.map((system) => readsOf(adapterView(plan, name, system))))
      const plan = make()
      const wrong = leaves(plan).flatMap((path) => {
        const after = mutated(plan, path)
        const told = diff(plan, after)
        const begins = told.some(({ effect }) => ['newBases', 'compared', 'forgotten', 'begins'].includes(effect))
        if (running(after) === null || begins) return []
        return told.some(({ effect }) => effect === 'readAgain') === (reads(after) !== reads(plan)) ? [] : [path.join('.')]
      })
      expect(wrong.filter((path) => !/^records\.\w+\.fields\.\d+\.name$/.test(path))).toEqual([])
    },
  )

  it.each([everyPolicy, requisitionLines].map((make) => [Object.keys(make().flows)[0], make] as const))(
    'is reported when it changes, one part of %s after the other',
    (_, make) => {
      const plan = make()
      const before = running(plan)
      const silent = leaves(plan).flatMap((path) => {
        const after = mutated(plan, path)
        if (diff(plan, after).length > 0) return []
        const now = running(after)
        return now === null || now === before ? [] : [path.join('.')]
      })
      // The version of the package is no flow's; a field that only its record calls otherwise is in no plan.
      expect(silent.filter((path) => !/^(thalweg|records\.\w+\.fields\.\d+\.name)$/.test(path))).toEqual([])
    },
  )
})

const orders =
  (edit: (flow: PlanFlow) => void): Edit =>
  (plan) =>
    edit(plan.flows['workOrders']!)
const stock =
  (name: string, policy: PlanUnit['policy']): Edit =>
  (plan) => {
    plan.flows['stock']!.units.find((unit) => unit.name === name)!.policy = policy
  }
const erp =
  (edit: (binding: PlanBinding) => void): Edit =>
  (plan) =>
    edit(plan.systems['ERP']!.holds['workOrders']!)
const statusOf = ({ units }: PlanFlow) => units.find(({ name }) => name === 'status')!

describe('each kind of change', () => {
  it.each<[string, Edit, effect: string]>([
    [
      'breaking owner of status: EAM → ERP',
      orders((flow) => (statusOf(flow).policy = { kind: 'owner', system: 'ERP', returnPath: false })),
      'newTerms',
    ],
    ['breaking policy of status: owner EAM → review', orders((flow) => (statusOf(flow).policy = { kind: 'review' })), 'newTerms'],
    ['breaking foreign writes of status: restore → keep', orders((flow) => (statusOf(flow).foreignWrite = 'keep')), 'newTerms'],
    ['breaking who creates: EAM → EAM, ERP', orders((flow) => (flow.lifecycle.creates = ['EAM', 'ERP'])), 'newTerms'],
    ['breaking who deletes: EAM → nobody', orders((flow) => (flow.lifecycle.deletes = [])), 'newTerms'],
    [
      'breaking a delete against an update: deleteWins → updateWins',
      orders((flow) => (flow.lifecycle.againstUpdate = 'updateWins')),
      'newTerms',
    ],
    ['breaking direction: two-way → one-way', orders((flow) => (flow.direction = 'oneWay')), 'newTerms'],
    [
      'breaking key: workOrders by number → workOrders by number, status',
      ({ records }) => records['workOrders']!.key.push('status'),
      'newBases',
    ],
    ['breaking systems: EAM, ERP → ERP, EAM', orders((flow) => flow.systems.reverse()), 'newBases'],
    ['breaking name of the landscape: estate → other', (plan) => (plan.landscape = 'other'), 'otherLedger'],
    [
      'risky filter: all rows → {"status":"OPEN"}',
      orders((flow) => (flow.where = { rows: { status: 'OPEN' }, whenRowLeaves: 'keep', at: there })),
      'readAgain',
    ],
    [
      'risky column of status at ERP: state → status',
      erp(({ columns }) => (columns.find(({ field }) => field === 'status')!.column = 'status')),
      'readAgain',
    ],
    [
      'risky value map of status at ERP: OPEN=10, DONE=90 → OPEN=10, DONE=91',
      erp(({ columns }) => (columns.find(({ field }) => field === 'status')!.values![1]![1] = 91)),
      'readAgain',
    ],
    [
      'risky detection at ERP: {"kind":"outbox"} → {"kind":"snapshot"}',
      erp((binding) => (binding.detect = { kind: 'snapshot' })),
      'readAgain',
    ],
    ['risky scope at ERP: [] → [["company","A"]]', erp((binding) => binding.scope.push(['company', 'A'])), 'readAgain'],
    ['risky delete cap: the default → 7', orders((flow) => (flow.maxDeletes = 7)), 'kept'],
    ['risky guard: off → on (thalweg prepare)', orders((flow) => (flow.guard = there)), 'kept'],
    [
      'risky field hours: owner EAM → not carried',
      orders((flow) => (flow.units = flow.units.filter(({ name }) => name !== 'hours'))),
      'forgotten',
    ],
    ['risky flow: workOrders both ways between EAM, ERP → none', (plan) => delete plan.flows['workOrders'], 'unwatched'],
    ['safe reason: both need it → other words', orders((flow) => (flow.because = 'other words')), 'kept'],
    ['safe rhythm: every 1m → every 5m', orders((flow) => (flow.rhythm = { kind: 'every', ms: 300_000 })), 'kept'],
    ['safe expectations: {} → {"lagMs":1}', orders((flow) => (flow.expect = { lagMs: 1 })), 'kept'],
  ])('%s', (text, edit, effect) => {
    const after = edited(workOrders, edit)
    expect(texts(workOrders(), after)).toEqual([text])
    expect(diff(workOrders(), after)[0]!.effect).toBe(effect)
  })

  it.each<[string, Edit]>([
    ['breaking preferred of address: merge → ERP', stock('address', { kind: 'precedence', system: 'ERP' })],
    ['breaking policy of rating: review → lastWriteWins', stock('rating', { kind: 'lastWriteWins', acceptLoss: 'nobody looks' })],
    ['breaking policy of tags: union → owner ERP', stock('tags', { kind: 'owner', system: 'ERP', returnPath: false })],
    ['risky policy of note: lastWriteWins (remarks) → review', stock('note', { kind: 'review' })],
    [
      'safe policy of note: lastWriteWins (remarks) → lastWriteWins (only remarks)',
      stock('note', { kind: 'lastWriteWins', acceptLoss: 'only remarks' }),
    ],
    [
      "safe policy of rating: review, buyers' desk, within 1d → review, buyers' desk",
      stock('rating', { kind: 'review', team: "buyers' desk" }),
    ],
    [
      'risky policy of price: merge ERP of ./merges.ts (body 000000000000) → merge ERP of ./merges.ts (body 111111111111)',
      stock('price', { kind: 'merge', decide: { module: './merges.ts', name: 'ERP', hash: '111111111111' } }),
    ],
  ])('%s', (text, edit) => {
    expect(texts(everyPolicy(), edited(everyPolicy, edit))).toEqual([text])
  })

  it('a field that comes is compared, and a flow that comes begins', () => {
    const without = edited(
      workOrders,
      orders((flow) => flow.units.pop()),
    )
    expect(texts(without, workOrders())).toEqual(['risky field price (cost, currency): not carried → owner ERP'])
    expect(diff({ ...workOrders(), flows: {} }, workOrders())).toMatchObject([{ level: 'safe', flow: 'workOrders', effect: 'begins' }])
  })

  it('is told where the new call stands, the worst first', () => {
    const after = edited(
      workOrders,
      orders((flow) => {
        flow.because = 'other words'
        flow.calls = [{ call: 'because', fields: [], systems: [], at: there }]
        Object.assign(statusOf(flow), { policy: { kind: 'owner', system: 'ERP', returnPath: false }, at: { ...there, line: 5 } })
      }),
    )
    expect(diff(workOrders(), after).map(({ what, at }) => [what, at.line])).toEqual([
      ['owner of status', 5],
      ['reason', 9],
    ])
  })
})

describe('what is accepted in code', () => {
  const moved = (...changes: readonly string[]) =>
    edited(
      workOrders,
      orders((flow) => {
        statusOf(flow).policy = { kind: 'owner', system: 'ERP', returnPath: false }
        flow.accepts = changes.map((change) => ({ change, at: there }))
      }),
    )

  it('is told, and what is not accepted, too; what never has to be says neither', () => {
    expect(diff(workOrders(), moved())[0]).toMatchObject({ accepted: false })
    expect(diff(workOrders(), moved('owner of status: EAM -> ERP'))).toMatchObject([{ accepted: true }])
    expect(
      diff(
        workOrders(),
        edited(
          workOrders,
          orders((flow) => flow.systems.reverse()),
        ),
      )[0],
    ).not.toHaveProperty('accepted')
  })

  it('and is no change any more is stale, and harmless', () => {
    const after = moved('owner of status: EAM → ERP', 'owner of due: EAM → ERP')
    expect(staleAccepts(after, diff(workOrders(), after))).toEqual([{ flow: 'workOrders', change: 'owner of due: EAM → ERP', at: there }])
    expect(diff(after, after)).toEqual([])
    expect(staleAccepts(after, [])).toHaveLength(2)
  })
})

it.each<[string, Plan, GeneratedLandscape]>([
  ['co-owned', examples['co-owned'], coOwned],
  ['estate', examples.estate, estate],
])('the terms of %s are the same by its plan and by its generated code', (_, plan, landscape) => {
  for (const [name, flow] of Object.entries(settledPart(plan).flows))
    expect({ ...termsOf(landscape.flows[name]!), reads: {} }).toEqual(planTerms(plan, flow))
})
