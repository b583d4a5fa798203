/** The history of a ledger that simulated users and accidents have made, decided again. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { GeneratedFlow } from '../../runtime/door.ts'
import type { Policy, UnitRule } from '../../runtime/policies/rule.ts'
import { lastWriteWins } from '../../runtime/policies/last-write-wins.ts'
import { owner } from '../../runtime/policies/owner.ts'
import { precedence } from '../../runtime/policies/precedence.ts'
import { review } from '../../runtime/policies/review.ts'
import type { Ledger } from '../../runtime/ports.ts'
import { rough } from '../../sim/quirks.ts'
import type { FlowReplayed, Reason } from '../../sim/replay/index.ts'
import { differs, misfit, replayFlow } from '../../sim/replay/index.ts'
import { simulated } from './landscapes/index.ts'
import type { Lived } from './lived.ts'
import { lived, Told } from './lived.ts'

async function underItself({ ledger, flows }: Lived): Promise<readonly FlowReplayed[]> {
  const out: FlowReplayed[] = []
  for (const flow of flows) out.push(await replayFlow({ ledger, now: flow, proposed: flow, examples: 1 }))
  return out
}
const sum = (all: readonly FlowReplayed[], of: (each: FlowReplayed) => number) => all.reduce((total, each) => total + of(each), 0)

describe('under the policies that ran, nothing ever differs', () => {
  const calm: FlowReplayed[] = []
  const stormy: FlowReplayed[] = []
  beforeAll(async () => {
    for (const { landscape } of Object.values(simulated)) {
      calm.push(...(await underItself(await lived(landscape, 2))))
      stormy.push(...(await underItself(await lived(landscape, 1, { quirks: rough }))))
    }
  })

  it('whatever happened', () => {
    expect([...calm, ...stormy].filter(differs)).toEqual([])
  })

  it('and without accidents the audit tells all of it, but for what is named', () => {
    const expected: readonly Reason[] = ['review', 'person', 'renumbered']
    const named = sum(calm, ({ left }) => left.reduce((n, { reason, records }) => n + (expected.includes(reason) ? records : 0), 0))
    const records = sum(calm, (flow) => flow.records)
    expect(sum(calm, ({ replayed }) => replayed) + named).toBeGreaterThanOrEqual(records - 2)
    expect(named).toBeLessThan(records / 5)
    expect(sum(stormy, ({ replayed }) => replayed)).toBeGreaterThan(sum(stormy, (flow) => flow.records) * 0.7)
  })
})

/** The flow with something said otherwise of its units. */
function said(flow: GeneratedFlow, otherwise: (unit: UnitRule) => Partial<UnitRule>): GeneratedFlow {
  return { ...flow, settle: { ...flow.settle, units: flow.settle.units.map((unit) => ({ ...unit, ...otherwise(unit) })) } }
}

describe('under others', () => {
  let partitioned: Lived
  let orders: GeneratedFlow
  const replayed = async (proposed: GeneratedFlow, ledger: Ledger = partitioned.ledger) =>
    replayFlow({ ledger, now: orders, proposed, examples: 50 })
  beforeAll(async () => {
    partitioned = await lived(simulated['partitioned']!.landscape, 3, { steps: 120 })
    orders = partitioned.flows[0]!
  })

  it('foreign writes that are kept are in the systems, and are written back nowhere', async () => {
    const { apart, now, proposed } = await replayed(said(orders, () => ({ foreignWrite: 'keep' })))
    expect(apart).toMatchObject({ note: 1 })
    const writes = ({ writes }: FlowReplayed['now']) => Object.values(writes).reduce((n, each) => n + each, 0)
    expect(writes(proposed)).toBeLessThan(writes(now))
    expect(proposed.conflicts).toEqual(now.conflicts)
  })

  it('an owner that changes hands makes foreign writes of edits, and edits of foreign writes', async () => {
    const { examples } = await replayed(said(orders, ({ policy }) => (policy.writer === null ? {} : { policy: owner(1 - policy.writer) })))
    const turned = examples.filter(({ decided, would }) => decided.conflicts.length !== would.conflicts.length)
    expect(new Set(turned.map(({ decided, would }) => [decided.conflicts[0]?.kind, would.conflicts[0]?.kind].join()))).toContain(
      'foreignWrite,',
    )
    expect(turned.length).toBeGreaterThan(1)
  })

  it('who may no longer delete is set back: the record would live', async () => {
    const nobody = {
      ...orders,
      settle: { ...orders.settle, life: { ...orders.settle.life, deletes: [], foreignDelete: 'restore' as const } },
    }
    const { examples, proposed } = await replayed(nobody)
    expect(examples.some(({ unit, decided, would }) => unit === '' && decided.value === null && would.value !== null)).toBe(true)
    expect(proposed.conflicts['foreignDelete']).toBeGreaterThan(0)
  })

  it('records whose audit is from before it kept what was seen are counted and named, and nothing is guessed of them', async () => {
    const { ledger } = partitioned
    const audit: Ledger['audit'] = async (filter) =>
      (await ledger.audit(filter)).map((row) => ({
        ...row,
        body: Object.fromEntries(Object.entries(row.body).filter(([name]) => name !== 'seen')),
      }))
    const older = new Proxy<Ledger>(ledger, {
      get: (_, name) => {
        if (name === 'audit') return audit
        const value = Reflect.get(ledger, name, ledger) as unknown
        return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(ledger) : value
      },
    })
    const { records, replayed: done, left } = await replayed(orders, older)
    expect(done).toBe(0)
    expect(left).toMatchObject([{ reason: 'older', records }])
  })
})

