/** `verify --exhaustive`: what it tries of generated flows, that it finds what is broken, and how it tells it. */
import { describe, expect, it } from 'vitest'
import { landscape as coOwned } from '../../generated/co-owned/index.ts'
import { landscape as workOrders } from '../../generated/work-orders/index.ts'
import type { Cli } from '../../cli/command.ts'
import { Input } from '../../cli/input.ts'
import { exhaustive } from '../../cli/verify/exhaustive.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { lastWriteWins } from '../../runtime/index.ts'
import type { Policy } from '../../runtime/policies/rule.ts'
import { exhaust } from '../../sim/exhaustive/index.ts'
import { scopesOf } from '../../sim/exhaustive/scopes.ts'
import type { Part } from '../../sim/exhaustive/state.ts'
import { made } from './landscapes/made.ts'
import colours from 'picocolors'

/** States are no matter of how fast a machine is. */
const until = Infinity

const threeSystems = made('three', [
  { name: 'things', systems: ['A', 'B', 'C'], units: [{ fields: { name: 'name' }, owner: 0 }], sources: ['A'] },
])

/** The same landscape with another policy for one unit. */
function altered(
  landscape: GeneratedLandscape,
  flow: string,
  unit: string,
  change: (policy: Policy) => Partial<Policy>,
): GeneratedLandscape {
  const known = landscape.flows[flow]!
  const units = known.settle.units.map((each) =>
    each.name === unit ? { ...each, policy: { ...each.policy, ...change(each.policy) } } : each,
  )
  return { ...landscape, flows: { ...landscape.flows, [flow]: { ...known, settle: { ...known.settle, units } } } }
}

const cli: Cli = {
  json: false,
  paint: colours.createColors(false),
  warn: () => {},
  note: () => {},
  report: () => {},
  progress: () => ({ at: () => {}, add: () => {}, label: () => {}, end: () => {} }),
}

describe('what is tried of a flow', () => {
  it('is each unit alone, those that behave alike once, and each beside one of another writer', () => {
    const { scopes, left } = scopesOf(coOwned.flows['customers']!, [])
    const edits = scopes.filter(({ name }) => name.endsWith(': edits')).map(({ units }) => units.join('+'))
    const others = ['address', 'tags', 'notes', 'standing', 'creditLimit', 'paymentDays']
    expect(edits).toEqual(['name', ...others, ...others.map((other) => `name+${other}`)])
    expect(scopes.filter(({ name }) => name.endsWith(': creates, edits and deletes'))).toHaveLength(7)
    expect(left).toEqual([])
  })

  it('is an answer beside what it answers', () => {
    const { scopes } = scopesOf(coOwned.flows['orders']!, [])
    const answering = scopes.filter(
      ({ config }) => config.kernel.answering.length > 0 && config.kernel.units.some(({ answers }) => answers.length > 0),
    )
    expect(answering.map(({ units }) => units)).toEqual([
      ['supplier', 'receipt'],
      ['supplier', 'receipt'],
    ])
  })

  it('is every pair of systems with three acts, and all three with two', () => {
    const { scopes } = scopesOf(workOrders.flows['vendors']!, [])
    const found = new Set(scopes.map(({ systems, config }) => `${systems.join(' ')} ${config.edits} ${config.faults} ${config.late}`))
    expect([...found]).toEqual(['PROC EAM 3 1 true', 'PROC ERP 3 1 true', 'PROC EAM ERP 2 1 true'])
  })
})

