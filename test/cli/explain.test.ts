/** What `explain` answers, from the plans of the examples; that the command line reaches it is tried in code.test.ts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { noColours } from '../../cli/colour.ts'
import { fieldText } from '../../cli/explain/field.ts'
import { flowText } from '../../cli/explain/flow.ts'
import { ruleOf, ruleText } from '../../cli/explain/rule.ts'
import type { Subject } from '../../cli/explain/subject.ts'
import { subjectOf, systemOf } from '../../cli/explain/subject.ts'
import { systemMarkdown, systemText } from '../../cli/explain/system.ts'
import { Failure } from '../../cli/failure.ts'
import { aloneAnswer, keyAnswer, unitAnswer } from '../../codegen/answer/field.ts'
import type { FieldAnswer } from '../../codegen/answer/field.ts'
import { flowAnswer } from '../../codegen/answer/flow.ts'
import type { ColumnAnswer, TableAnswer } from '../../codegen/answer/system.ts'
import { systemAnswer } from '../../codegen/answer/system.ts'
import { kinds } from '../../codegen/check/rules/index.ts'
import { readPlan } from '../../codegen/plan/json.ts'
import type { Plan, PlanFlow } from '../../codegen/plan/schema.ts'

const generated = join(import.meta.dirname, '../../generated')
const planOf = (name: string): Plan => readPlan(readFileSync(join(generated, name, 'plan.json'), 'utf8'))
const [workOrders, coOwned, estate] = [planOf('work-orders'), planOf('co-owned'), planOf('estate')]

function of<K extends Subject['kind']>(kind: K, text: string, plan: Plan): Extract<Subject, { kind: K }> {
  const subject = subjectOf(text, plan)
  expect(subject.kind).toBe(kind)
  return subject as Extract<Subject, { kind: K }>
}
function unit(text: string, plan: Plan): FieldAnswer {
  const subject = of('unit', text, plan)
  return unitAnswer(plan, subject.flow, subject.unit)
}
function withFlow(plan: Plan, name: string, change: Partial<PlanFlow>): Plan {
  return { ...plan, flows: { ...plan.flows, [name]: { ...plan.flows[name]!, ...change } } }
}

describe('one field', () => {
  test('says who writes it and why, where it goes and how soon, what happens, and what shows what was lost', () => {
    const text = fieldText(unit('workOrders.status', workOrders), noColours)
    expect(text).toMatch(/written by +EAM\n +because +finance codes/)
    expect(text).toMatch(/said at +flows\.ts:\d+:\d+/)
    expect(text).toMatch(/EAM to ERP +noticed by triggers, as it is committed; a run every minute takes it on; expected within 1 minute/)
    expect(text).toMatch(/foreignWrite +somebody edits it who may not +set back at ERP/)
    expect(text).toMatch(/a value that does not stand .* thalweg trace workOrders <key> status/)
    expect(text).toMatch(/what a system does not take +tried for 1 day, .* thalweg dead-letters list --flow workOrders/)
    expect(text).not.toContain('thalweg review')
  })

  test('says of a handover who writes it until when, and so does what users may edit', () => {
    const units = workOrders.flows['workOrders']!.units.map((each) =>
      each.name === 'status' && each.policy.kind === 'owner' ? { ...each, policy: { ...each.policy, system: 'ERP', from: 'EAM' } } : each,
    )
    const plan = withFlow(workOrders, 'workOrders', { units })
    expect(fieldText(unit('workOrders.status', plan), noColours)).toMatch(/written by +EAM, and ERP once it is handed over/)
    for (const system of ['EAM', 'ERP'])
      expect(systemText(systemAnswer(plan, system), noColours)).toMatch(/handed over by EAM to ERP: until it is switched EAM writes it/)
  })

  test('goes from each of its writers, and on with other flows', () => {
    expect(unit('customers.address', coOwned).ways.map(({ from, to }) => [from, to])).toEqual([
      ['CRM', ['ERP']],
      ['ERP', ['CRM']],
    ])
    const on = unit('workOrders.status', estate).ways.map(({ flow, to }) => [flow, to])
    expect(on).toEqual([
      ['workOrders', ['ERP']],
      ['workOrdersToBi', ['BI']],
      ['compliance', ['LOG']],
    ])
  })

  test('names what a return path answers, what becomes of a late answer, and where it waits', () => {
    const text = fieldText(unit('orders.receipt', coOwned), noColours)
    expect(text).toMatch(/answers +supplier, total/)
    expect(text).toMatch(/staleAnswer +the answer comes too late +given by WMS for another supplier or total than is decided/)
    expect(text).toContain('thalweg review list --flow orders')
  })

  test('that nobody reports waits for reconciliation, or for nobody', () => {
    const glimpsed = unit('vendors.name', withFlow(workOrders, 'vendors', { systems: ['ERP', 'PROC', 'EAM'] }))
    expect(glimpsed.ways[0]!.says).toMatch(/^noticed by the column modified, at most 5 minutes late/)
    const subject = of('unit', 'vendors.name', workOrders)
    const blind = unitAnswer(workOrders, 'vendors', { ...subject.unit, policy: { kind: 'owner', system: 'ERP', returnPath: false } })
    expect(blind.ways[0]!.says).toBe('changes are not reported: reconciliation every day finds them')
  })

  test('a key, and a field that one system alone holds, are answered', () => {
    const key = of('key', 'workOrders.number', workOrders)
    const text = fieldText(keyAnswer(workOrders, key.flow), noColours)
    expect(text).toMatch(/written by +EAM/)
    expect(text).toContain('the key of workOrders: it names the record')
    expect(text).toMatch(/in ERP +maintenance_order\.order_no/)
    const alone = of('alone', 'stock.shelf', coOwned)
    expect(fieldText(aloneAnswer(coOwned, alone.flow, alone.alone), noColours)).toContain('only WMS holds it')
  })
})

describe('a whole flow', () => {
  test('is a table of its fields, its life, and what happens: what is the same for all is said once', () => {
    const text = flowText(flowAnswer(coOwned, 'customers'), noColours)
    expect(text).toMatch(/address \(city, country\) +all +precedence +4 precedence/)
    expect(text).toContain('Created by CRM; a row made elsewhere waits for a review.')
    expect(text.match(/foreignDelete/g)).toHaveLength(1)
    expect(text).toMatch(/disagree about notes:\n +bothChanged .* the later commit stands/)
  })

  test('that carries events says so, also when one of its fields is asked for', () => {
    expect(of('flow', 'compliance.status', estate).flow).toBe('compliance')
    const text = flowText(flowAnswer(estate, 'compliance'), noColours)
    expect(text).toContain('every change of workOrders in ERP is appended to LOG')
    expect(text).toContain('Never reconciled: the log is evidence')
    expect(text).toMatch(/Appended with every change: number, description, .*cost, currency/)
  })
})

describe('unknown names', () => {
  test.each([
    ['workOrdrs.status', 'did you mean workOrders?'],
    ['workOrders.statsu', 'did you mean status?'],
    ['workOrders.', 'did you mean workOrders?'],
    ['workOrder', 'did you mean workOrders?'],
    ['glCode', 'as in thalweg explain workOrders.glCode'],
    ['ERP', 'thalweg explain --system ERP'],
  ])('%s: %s', (text, wayOut) => {
    let thrown: unknown
    try {
      subjectOf(text, workOrders)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(Failure)
    expect(thrown).toMatchObject({ exit: 64, wayOut: expect.stringContaining(wayOut) })
  })
  test('of systems and rules', async () => {
    expect(() => systemOf('EPR', workOrders)).toThrow('there is no system EPR')
    await expect(ruleOf('TW1O4')).rejects.toMatchObject({ exit: 64 })
    await expect(ruleOf('TW140999')).rejects.toMatchObject({ exit: 64 })
  })
})

describe('what the users of a system may edit', () => {
  const table = (plan: Plan, system: string, record: string): TableAnswer =>
    systemAnswer(plan, system).tables.find((each) => each.record === record)!
  const column = (plan: Plan, system: string, record: string, field: string): ColumnAnswer =>
    table(plan, system, record).columns.find((each) => each.field === field)!

  test('theirs, shared, read-only at once or at reconciliation, and rows', () => {
    expect(column(workOrders, 'ERP', 'workOrders', 'glCode')).toMatchObject({ state: 'yours', says: 'goes to EAM' })
    expect(column(workOrders, 'ERP', 'workOrders', 'cost').says).toBe('goes to EAM; decided as one with currency')
    expect(column(coOwned, 'ERP', 'customers', 'notes')).toMatchObject({
      state: 'shared',
      says: expect.stringContaining('the later commit stands'),
    })
    expect(column(workOrders, 'ERP', 'workOrders', 'status').says).toBe(
      'EAM writes it; your edit is set back by the next run (every minute), yours is kept in the audit',
    )
    expect(column(workOrders, 'ERP', 'assets', 'status').says).toContain('reported at reconciliation (every day); its repair sets it back')
    expect(table(workOrders, 'ERP', 'workOrders').create).toEqual({
      may: false,
      says: 'EAM creates; a row that you create is reported and left alone by the next run (every minute)',
    })
    expect(table(workOrders, 'EAM', 'workOrders').delete.may).toBe(true)
  })

  test('follow the flow: guarded, kept, proposed, and carried by nothing', () => {
    const { at, units } = workOrders.flows['workOrders']!
    const kept = (foreignWrite: 'keep' | 'propose') =>
      column(withFlow(workOrders, 'workOrders', { units: units.map((each) => ({ ...each, foreignWrite })) }), 'ERP', 'workOrders', 'status')
        .says
    const guarded = withFlow(workOrders, 'workOrders', { guard: at })
    expect(column(guarded, 'ERP', 'workOrders', 'status').says).toBe('EAM writes it; the guard refuses your edit as you save it')
    expect(table(guarded, 'ERP', 'workOrders').create.says).toContain('the guard refuses it as you save')
    expect(kept('keep')).toContain('yours stays until the next change by EAM')
    expect(kept('propose')).toContain('yours is proposed to EAM')
    const { workOrders: _, ...others } = workOrders.flows
    expect(column({ ...workOrders, flows: others }, 'ERP', 'workOrders', 'status')).toMatchObject({ state: 'noFlow', flow: null })
    expect(column(coOwned, 'WMS', 'stock', 'shelf')).toMatchObject({ state: 'noFlow' })
  })

  test('the strictest of several flows counts, and a log is nobody’s to edit', () => {
    expect(column(estate, 'EAM', 'workOrders', 'status').state).toBe('yours')
    expect(column(estate, 'BI', 'workOrders', 'status').state).toBe('readOnly')
    expect(column(estate, 'ERP', 'workOrders', 'status')).toMatchObject({ state: 'readOnly', flow: 'workOrders' })
    expect(column(estate, 'LOG', 'workOrders', 'status').says).toBe('appended as it is, with every change')
  })

  test('reads as text and as Markdown', () => {
    const answer = systemAnswer(workOrders, 'ERP')
    expect(systemText(answer, noColours)).toMatch(/maintenance_order \(workOrders; workOrders\)\n {2}create rows {2}no: EAM creates/)
    expect(systemText(answer, noColours)).toMatch(/gl_code +yours +goes to EAM/)
    expect(systemMarkdown(answer)).toContain('| gl\\_code | yours | goes to EAM |')
  })
})

describe('a rule', () => {
  test('has its page in the terminal, with the place under the line', async () => {
    const text = ruleText(await ruleOf('tw104'), noColours)
    expect(text).toMatch(/^TW104: two flows write the same field/)
    expect(text).toMatch(/ 6 \| {3}finance: flow\('vendors'\).*\n {18}\^ TW104/)
    expect(text).toContain('Mended:')
  })
  test.each(kinds)('$code says why', (kind) => {
    expect(ruleText(kind, noColours)).toContain(kind.why)
  })
  const placed = kinds.filter(({ example }) => example.file === undefined && example.failing !== '')
  test.each(placed)('$code has a caret at its place', (kind) => {
    const [line, column] = kind.example.at
    const lines = ruleText(kind, noColours).split('\n')
    const at = lines.findIndex((each) => each.endsWith(`^ ${kind.code}`))
    expect(lines[at - 1]).toMatch(new RegExp(`^ *${line} \\|`))
    expect(lines[at]!.indexOf('^')).toBe(7 + column - 1)
  })
})
