/** What people and tools are told: policies, what may be edited, the page. */
import { afterAll, describe, expect, it } from 'vitest'
import { generate } from '../../codegen/generate.ts'
import { lifeOf } from '../../codegen/emit/view/life.ts'
import type { Plan, PlanFlow, PlanSystem } from '../../codegen/plan/schema.ts'
import { conflictKinds } from '../../runtime/conflict-kinds.ts'
import type { PolicyRow } from '../../runtime/policies/table.ts'
import { answeredLines, assets, binding, column, everyPolicy, field, flow, hostile, requisitionLines, unit, workOrders } from './plans.ts'
import { project } from './project.ts'

const user = project()
afterAll(user.remove)

const options = { outDir: '/nowhere/generated/estate', flowsDir: '/nowhere' }
const policiesOf = (plan: Plan): PolicyRow[] =>
  (JSON.parse(generate(structuredClone(plan), options).get('policies.json')!) as { policies: PolicyRow[] }).policies

function withLife(life: Partial<PlanFlow['lifecycle']>): Plan {
  const plan = workOrders()
  const flow = plan.flows['workOrders']!
  Object.assign(flow.lifecycle, life)
  return plan
}
/** The flow that brings the vendors, which requisition lines refer to. */
function vendorsToo(): Pick<Plan, 'flows' | 'records'> & { readonly systems: Readonly<Record<string, PlanSystem['holds']>> } {
  const both = ['EAM', 'ERP']
  const holds = { vendors: binding('vendors', [column('number'), column('name')]) }
  return {
    records: {
      vendors: { key: ['number'], fields: [field('number'), field('name')], groups: {}, at: { file: 'flows.ts', line: 1, column: 1 } },
    },
    systems: { EAM: holds, ERP: holds },
    flows: { vendors: flow('vendors', both, [unit('name', 'EAM', both)], { direction: 'oneWay' }) },
  }
}
const cellOf = (plan: Plan, unit: string, kind: (typeof conflictKinds)[number]): string =>
  policiesOf(plan).find((row) => row.unit === unit)!.outcomes[kind].what