describe('exhaust', () => {
  it('finds nothing in the examples, as far as a test run goes', () => {
    for (const landscape of [workOrders, coOwned]) {
      const { flows, states, transitions } = exhaust({ landscape, flows: Object.keys(landscape.flows), until, maxStates: 300 })
      expect(flows.map(({ broken }) => broken)).toEqual(flows.map(() => null))
      expect(states).toBeGreaterThan(5_000)
      expect(transitions).toBeGreaterThan(states)
    }
  })

  it('searches once what is the same but for its names', () => {
    const { flows, states } = exhaust({ landscape: threeSystems, flows: ['things'], until, maxStates: 300 })
    const { scopes } = flows[0]!
    expect(scopes.flatMap(({ name, as }) => (as === null ? [] : [[name, as]]))).toEqual(
      ['edits', 'edits and deletes', 'creates, edits and deletes'].map((course) => [`name at A, C: ${course}`, `name at A, B: ${course}`]),
    )
    expect(states).toBe(scopes.reduce((sum, scope) => sum + (scope.as === null ? scope.states : 0), 0))
  })

  it('ends when its time is over, and says how far it got', () => {
    const { flows } = exhaust({ landscape: workOrders, flows: ['workOrders'], until: Date.now() - 1 })
    for (const { outcome, depth, states } of flows[0]!.scopes) {
      expect(outcome).toBe('bound')
      expect(depth).toBeGreaterThan(0)
      expect(states).toBeLessThan(1_000)
    }
  })

  it.each([
    ['operationMark', 'workOrders'],
    ['condition', 'workOrders'],
    ['freezing', 'workOrders'],
    ['positionAfterCommit', 'workOrders'],
    ['decisionFirst', 'workOrders'],
    ['auditWithDecision', 'workOrders'],
    ['toldAgain', 'workOrders'],
  ] satisfies [Part, string][])('notices that %s is taken away', (part, flow) => {
    const { flows } = exhaust({ landscape: workOrders, flows: [flow], until, maxStates: 8_000, without: [part] })
    expect(flows[0]!.broken!.told.length).toBeGreaterThan(1)
  })
})

describe('thalweg verify --exhaustive', () => {
  const shared = made('shared', [
    { name: 'things', systems: ['CRM', 'ERP'], units: [{ fields: { notes: 'note' }, owner: lastWriteWins({ tieWithinMs: 0 }) }] },
  ])
  const wrong = altered(shared, 'things', 'notes', (policy) => ({
    judge: (edit) => policy.judge({ ...edit, at: edit.decidedAt, decidedAt: edit.at }),
  }))
  const ask = async (landscape: GeneratedLandscape, options: Readonly<Record<string, unknown>>) =>
    exhaustive(landscape, ['things'], new Input({}, { minutes: '5', ...options }), cli)

  it('finds a policy by which the earlier edit wins, tells a shortest way into it by system, and ends 1', async () => {
    const { exit, text, data } = await ask(wrong, {})
    expect(exit).toBe(1)
    expect(text).toContain('things: the one wins that the policy prefers does not hold. A shortest way into it (notes at CRM, ERP: edits):')
    expect(text).toMatch(/08:00:00\.000 {2}CRM {2}user \(a0\) updates notes=/)
    expect(text).toMatch(/ERP {2}looks: notes=/)
    expect(text).toContain('again: thalweg verify --exhaustive --flow things')
    expect(data).toMatchObject({
      flows: [{ flow: 'things', broken: { check: 'the one wins that the policy prefers', systems: ['CRM', 'ERP'] } }],
    })
  })

  it('draws it', async () => {
    const { text } = await ask(wrong, { mermaid: true })
    expect(text).toContain(
      'sequenceDiagram\n  participant s0 as CRM\n  participant s1 as ERP\n  participant hub as hub\n  Note over s0: user (a0) updates',
    )
    expect(text).toContain('hub->>s1: looks')
  })

  it('ends 0 where all of it holds, and says what did not close', async () => {
    const { exit, text } = await ask(shared, { minutes: '0.001' })
    expect(exit).toBe(0)
    expect(text).toMatch(/things {2}\d+ scopes {2}[\d,]+ states {2}[\d,]+ transitions/)
    expect(text).toContain('Not closed in the time; every state that so many steps lead to holds:\n  things: notes at CRM, ERP: edits: ')
  })

  it('draws no seeds', async () => {
    await expect(ask(shared, { seeds: '3' })).rejects.toThrow('--seeds is of runs that are drawn')
  })
})
