/** What people and tools are told: policies, what may be edited, the page. */
import { afterAll, describe, expect, it } from 'vitest'
import { generate } from '../../codegen/generate.ts'
import type { Plan, PlanFlow } from '../../codegen/plan/schema.ts'
import { conflictKinds } from '../../runtime/conflict-kinds.ts'
import type { PolicyRow } from '../../runtime/policies/table.ts'
import { assets, everyPolicy, hostile, requisitionLines, workOrders } from './plans.ts'
import { project } from './project.ts'

const user = project()
afterAll(user.remove)

const options = { outDir: '/nowhere/generated/estate', flowsDir: '/nowhere' }
const policiesOf = (plan: Plan): PolicyRow[] =>
  (JSON.parse(generate(plan, options).get('policies.json')!) as { policies: PolicyRow[] }).policies

function withLife(life: Partial<PlanFlow['lifecycle']>): Plan {
  const plan = workOrders()
  const flow = plan.flows['workOrders']!
  Object.assign(flow.lifecycle, life)
  return plan
}
const cellOf = (plan: Plan, unit: string, kind: (typeof conflictKinds)[number]): string =>
  policiesOf(plan).find((row) => row.unit === unit)!.outcomes[kind].what

describe('the policy table', () => {
  it.for([workOrders, hostile, requisitionLines, assets, everyPolicy])('has a cell for every unit and conflict kind of $name', (make) => {
    const plan = make()
    const rows = policiesOf(plan)
    expect(rows.flatMap(({ fields }) => fields)).toEqual(
      Object.values(plan.flows).flatMap((flow) => flow.units.flatMap((unit) => unit.fields)),
    )
    for (const row of rows) {
      expect(Object.keys(row.outcomes)).toEqual([...conflictKinds])
      for (const { occurs, what } of Object.values(row.outcomes)) {
        expect(what.length).toBeGreaterThan(10)
        expect(what.startsWith('cannot occur: ')).toBe(!occurs)
      }
    }
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
  it('says what waits for a parent', () => {
    expect(cellOf(requisitionLines(), 'vendor', 'missingParent')).toBe(
      'the record waits until vendors is there; after 1 day it goes to the dead letters',
    )
    expect(cellOf(requisitionLines(), 'quantity', 'missingParent')).toMatch(/^cannot occur/)
  })
})

describe('what users may edit', () => {
  interface Editable {
    readonly tables: readonly {
      readonly create: { readonly allowed: boolean; readonly why: string }
      readonly delete: { readonly allowed: boolean }
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
    expect(editable(workOrders(), 'EAM').create).toEqual({ allowed: true, why: 'rows are created here (workOrders)' })
  })
  it('is forbidden where any flow forbids it', () => {
    const plan = workOrders()
    const other = structuredClone(plan.flows['workOrders']!)
    other.units = other.units.filter((unit) => unit.name === 'description')
    other.units[0]!.policy = { kind: 'owner', system: 'ERP', returnPath: false }
    plan.flows['other'] = other
    expect(editable(plan, 'EAM').fields.find(({ field }) => field === 'description')).toMatchObject({
      editable: false,
      why: 'ERP writes it (other); an edit here is set back',
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