describe('the policy table', () => {
  it.for([workOrders, hostile, requisitionLines, assets, everyPolicy])('has a cell for every unit and conflict kind of $name', (make) => {
    const plan = make()
    const rows = policiesOf(plan)
    expect(rows.flatMap(({ fields }) => fields)).toEqual(
      Object.values(plan.flows).flatMap((flow) => [...plan.records[flow.record]!.key, ...flow.units.flatMap((unit) => unit.fields)]),
    )
    for (const row of rows) {
      expect(Object.keys(row.outcomes)).toEqual([...conflictKinds])
      for (const { occurs, what } of Object.values(row.outcomes)) {
        expect(what.length).toBeGreaterThan(10)
        expect(what.startsWith('cannot occur: ')).toBe(!occurs)
      }
    }
  })
  it('says what becomes of an answer that was given for something else, and of what cannot answer', () => {
    expect(cellOf(answeredLines(), 'approval', 'staleAnswer')).toBe(
      'given by ERP for another vendor or quantity than is decided: each system keeps its value and a review is open, until a person takes it or ERP answers anew',
    )
    expect(cellOf(answeredLines(), 'vendor', 'staleAnswer')).toBe('cannot occur: it answers for no other field')
  })
  it('says the same in TypeScript, JSON and Markdown', async () => {
    const out = user.generate(workOrders(), 'policies')
    const { policies } = (await import(`${out}/policies.ts`)) as { policies: PolicyRow[] }
    expect(policies).toEqual(policiesOf(workOrders()))
    const page = generate(workOrders(), options).get('policies.md')!
    for (const { unit, outcomes } of policies) {
      expect(page).toContain(`| ${unit} |`)
      for (const { what } of Object.values(outcomes)) expect(page).toContain(what)
    }
  })
  it.for([
    [{}, 'glCode', 'updateDelete', 'the delete stands; the edit by ERP is kept in the audit'],
    [{ againstUpdate: 'updateWins' }, 'glCode', 'updateDelete', 'the edit by ERP stands: the record lives again everywhere'],
    [{}, 'description', 'updateDelete', 'cannot occur: EAM alone writes the field and deletes'],
    [{ deletes: [] }, 'glCode', 'deleteUpdate', 'cannot occur: nobody deletes'],
    [
      { deletes: [], foreignDelete: 'review' },
      'glCode',
      'updateDelete',
      'once a person has decided that the record is gone, the delete stands; the edit by ERP is kept in the audit',
    ],
    [
      { deletes: [], foreignDelete: 'accept' },
      'glCode',
      'deleteUpdate',
      'the delete stands; the update that it had not seen is kept in the audit',
    ],
    [{ creates: ['EAM', 'ERP'] }, 'status', 'foreignCreate', 'cannot occur: every system of the flow may create'],
    [{ foreignCreate: 'remove' }, 'status', 'foreignCreate', 'a row that ERP made is removed; its values are kept in the audit'],
    [{ foreignDelete: 'accept' }, 'status', 'foreignDelete', 'a delete by ERP is taken as a delete'],
    [{ deletes: ['EAM', 'ERP'] }, 'status', 'foreignDelete', 'cannot occur: every system of the flow may delete'],
  ] as const)('follows the life of the record: %o', ([life, unit, kind, what]) => {
    expect(cellOf(withLife(life as Partial<PlanFlow['lifecycle']>), unit, kind)).toBe(what)
  })
  it.for([
    [{ deletes: [] }, 'where its row leaves the flow at EAM, the delete stands; the update that it had not seen is kept in the audit'],
    [
      { againstUpdate: 'updateWins' },
      'the update stands: the row is restored where it was deleted; where its row leaves the flow at EAM, the delete stands; the update that it had not seen is kept in the audit',
    ],
    [{}, 'the delete stands; the update that it had not seen is kept in the audit'],
  ] as const)('says what an update meets where rows leave the flow: %o', ([life, what]) => {
    const plan = withLife(life as Partial<PlanFlow['lifecycle']>)
    plan.flows['workOrders']!.where = { rows: { status: ['OPEN'] }, whenRowLeaves: 'delete', at: { file: 'flows.ts', line: 1, column: 1 } }
    expect(cellOf(plan, 'glCode', 'deleteUpdate')).toBe(what)
    expect(cellOf(plan, 'description', 'deleteUpdate')).toContain('cannot occur: ')
  })
  it.for([
    ['address', 'bothChanged', 'the preferred system’s value stands; the other is kept in the audit'],
    ['note', 'tie', 'commits within 5000 ms go by the declared order of the systems; the other value is kept in the audit'],
    ['address', 'tie', 'cannot occur: times are not compared'],
    ['rating', 'foreignWrite', 'cannot occur: every system that holds it writes it'],
    ['onHand', 'updateDelete', 'the delete stands; the edit by ERP or merge is kept in the audit'],
  ] as const)('says of a field that everybody writes: %s, %s', ([unit, kind, what]) => {
    expect(cellOf(everyPolicy(), unit, kind)).toBe(what)
  })
  it('guards no field that every system writes', () => {
    const plan = everyPolicy()
    plan.flows['stock']!.guard = { file: 'flows.ts', line: 1, column: 1 }
    expect(generate(plan, options).get('systems/merge/guard.sql')).not.toContain('UPDATE OF "address"')
  })
  it('says where a foreign write is seen', () => {
    expect(cellOf(workOrders(), 'status', 'foreignWrite')).toBe('set back at ERP to the value of EAM')
    const blind = workOrders()
    blind.systems['ERP']!.holds['workOrders']!.capabilities.seesChanges = false
    expect(cellOf(blind, 'status', 'foreignWrite')).toBe('found at ERP by reconciliation and set back by its repair')
  })
  it.for([
    ['foreignDelete', { foreignDelete: 'restore' }, 'a row that ERP deleted is restored; found at ERP by reconciliation only'],
    ['foreignCreate', {}, 'a row that ERP made is reported and left alone; found at ERP by reconciliation only'],
  ] as const)('says where a silent system is only found by reconciliation: %s', ([kind, life, what]) => {
    const plan = withLife(life)
    Object.assign(plan.systems['ERP']!.holds['workOrders']!.capabilities, { seesChanges: false, seesDeletes: false })
    expect(cellOf(plan, 'status', kind)).toBe(what)
    plan.flows['workOrders']!.reconcile = { none: 'a test', at: { file: 'flows.ts', line: 1, column: 1 } }
    expect(cellOf(plan, 'status', kind)).toContain('; not seen at ERP, which does not report it and is never reconciled')
  })
  it('says what waits for a parent, and where: what a flow brings there, or a lookup has to find', () => {
    const plan = requisitionLines()
    expect(cellOf(plan, 'quantity', 'missingParent')).toBe('cannot occur: it refers to no other record')
    expect(cellOf(plan, 'requisition, line', 'missingParent')).toBe(
      'the record waits for its row in requisition at ERP; after 1 day it goes to the dead letters',
    )
    expect(cellOf(plan, 'vendor', 'missingParent')).toBe(
      'the record waits for its row in vendor at ERP; after 1 day it goes to the dead letters',
    )
    for (const each of plan.systems['ERP']!.holds['requisitionLines']!.columns) delete each.lookup
    expect(cellOf(plan, 'requisition, line', 'missingParent')).toBe('cannot occur: a key waits for no other record')
    expect(cellOf(plan, 'vendor', 'missingParent')).toBe('cannot occur: no flow brings vendors to a system where it is written')
    const { flows, records, systems } = vendorsToo()
    Object.assign(plan.flows, flows)
    Object.assign(plan.records, records)
    for (const [name, holds] of Object.entries(systems)) Object.assign(plan.systems[name]!.holds, holds)
    expect(cellOf(plan, 'vendor', 'missingParent')).toBe('the record waits for vendors at ERP; after 1 day it goes to the dead letters')
  })
  it('has a row for the key, and for fields that one system alone holds', () => {
    const plan = workOrders()
    plan.flows['workOrders']!.alone = [{ field: 'crew', system: 'EAM' }]
    const find = (unit: string) => policiesOf(plan).find((row) => row.unit === unit)!
    expect(find('number')).toMatchObject({ policy: 'key', writer: 'EAM', step: null, foreignWrite: null, fields: ['number'] })
    expect(find('number').outcomes.foreignCreate.what).toBe('a row that ERP made is reported and left alone')
    expect(find('number').outcomes.foreignWrite.what).toContain('cannot occur: a row with another key is a deleted record and a new one')
    expect(find('crew')).toMatchObject({ policy: 'alone', writer: 'EAM', systems: ['EAM'], step: null, foreignWrite: null })
    expect(generate(plan, options).get('policies.md')).toContain(
      '### crew\n\n| conflict | what happens |\n| --- | --- |\n| any | cannot occur: EAM alone holds it, and no flow reads or writes it |\n',
    )
  })
  it('says that a person is asked about the first day, where the flow does, and settle knows', () => {
    const plan = workOrders()
    const later = cellOf(plan, 'status', 'bothCreated')
    expect(generate(plan, options).get('flows/workOrders/settle.ts')).not.toContain('whereTheyDiffer')
    plan.flows['workOrders']!.firstSync.whereTheyDiffer = 'review'
    expect(cellOf(plan, 'status', 'bothCreated')).toBe(
      `found so on the first day, each system keeps its value until a person decides; later: ${later}`,
    )
    expect(generate(plan, options).get('flows/workOrders/settle.ts')).toContain("whereTheyDiffer: 'review'")
    expect(lifeOf(plan, plan.flows['workOrders']!)).toContain(
      'What differs on the first day waits for a review: each system keeps its value until a person decides.',
    )
  })
  it('says what a changed key takes along, and what it leaves behind', () => {
    const plan = workOrders()
    const life = () => lifeOf(plan, plan.flows['workOrders']!).find((line) => line.startsWith('A changed key'))
    expect(life()).toBe('A changed key is a delete and a create: who changes it at EAM makes a new record of what that row holds.')
    plan.flows['workOrders']!.units[0]!.systems = ['ERP']
    plan.flows['workOrders']!.alone = [
      { field: 'crew', system: 'ERP' },
      { field: 'shift', system: 'EAM' },
    ]
    const { name } = plan.flows['workOrders']!.units[0]!
    expect(life()).toBe(
      `A changed key is a delete and a create: who changes it at EAM makes a new record of what that row holds; ${name} starts empty there, kept in the audit of the old key; crew goes with the old row.`,
    )
    Object.assign(plan.flows['workOrders']!.lifecycle, { deletes: ['ERP'] })
    expect(life()).toContain('no system may do both: the old row goes as any that is deleted there')
  })
  it('says that a system which numbers its rows keeps the record', () => {
    const plan = workOrders()
    const life = () => lifeOf(plan, plan.flows['workOrders']!).filter((line) => line.includes('changed'))
    for (const name of ['EAM', 'ERP']) plan.systems[name]!.holds['workOrders']!.identity = { ownId: 'id' }
    expect(life()).toEqual([
      'A key that is changed at EAM, where the system numbers its rows, keeps the record: all others get the key in place.',
      'A key that is changed at ERP, which names no records, is set back in place.',
    ])
    expect(cellOf(plan, 'number', 'foreignWrite')).toContain('another key at ERP is set back in place')
    expect(cellOf(plan, 'number', 'bothChanged')).toContain('cannot occur')
    plan.flows['workOrders']!.lifecycle.creates = ['EAM', 'ERP']
    expect(cellOf(plan, 'number', 'bothChanged')).toContain('the key that was decided first stands')
    plan.flows['workOrders']!.lifecycle.creates = ['EAM']
    delete plan.systems['ERP']!.holds['workOrders']!.identity
    expect(life()[1]).toContain('A changed key elsewhere is a delete and a create, and no system may do both')
  })
  it('says what a guard refuses, and what becomes of what gets past it', () => {
    const plan = workOrders()
    plan.flows['workOrders']!.guard = { file: 'flows.ts', line: 1, column: 1 }
    expect(cellOf(plan, 'status', 'foreignWrite')).toBe(
      'refused at ERP by the guard; what gets past it: set back at ERP to the value of EAM',
    )
    expect(cellOf(plan, 'status', 'foreignCreate')).toMatch(/^refused at ERP by the guard; what gets past it: a row that ERP made/)
    expect(cellOf(plan, 'number', 'foreignDelete')).toMatch(/^refused at ERP by the guard; what gets past it: a row that ERP deleted/)
    expect(
      policiesOf(plan)
        .map(({ unit, guardedAt }) => [unit, ...guardedAt])
        .slice(0, 3),
    ).toEqual([
      ['number', 'ERP'],
      ['description', 'ERP'],
      ['status', 'ERP'],
    ])
    expect(generate(plan, options).get('policies.md')).toContain('| refused at ERP by the guard, else set back |')
    plan.systems['ERP']!.access = 'readOnly'
    expect(cellOf(plan, 'status', 'foreignWrite')).toBe('set back at ERP to the value of EAM')
  })
  it('says which rows a flow carries, where not all', () => {
    const plan = workOrders()
    const where = { status: ['OPEN'], glCode: { not: null }, hours: { from: '1.00', until: '8.00' } }
    plan.flows['workOrders']!.where = { rows: where, whenRowLeaves: 'keep', at: { file: 'flows.ts', line: 1, column: 1 } }
    for (const page of ['policies.md', 'portfolio.md'])
      expect(generate(plan, options).get(page)).toContain(
        '- Carries rows of EAM with status OPEN, glCode not empty and hours from 1.00 below 8.00; a row that is so no longer stays elsewhere as it was.\n',
      )
  })
  it('says where a row stays when its record is deleted', () => {
    const plan = workOrders()
    expect(policiesOf(plan)[0]!.keepDeletedAt).toEqual([])
    plan.systems['ERP']!.holds['workOrders']!.deletes = 'never'
    expect(policiesOf(plan)[0]!.keepDeletedAt).toEqual(['ERP'])
    expect(cellOf(plan, 'glCode', 'updateDelete')).toBe('the delete stands; the edit by ERP is kept in the audit; ERP keeps its row')
    for (const page of ['policies.md', 'portfolio.md'])
      expect(generate(plan, options).get(page)).toContain('- ERP keeps its row when the record is deleted elsewhere.\n')
  })
})