describe('one record', () => {
  const { landscape } = simulated['delta']!
  const [delta] = Object.values(landscape.flows) as [GeneratedFlow]
  const ran = (stock: Policy) => {
    const flow = said(delta, ({ name }) => (name === 'stock' ? { policy: stock } : {}))
    return { flow, told: new Told({ ...landscape, flows: { things: flow } }, 'K1') }
  }
  const stockOf = (replayed: FlowReplayed) =>
    replayed.examples.map(({ decided, would }) => [decided.value!['stock'], would.value!['stock']])

  it('what is added up is added to what the row would have held', async () => {
    const { flow, told } = ran(owner(0))
    await told.typed({ A: { stock: '10.00', owned: 'x' } })
    await told.typed({ B: { stock: '12.00' } })
    await told.typed({ B: { stock: '13.00' } })
    await told.typed({ A: { stock: '11.00' } })
    const replayed = await replayFlow({ ledger: told.ledger, now: flow, proposed: delta, examples: 9 })
    expect(stockOf(replayed)).toEqual([
      ['10.00', '12.00'],
      ['10.00', '15.00'],
      ['11.00', '16.00'],
    ])
  })

  it('edits at once are at once again, whatever came before and after', async () => {
    const { flow, told } = ran(precedence(0))
    await told.typed({ A: { stock: '10.00', owned: 'x' } })
    await told.typed({ A: { stock: '20.00' } })
    await told.typed({ A: { stock: '30.00' }, B: { stock: '21.00' } })
    await told.typed({ B: { stock: '31.00' } })
    const replayed = await replayFlow({ ledger: told.ledger, now: flow, proposed: delta, examples: 9 })
    expect(replayed.left).toEqual([])
    expect(stockOf(replayed)).toEqual([
      ['30.00', '31.00'],
      ['31.00', '32.00'],
    ])
  })

  it('the later edit is known by its commit time, and where there is none nothing is guessed', async () => {
    const { flow, told } = ran(precedence(0))
    await told.typed({ A: { stock: '10.00', owned: 'x' } })
    await told.typed({ A: { stock: '30.00' }, B: { stock: '21.00' } })
    const proposed = said(delta, ({ name }) => (name === 'stock' ? { policy: lastWriteWins({ tieWithinMs: 0 }) } : {}))
    const { left } = await replayFlow({ ledger: told.ledger, now: flow, proposed, examples: 9 })
    expect(left).toEqual([{ reason: 'time', records: 1, such: ['K1'] }])
  })

  it('a review that would not have opened asks nobody', async () => {
    const { flow, told } = ran(review())
    await told.typed({ A: { stock: '10.00', owned: 'x' } })
    await told.typed({ A: { stock: '30.00' }, B: { stock: '21.00' } })
    const { now, proposed, apart } = await replayFlow({ ledger: told.ledger, now: flow, proposed: delta, examples: 9 })
    expect([now.reviews, proposed.reviews, apart]).toEqual([{ stock: 1 }, {}, { '': 1, stock: 1 }])
  })
})

describe('a shape that does not fit', () => {
  const [flow] = Object.values(simulated['partitioned']!.landscape.flows) as [GeneratedFlow]
  it.each([
    ['another key', { key: ['code'] }, 'its key is code, and what ran has'],
    ['other systems', { systems: ['A', 'C'] }, 'it joins A, C, and what ran joins A, B'],
    [
      'a field less',
      { settle: { ...flow.settle, units: flow.settle.units.slice(1) } },
      `it decides nothing of ${flow.settle.units[0]!.name}`,
    ],
    [
      'a field more',
      { settle: { ...flow.settle, units: [...flow.settle.units, { ...flow.settle.units[0]!, name: 'key', fields: ['note'] }] } },
      'the ledger has seen nothing of key',
    ],
  ])('%s', (_, otherwise, told) => {
    expect(misfit(flow, flow)).toBeNull()
    expect(misfit(flow, { ...flow, ...otherwise })).toContain(told)
  })
})
