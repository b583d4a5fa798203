/** The ladder as questions: what it asks, where it stops, and that whatever is answered comes to a flow which the checker passes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answered, replay, type Answers } from '../../cli/decide/answers.ts'
import { dialogue } from '../../cli/decide/dialogue.ts'
import { withDraft, type Draft } from '../../cli/decide/draft.ts'
import { ladder } from '../../cli/decide/ladder.ts'
import { detecting } from '../../cli/decide/mechanism.ts'
import { pasted } from '../../cli/decide/print.ts'
import { misfit, type Answer, type Question } from '../../cli/decide/question.ts'
import type { Verdict } from '../../cli/decide/verdict.ts'
import { check } from '../../codegen/check/check.ts'
import { readPlan } from '../../codegen/plan/json.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import { data, type FlowData } from '../../dsl/data.ts'
import { FlowStarter } from '../../dsl/flow/start.ts'
import { startedFlows } from '../../dsl/flow/started.ts'
import { runs } from '../runs.ts'

const planOf = (name: string): Plan => readPlan(readFileSync(join(import.meta.dirname, '../../generated', name, 'plan.json'), 'utf8'))
const [coOwned, estate, workOrders] = [planOf('co-owned'), planOf('estate'), planOf('work-orders')]

const paced = { fresh: 'minutes', volume: 'hundreds' }
const triggers = { 'offers.EAM': ['triggers'], 'offers.ERP': ['triggers'] }
const both = { users: ['EAM', 'ERP'], enters: ['EAM'], need: 'change', deletes: ['EAM'], ...paced, ...triggers }
const fields = ['description', 'asset', 'technician', 'status', 'due', 'hours', 'glCode', 'project', 'approval', 'price']
const verdictOf = (plan: Plan, record: string, answers: Answers): Verdict => answered(ladder(plan, record, record), answers)
const textOf = (plan: Plan, record: string, answers: Answers): string => pasted(record, verdictOf(plan, record, answers).draft)

describe('stops at the first answer that suffices', () => {
  it('one system works on it: one-way, and nothing more is asked', () => {
    const { draft, step } = verdictOf(workOrders, 'workOrders', {
      users: ['EAM'],
      onDelete: 'mirror',
      ...paced,
      'offers.EAM': ['triggers'],
    })
    expect(step).toBe(1)
    expect(pasted('workOrders', draft)).toBe(`workOrders: flow('workOrders').oneWay({ from: 'EAM', to: 'ERP' }),`)
  })

  it('the others only have to see it: one-way', () => {
    const answers = { users: ['EAM', 'ERP'], enters: ['EAM'], need: 'see', onDelete: 'keep', ...paced, 'offers.EAM': [] }
    expect(textOf(workOrders, 'workOrders', answers)).toBe(
      `workOrders: flow('workOrders').oneWay({ from: 'EAM', to: 'ERP' }).onDelete('keep'),`,
    )
  })

  it('the others change nothing after all: one-way', () => {
    const { 'offers.ERP': _unread, ...read } = both
    expect(verdictOf(workOrders, 'workOrders', { ...read, 'edits.ERP': [] })).toMatchObject({ step: 1 })
  })

  it('one field comes back: a return path', () => {
    const verdict = verdictOf(workOrders, 'workOrders', { ...both, 'edits.ERP': ['approval'], 'edits.EAM': [] })
    expect(verdict.step).toBe(2)
    expect(pasted('workOrders', verdict.draft)).toContain(`.returnPath('approval', 'ERP')`)
    expect(verdict.ruledOut).toEqual([{ answer: 'one-way', why: 'others change approval' }])
    expect(verdict.advice.map(({ system }) => system)).toEqual(['EAM', 'ERP'])
  })

  it.each([
    ['more than two fields come back', { 'edits.ERP': ['approval', 'glCode', 'project'], 'edits.EAM': [] }],
    ['the others delete as well', { 'edits.ERP': ['approval'], 'edits.EAM': [], deletes: ['ERP'] }],
  ])('%s: every field with one writer', (_why, more) => {
    const verdict = verdictOf(workOrders, 'workOrders', { ...both, because: 'why', deleteAgainstUpdate: 'review', ...more })
    expect(verdict.step).toBe(3)
    expect(new Set(verdict.units.map(({ policy }) => policy))).toEqual(new Set(['owner']))
    expect(verdict.ruledOut.map(({ answer }) => answer)).toEqual(['one-way', 'one-way with a return path'])
  })

  it('a field that both change, whose word is final: precedence, for that field alone', () => {
    const edits = { 'edits.ERP': ['status', 'glCode', 'project'], 'edits.EAM': ['status'] }
    const more = { 'bothEdit.status': 'precedence', 'final.status': 'EAM', because: 'why', deleteAgainstUpdate: 'updateWins' }
    const verdict = verdictOf(workOrders, 'workOrders', { ...both, ...edits, ...more })
    expect(verdict.step).toBe(4)
    expect(pasted('workOrders', verdict.draft)).toContain(`.precedence('status', 'EAM')`)
    expect(verdict.ruledOut.at(-1)).toEqual({ answer: 'one writer for each field', why: 'status has several' })
  })

  it('collections, amounts, losses and people: each field its own answer', () => {
    const edits = { 'edits.CRM': ['tags', 'notes', 'creditLimit'], 'edits.ERP': ['tags', 'notes', 'creditLimit'] }
    const life = { deletes: [], because: 'both talk to customers' }
    const policies = {
      'bothEdit.tags': 'union',
      'bothEdit.notes': 'lastWriteWins',
      'acceptLoss.notes': 'remarks',
      'bothEdit.creditLimit': 'review',
      'reviewers.creditLimit': 'credit',
    }
    const answers = {
      users: ['CRM', 'ERP'],
      enters: ['CRM', 'ERP'],
      highStakes: [],
      ...edits,
      ...life,
      ...policies,
      ...paced,
      'offers.CRM': ['triggers'],
      'offers.ERP': ['triggers'],
    }
    expect(textOf(coOwned, 'customers', answers)).toBe(`customers: flow('customers')
  .twoWay('CRM', 'ERP')
  .because('both talk to customers')
  .owner(['name', 'salesPerson', 'address', 'standing', 'paymentDays'], 'CRM')
  .union('tags')
  .review('creditLimit', { team: 'credit' })
  .lastWriteWins('notes', { acceptLoss: 'remarks' })
  .creates('anyone')
  .deletes('nobody'),`)
  })

  it('a log is fed by a flow of its own', () => {
    const verdict = verdictOf(estate, 'workOrders', {
      users: ['ERP'],
      copies: ['EAM', 'LOG'],
      onDelete: 'mirror',
      ...paced,
      'offers.ERP': ['triggers'],
    })
    expect([verdict.draft.way, verdict.apart]).toEqual([{ kind: 'oneWay', from: 'ERP', to: ['EAM'] }, ['LOG']])
    const log = verdictOf(estate, 'workOrders', { users: ['ERP'], copies: ['LOG'], ...paced, 'offers.ERP': ['triggers'] })
    expect(log.draft.calls.map(({ call }) => call)).toEqual(['noReconcile'])
  })
})

describe('what cannot be answered', () => {
  const edits = { 'edits.ERP': ['status', 'glCode', 'project'], 'edits.EAM': ['status'] }

  it('high stakes are never lost by the clock, whoever says that they are high', () => {
    const asked = { ...both, ...edits, 'bothEdit.status': 'lastWriteWins' }
    expect(() => verdictOf(workOrders, 'workOrders', asked)).toThrow('bothEdit.status: it is high stakes and must not be lost silently')
    const notes = {
      ...both,
      'edits.ERP': fields,
      'edits.EAM': ['description'],
      highStakes: ['description'],
      'bothEdit.description': 'lastWriteWins',
    }
    expect(() => verdictOf(workOrders, 'workOrders', notes)).toThrow('bothEdit.description: it is high stakes')
  })

  it('a policy that a system is too weak for, in the words of the checker', () => {
    const binding = coOwned.systems['CRM']!.holds['customers']!
    const crm = { ...coOwned.systems['CRM']!, holds: { customers: detecting(binding, 'snapshot') } }
    const plan = { ...coOwned, systems: { ...coOwned.systems, CRM: crm } }
    const answers = {
      users: ['CRM', 'ERP'],
      enters: ['CRM'],
      need: 'change',
      'edits.ERP': ['notes', 'name', 'tags'],
      'edits.CRM': ['notes'],
      deletes: [],
      highStakes: [],
    }
    const { asked } = replay(ladder(plan, 'customers', 'customers'), answers)
    expect(asked.at(-1)!.question).toMatchObject({
      id: 'bothEdit.notes',
      barred: [{ value: 'lastWriteWins', why: expect.stringContaining('CRM') as unknown }],
    })
  })

  it('names the question and what can be answered', () => {
    expect(() => verdictOf(workOrders, 'workOrders', {})).toThrow(/^users is not answered: Whose users work on workOrders/)
    const of = (answers: Answers) => () => verdictOf(workOrders, 'workOrders', answers)
    expect(of({ users: ['SAP'] })).toThrow('users: "SAP" is none of the answers')
    expect(of({ users: [] })).toThrow('users: at least one is needed')
    expect(of({ users: 7 })).toThrow('users: the answer is a list of texts')
    expect(of({ users: ['EAM', 'EAM'] })).toThrow('users: EAM stands there twice')
    expect(of({ users: 'EAM', onDelete: 'mirror', ...paced, 'offers.EAM': [], colour: 'red' })).toThrow('colour is not asked')
    expect(of({ users: 'EAM', onDelete: ['mirror'] })).toThrow('onDelete: the answer is one text')
    expect(() => verdictOf(estate, 'fxRates', { users: ['ECB', 'ERP'] })).toThrow('ECB is read-only')
    expect(() => verdictOf(workOrders, 'nothing', {})).toThrow('no system holds nothing')
  })
})

describe('how changes are seen', () => {
  const of = (more: Answers) =>
    verdictOf(coOwned, 'orders', { users: ['ERP'], onDelete: 'mirror', ...paced, 'offers.ERP': [], ...more }).advice[0]!

  it('the cheapest that suffices; a binding that does as well does', () => {
    expect(of({})).toMatchObject({ mechanism: 'polling', detect: 'snapshot', present: 'outbox', does: true })
  })

  it('deletes that have to be seen, and changes that are wanted at once', () => {
    expect(of({ volume: 'thousands', 'offers.ERP': ['changedAt', 'triggers'] })).toMatchObject({
      detect: 'outbox',
      ruledOut: [
        { answer: 'snapshot', why: 'it is slow where thousands of records change on a day' },
        { answer: 'updatedAt', why: expect.stringContaining('delete') as unknown },
      ],
    })
    expect(of({ volume: 'thousands', 'offers.ERP': ['changedAt', 'triggers'], onDelete: 'keep' })).toMatchObject({ detect: 'updatedAt' })
    expect(of({ fresh: 'seconds', volume: 'millions' })).toMatchObject({ mechanism: null, does: false })
  })

  it('nothing, where no way that is offered brings what the policy needs: in the words of the checker', () => {
    const held = coOwned.systems['CRM']!
    const unread = { ...detecting(held.holds['customers']!, 'snapshot'), detect: { kind: 'none' } } as const
    const unseen = { ...unread, capabilities: { ...unread.capabilities, seesChanges: false, seesDeletes: false } }
    const plan = { ...coOwned, flows: {}, systems: { ...coOwned.systems, CRM: { ...held, holds: { customers: unseen } } } }
    const advice = (offers: readonly string[]) =>
      verdictOf(plan, 'customers', {
        users: ['CRM', 'ERP'],
        enters: ['CRM'],
        need: 'change',
        'edits.ERP': ['notes', 'name'],
        'edits.CRM': ['notes'],
        deletes: [],
        highStakes: [],
        'bothEdit.notes': 'lastWriteWins',
        'acceptLoss.notes': 'remarks',
        because: 'x',
        ...paced,
        'offers.CRM': offers,
        'offers.ERP': ['triggers'],
      }).advice.find(({ system }) => system === 'CRM')
    expect(advice([])).toMatchObject({
      mechanism: null,
      detect: null,
      does: false,
      why: expect.stringMatching(/^nothing that it offers will do: lastWriteWins .*when a field was written/),
    })
    expect(advice(['triggers'])).toMatchObject({ mechanism: 'queue', detect: 'outbox' })
  })

  it('files are dropped, whatever is wished for', () => {
    const verdict = verdictOf(estate, 'fxRates', { users: ['ECB'], copies: ['ERP'], onDelete: 'keep', fresh: 'day', volume: 'millions' })
    expect(verdict.advice).toMatchObject([{ mechanism: 'file drop', detect: 'snapshot', does: true }])
    expect(verdict.draft.calls.at(-1)).toEqual({ call: 'every', interval: '6h' })
  })
})

describe('whatever is answered', () => {
  it('comes to a flow that is written as it was decided, and that the checker passes where systems are read as advised', async () => {
    const places = [coOwned, estate, workOrders].flatMap((plan) => Object.keys(plan.records).map((record) => ({ plan, record })))
    const shared = places.filter(
      ({ plan, record }) => Object.values(plan.systems).filter(({ holds }) => Object.hasOwn(holds, record)).length > 1,
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...shared), fc.gen(), async ({ plan, record }, draw) => {
        const others = { ...plan, flows: Object.fromEntries(Object.entries(plan.flows).filter(([, flow]) => flow.record !== record)) }
        const verdict = (await dialogue(
          ladder(others, 'decided', record),
          (question) => Promise.resolve(drawn(draw, question)),
          () => {},
        ))!
        expect(asWritten(pasted('decided', verdict.draft))).toEqual(asDecided(verdict.draft))
        const advised = asAdvised(others, record, verdict)
        const before = errorsIn(advised)
        const after = errorsIn(withDraft(advised, 'decided', verdict.draft))
        expect(after.filter((error) => !before.includes(error))).toEqual([])
        const high = others.records[record]!.fields.filter(({ stakes }) => stakes === 'high').map(({ name }) => name)
        const lossy = verdict.units.filter(({ policy }) => policy === 'lastWriteWins').map(({ unit }) => unit)
        expect(lossy.filter((unit) => [unit, ...(others.records[record]!.groups[unit] ?? [])].some((name) => high.includes(name)))).toEqual(
          [],
        )
      }),
      { ...runs(60), endOnFailure: true },
    )
  })

  it('a person who gives up has decided nothing, and one who says what cannot be is asked again', async () => {
    expect(
      await dialogue(
        ladder(workOrders, 'assets', 'assets'),
        () => Promise.resolve(null),
        () => {},
      ),
    ).toBeNull()
    const answers: (Answer | null)[] = [[], ['EAM'], null]
    const heard: string[] = []
    await dialogue(
      ladder(workOrders, 'assets', 'assets'),
      () => Promise.resolve(answers.shift()!),
      (why) => heard.push(why),
    )
    expect([heard, answers]).toEqual([['at least one is needed'], []])
  })
})

const word = fc.constantFrom(`it's`, 'a "quoted" word', `both ' and "`, 'a\\b', 'because of the long history of this estate', 'two\nlines')

/** Any answer that fits. */
function drawn(draw: fc.GeneratorValue, question: Question): Answer {
  if (question.kind === 'words') return draw(() => word)
  const values = question.options.map(({ value }) => value)
  if (question.kind === 'choice') return draw(() => fc.constantFrom(...values))
  return draw(() => fc.subarray(values, { minLength: question.least }).filter((some) => misfit(question, some) === null))
}

function asAdvised(plan: Plan, record: string, { advice }: Verdict): Plan {
  const systems = { ...plan.systems }
  for (const { system, detect, does } of advice) {
    const held = systems[system]!
    const kind = detect ?? 'outbox'
    if (!does) systems[system] = { ...held, holds: { ...held.holds, [record]: detecting(held.holds[record]!, kind) } }
  }
  return { ...plan, systems }
}

function errorsIn(plan: Plan): readonly string[] {
  return check(plan)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, facts }) => JSON.stringify([code, facts]))
}

/** What the language makes of a property of the portfolio. */
function asWritten(text: string) {
  const at = { file: 'flows.ts', line: 1, column: 1 }
  const flow = (record: string) => new FlowStarter({ record, landscape: at, at }, startedFlows())
  // oxlint-disable-next-line typescript/no-implied-eval -- that it is code is what is tested
  const written = new Function('flow', `return { ${text} }`)(flow) as { readonly decided: { readonly [data]: FlowData } }
  const { record, way, calls } = written.decided[data]
  return { record, way, calls: calls.map(({ at: _at, ...call }) => call) }
}

function asDecided({ record, way, calls }: Draft) {
  return { record, way, calls }
}