it('says of what only tells that an edit changes nothing', () => {
  const files = generate(workOrders(), options)
  const told = ['policies.ts', 'policies.json', 'policies.md', 'portfolio.md', 'systems/EAM/editable.json']
  const runs = ['flows/workOrders/EAM.ts', 'systems/EAM/capture.sql', 'flows/workOrders/settle.ts']
  for (const file of told) expect(files.get(file)).toContain('an edit here changes nothing')
  for (const file of runs) expect(files.get(file)).toContain('Edits are honoured until the next generate')
})

describe('what users may edit', () => {
  interface Editable {
    readonly tables: readonly {
      readonly otherColumns: readonly { readonly column: string; readonly editable: boolean; readonly why: string }[]
      readonly create: { readonly allowed: boolean; readonly why: string }
      readonly delete: { readonly allowed: boolean; readonly why: string }
      readonly fields: readonly { readonly field: string; readonly column: string; readonly editable: boolean; readonly why: string }[]
    }[]
  }
  const editable = (plan: Plan, system: string): Editable['tables'][number] =>
    (JSON.parse(generate(plan, options).get(`systems/${system}/editable.json`)!) as Editable).tables[0]!

  it('is told by column, with the reason', () => {
    const erp = editable(workOrders(), 'ERP')
    const find = (field: string): object | undefined => erp.fields.find((each) => each.field === field)
    expect(find('status')).toEqual({
      field: 'status',
      column: 'state',
      editable: false,
      why: 'EAM writes it (workOrders); an edit here is set back',
    })
    expect(find('glCode')).toEqual({ field: 'glCode', column: 'gl_code', editable: true, why: 'written here (workOrders)' })
    expect(find('number')).toMatchObject({ editable: false })
    expect([erp.create.allowed, erp.delete.allowed]).toEqual([false, false])
    expect(editable(workOrders(), 'EAM').fields.find(({ field: name }) => name === 'glCode')).toMatchObject({
      editable: false,
      why: 'ERP writes it, once the row is created (workOrders); an edit here is set back',
    })
    expect(editable(workOrders(), 'EAM').create).toEqual({ allowed: true, why: 'rows are created here (workOrders)' })
  })
  it.for([
    [
      'what the system reports',
      {},
      'an edit here is set back',
      'a row made here travels nowhere and is reported',
      'a delete here is undone',
    ],
    [
      'what only reconciliation finds',
      { blind: true },
      'an edit here is set back once a reconciliation finds it and its repair is run',
      'a row made here travels nowhere and is reported once a reconciliation finds it and its repair is run',
      'a delete here is undone once a reconciliation finds it and its repair is run',
    ],
    [
      'what nobody finds',
      { blind: true, never: true },
      'an edit here is noticed by nobody, and the systems stay apart',
      'a row made here is noticed by nobody, and the systems stay apart',
      'a delete here is noticed by nobody, and the systems stay apart',
    ],
    [
      'what the database refuses',
      { blind: true, guard: true },
      'the database refuses an edit here',
      'the database refuses a row made here',
      'the database refuses a delete here',
    ],
  ] as const)('says what becomes of %s', ([, how, ...ends]) => {
    const plan = workOrders()
    const at = { file: 'flows.ts', line: 1, column: 1 }
    if ('blind' in how) Object.assign(plan.systems['ERP']!.holds['workOrders']!.capabilities, { seesChanges: false, seesDeletes: false })
    if ('never' in how) plan.flows['workOrders']!.reconcile = { none: 'a test', at }
    if ('guard' in how) plan.flows['workOrders']!.guard = at
    const erp = editable(plan, 'ERP')
    const why = [erp.fields.find((each) => each.field === 'status')!.why, erp.create.why, erp.delete.why]
    expect(why.map((text) => text.split('; ')[1])).toEqual(ends)
  })
  it('covers columns that no field has: constants, the scope, and the time of a change', () => {
    const told = (plan: Plan, system: string) =>
      Object.fromEntries(editable(plan, system).otherColumns.map(({ column: name, editable: may }) => [name, may]))
    expect(told(workOrders(), 'ERP')).toEqual({ source: false, posting_group: true })
    expect(told(workOrders(), 'EAM')).toEqual({})
    const plan = workOrders()
    Object.assign(plan.systems['EAM']!.holds['workOrders']!, {
      scope: [['company', 'X']],
      detect: { kind: 'updatedAt', column: 'modified', overlapMs: 1 },
    })
    expect(told(plan, 'EAM')).toEqual({ company: false, modified: false })
    plan.systems['EAM']!.holds['workOrders']!.deletes = { mark: 'gone', as: 1, otherwise: 0 }
    expect(told(plan, 'EAM')).toEqual({ company: false, gone: true, modified: false })
    plan.systems['ERP']!.holds['workOrders']!.deletes = { mark: 'gone', as: 1, otherwise: 0 }
    expect(told(plan, 'ERP')).toMatchObject({ gone: false })
  })
  it.for([
    ['delete', 'is deleted elsewhere'],
    ['keep', 'stays elsewhere as it was'],
  ] as const)('says of a field that a filter reads what an edit does to rows that leave: %s', ([whenRowLeaves, then]) => {
    const plan = workOrders()
    const flow = {
      ...plan.flows['workOrders']!,
      where: { rows: { status: 'OPEN' }, whenRowLeaves, at: { file: 'flows.ts', line: 1, column: 1 } },
    }
    const { fields } = editable({ ...plan, flows: { workOrders: flow } }, 'EAM')
    expect(fields.find(({ field }) => field === 'status')).toMatchObject({
      editable: true,
      why: `written here (workOrders); it says which rows workOrders carries: a row that is carried no longer ${then}`,
    })
    expect(fields.find(({ field }) => field === 'description')?.why).toBe('written here (workOrders)')
  })

  it('is forbidden where any flow forbids it', () => {
    const plan = workOrders()
    const other = structuredClone(plan.flows['workOrders']!)
    other.units = other.units.filter((unit) => unit.name === 'description')
    other.units[0]!.policy = { kind: 'owner', system: 'ERP', returnPath: false }
    plan.flows['other'] = other
    expect(editable(plan, 'EAM').fields.find(({ field }) => field === 'description')).toMatchObject({
      editable: false,
      why: 'ERP writes it, once the row is created (other); an edit here is set back',
    })
  })
})

