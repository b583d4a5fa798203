import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { planJson, readPlan } from '../../codegen/plan/json.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import { natively, placeIn } from './natively.ts'

const folder = join(import.meta.dirname, '../../examples/work-orders')
const flows = join(folder, 'flows.ts')
const source = (name: string) => readFileSync(join(folder, name), 'utf8')

describe('the plan of the first example', () => {
  let text: string
  let plan: Plan
  beforeAll(async () => {
    const [native] = await natively(flows)
    if (native === undefined || 'findings' in native) throw new Error(JSON.stringify(native))
    text = native.text
    plan = readPlan(text)
  })

  it('is the same bytes in another process, and after it was read', async () => {
    const [again] = await natively(flows)
    expect(again).toEqual({ text })
    expect(planJson(plan)).toBe(text)
  })

  it('names no folder of this machine', () => {
    expect(text).not.toContain(folder)
    expect(text).not.toContain(process.cwd())
  })

  it('points to each call where it is written', () => {
    expect(plan.flows['assets']!.at).toEqual({ file: 'flows.ts', ...placeIn(source('flows.ts'), "flow('assets')") })
    expect(plan.flows['workOrders']!.lifecycle.said.deletes).toEqual({ file: 'flows.ts', ...placeIn(source('flows.ts'), "deletes('EAM'") })
    expect(plan.systems['PROC']!.holds['vendors']!.at).toEqual({
      file: 'systems/proc.ts',
      ...placeIn(source('systems/proc.ts'), 'table(vendors'),
    })
    expect(plan.records['vendors']!.at).toEqual({ file: 'records/vendors.ts', ...placeIn(source('records/vendors.ts'), 'record({') })
    expect(plan.at).toEqual({ file: 'landscape.ts', ...placeIn(source('landscape.ts'), 'landscape({') })
  })

  it('runs the flows of records that are referred to first', () => {
    expect(plan.order.indexOf('vendors')).toBeLessThan(plan.order.indexOf('requisitions'))
    expect(plan.order.indexOf('assets')).toBeLessThan(plan.order.indexOf('workOrders'))
    expect(plan.order.toSorted()).toEqual(Object.keys(plan.flows).toSorted())
  })

  it('resolves columns: named, by naming, with a map of values, with a lookup', () => {
    const columns = plan.systems['ERP']!.holds['requisitions']!.columns
    expect(columns.find(({ field }) => field === 'number')).toEqual({ field: 'number', column: 'requisition_no', stores: [] })
    expect(columns.find(({ field }) => field === 'requestedBy')?.column).toBe('requested_by')
    expect(columns.find(({ field }) => field === 'vendor')).toEqual({
      field: 'vendor',
      column: 'vendor_id',
      lookup: { table: 'vendor', match: 'number', id: 'id' },
      stores: [],
    })
    expect(plan.systems['EAM']!.holds['assets']!.columns.find(({ field }) => field === 'status')?.values).toEqual([
      ['OPERATING', 'I'],
      ['DOWN', 'D'],
      ['SCRAPPED', 'W'],
    ])
  })

  it('gives a one-way flow to its source, and what comes back to the system that answers', () => {
    const requisitions = plan.flows['requisitions']!
    const steps = Object.fromEntries(requisitions.units.map((unit) => [unit.name, [unit.step, unit.policy]]))
    expect(steps['vendor']).toEqual([1, { kind: 'owner', system: 'EAM', returnPath: false }])
    expect(steps['approval']).toEqual([2, { kind: 'owner', system: 'ERP', returnPath: true }])
    expect(requisitions.lifecycle).toMatchObject({
      creates: ['EAM'],
      foreignCreate: 'report',
      deletes: ['EAM'],
      foreignDelete: 'restore',
      onDelete: 'mirror',
    })
    expect(requisitions.failure).toEqual({ retryForMs: 3 * 86_400_000, then: 'deadLetter' })
    expect(requisitions.expect).toEqual({ lagMs: 300_000 })
  })

  it('sends a field to the systems that hold it, and keeps what one system alone holds', () => {
    const units = new Map(plan.flows['vendors']!.units.map((unit) => [unit.name, unit.systems]))
    expect(units.get('name')).toEqual(['PROC', 'EAM', 'ERP'])
    expect(units.get('website')).toEqual(['PROC', 'ERP'])
    expect(plan.flows['assets']!.alone).toEqual([{ field: 'criticality', system: 'EAM' }])
  })

  it('fills in what was not said', () => {
    const { rhythm, reconcile, maxDeletes, firstSync, failure } = plan.flows['workOrders']!
    expect({ rhythm, reconcile, maxDeletes, firstSync, failure }).toEqual({
      rhythm: { kind: 'every', ms: 60_000 },
      reconcile: { rhythm: { kind: 'every', ms: 86_400_000 }, repair: 'ask' },
      maxDeletes: null,
      firstSync: { match: ['number'], whereTheyDiffer: 'byPolicy' },
      failure: { retryForMs: 86_400_000, then: 'deadLetter' },
    })
  })

  it('decides a group as one, with its members in the order of the record', () => {
    const price = plan.flows['workOrders']!.units.find((unit) => unit.name === 'price')
    expect(price).toMatchObject({ fields: ['cost', 'currency'], systems: ['EAM', 'ERP'], policy: { system: 'ERP' }, step: 3 })
  })

  it('knows what the connector can do by how changes are detected', () => {
    expect(plan.systems['PROC']!.holds['vendors']!.capabilities).toMatchObject({
      seesChanges: true,
      seesDeletes: false,
      birth: false,
      commitTime: 'row',
    })
    expect(plan.systems['EAM']!.holds['workOrders']!.capabilities).toMatchObject({
      condition: 'field',
      operationMark: 'void',
      seesDeletes: true,
      birth: true,
    })
    expect(plan.systems['ERP']!.holds['vendors']!.capabilities).toMatchObject({
      seesChanges: false,
      seesDeletes: false,
      commitTime: 'none',
    })
  })
})