describe('the page of the portfolio', () => {
  it('draws which way the data runs', () => {
    const draw = (plan: Plan): string => /```mermaid\n([\s\S]*?)```/.exec(generate(plan, options).get('portfolio.md')!)![1]!
    expect(draw(workOrders())).toContain('s0 <-->|"workOrders"| s1')
    expect(draw(requisitionLines())).toContain('s0 -->|"requisitionLines"| s1\n  s1 -.->|"approval"| s0')
    expect(draw(assets())).toContain('s0 -->|"assets"| s1\n  s0 -->|"assets"| s2')
    const fanned = assets()
    fanned.flows['assets']!.units[0]!.policy = { kind: 'owner', system: 'ERP', returnPath: true }
    expect(draw(fanned)).toContain('s1 -.->|"name"| s0\n  s0 -->|"assets"| s2\n  s1 -.->|"name"| s2')
    expect(draw(hostile())).not.toMatch(/["|][^"|\n]*[`<>{}][^"|\n]*["|]/)
  })
  it('has a row for every field', () => {
    const page = generate(workOrders(), options).get('portfolio.md')!
    for (const { name } of workOrders().records['workOrders']!.fields) expect(page).toMatch(new RegExp(`^\\| ${name}[ |]`, 'm'))
    expect(page).toContain('Runs every minute.')
  })
})
