import { describe, expect, test } from 'vitest'
import { data, type CallData, type FlowData } from '../../dsl/data.ts'
import type { Flow } from 'thalweg'
import { smallLandscape } from './small-landscape.ts'

const { flow } = smallLandscape()
const twoWay = flow('orders').twoWay()
const oneWay = flow('orders').oneWay({ from: 'A', to: 'B' })
const longest = (_agreed: string | null | undefined, values: readonly (string | null)[]) => values[0] ?? null

const rows: readonly [Flow, Record<string, unknown> & { call: CallData['call'] }][] = [
  [twoWay.owner('text', 'A'), { call: 'owner', fields: ['text'], system: 'A' }],
  [twoWay.owner(['text', 'price'], 'B'), { call: 'owner', fields: ['text', 'price'], system: 'B' }],
  [twoWay.ownerOfRest('A'), { call: 'ownerOfRest', system: 'A' }],
  [twoWay.precedence('price', 'B'), { call: 'precedence', fields: ['price'], system: 'B' }],
  [twoWay.lastWriteWins('notes', { acceptLoss: 'free text' }), { call: 'lastWriteWins', fields: ['notes'], acceptLoss: 'free text' }],
  [twoWay.review('state'), { call: 'review', fields: ['state'] }],
  [twoWay.review('state', { team: 'buyers', within: '2d' }), { call: 'review', fields: ['state'], team: 'buyers', within: '2d' }],
  [twoWay.union('tags'), { call: 'union', fields: ['tags'] }],
  [twoWay.merge('notes', longest), { call: 'merge', fields: ['notes'], decide: longest }],
  [twoWay.creates('A'), { call: 'creates', by: ['A'] }],
  [twoWay.creates(['A', 'B'], { foreignCreate: 'report' }), { call: 'creates', by: ['A', 'B'], foreignCreate: 'report' }],
  [twoWay.creates('anyone'), { call: 'creates', by: 'anyone' }],
  [twoWay.deletes('B', { againstUpdate: 'updateWins' }), { call: 'deletes', by: ['B'], againstUpdate: 'updateWins' }],
  [twoWay.deletes('nobody', { foreignDelete: 'accept' }), { call: 'deletes', by: 'nobody', foreignDelete: 'accept' }],
  [twoWay.because('both work on it'), { call: 'because', why: 'both work on it' }],
  [oneWay.returnPath('state', 'B'), { call: 'returnPath', fields: ['state'], system: 'B' }],
  [oneWay.returnPath('state', 'B', { answers: 'price' }), { call: 'returnPath', fields: ['state'], system: 'B', answers: ['price'] }],
  [oneWay.onDelete('keep'), { call: 'onDelete', outcome: 'keep' }],
  [oneWay.onForeignCreate('remove'), { call: 'onForeignCreate', outcome: 'remove' }],
  [oneWay.because('a copy for the shop floor'), { call: 'because', why: 'a copy for the shop floor' }],
  [
    oneWay.where({ state: ['OPEN'], notes: { not: null } }, { whenRowLeaves: 'delete' }),
    { call: 'where', rows: { state: ['OPEN'], notes: { not: null } }, whenRowLeaves: 'delete' },
  ],
  [oneWay.every('15m'), { call: 'every', interval: '15m' }],
  [oneWay.at('30 16 * * 1-5', 'Europe/Berlin'), { call: 'at', cron: '30 16 * * 1-5', timeZone: 'Europe/Berlin' }],
  [oneWay.reconcile({ every: '1h', repair: 'byPolicy' }), { call: 'reconcile', every: '1h', repair: 'byPolicy' }],
  [oneWay.reconcile({ at: '0 2 * * *', timeZone: 'Asia/Dubai' }), { call: 'reconcile', cron: '0 2 * * *', timeZone: 'Asia/Dubai' }],
  [oneWay.noReconcile('evidence'), { call: 'noReconcile', reason: 'evidence' }],
  [oneWay.onForeignWrite('keep'), { call: 'onForeignWrite', outcome: 'keep' }],
  [oneWay.onForeignWrite('propose', ['state', 'text']), { call: 'onForeignWrite', outcome: 'propose', fields: ['state', 'text'] }],
  [oneWay.keepWhenBlank('notes'), { call: 'keepWhenBlank', fields: ['notes'] }],
  [oneWay.guard(), { call: 'guard' }],
  [oneWay.maxDeletes(5), { call: 'maxDeletes', rows: 5 }],
  [oneWay.expect({ lag: '1m', conflictsPerDay: 5 }), { call: 'expect', lag: '1m', conflictsPerDay: 5 }],
  [oneWay.onFailure({ retryFor: '3d', then: 'stopFlow' }), { call: 'onFailure', retryFor: '3d', then: 'stopFlow' }],
  [oneWay.firstSync({ match: ['text'], whereTheyDiffer: 'review' }), { call: 'firstSync', match: ['text'], whereTheyDiffer: 'review' }],
  [oneWay.accepts('state moves to B'), { call: 'accepts', change: 'state moves to B' }],
  [oneWay.allows('TW203', 'nobody deletes there'), { call: 'allows', code: 'TW203', because: 'nobody deletes there' }],
]

describe('a call leaves exactly its own words behind', () => {
  test.each(rows)('%# $1.call', (made, expected) => {
    const { at, ...call } = made[data].calls[0]!
    expect(call).toStrictEqual(expected)
    expect(at.file).toBe(import.meta.filename)
    expect(made[data].calls).toHaveLength(1)
  })

  test('delta, which takes quantities and money that stand alone', () => {
    const quantities = twoWay as unknown as { delta(field: string): Flow }
    expect(quantities.delta('hours')[data].calls[0]).toMatchObject({ call: 'delta', fields: ['hours'] })
  })

  test('every kind of call is in this table', () => {
    const kinds = {
      owner: 1,
      ownerOfRest: 1,
      returnPath: 1,
      precedence: 1,
      lastWriteWins: 1,
      review: 1,
      union: 1,
      delta: 1,
      merge: 1,
      where: 1,
      every: 1,
      at: 1,
      reconcile: 1,
      noReconcile: 1,
      onForeignWrite: 1,
      keepWhenBlank: 1,
      guard: 1,
      maxDeletes: 1,
      expect: 1,
      onFailure: 1,
      firstSync: 1,
      accepts: 1,
      allows: 1,
      onDelete: 1,
      onForeignCreate: 1,
      creates: 1,
      deletes: 1,
      because: 1,
    } satisfies Record<CallData['call'], 1>
    expect(new Set([...rows.map(([, { call }]) => call), 'delta'])).toEqual(new Set(Object.keys(kinds)))
  })
})

describe('a start leaves its direction behind', () => {
  const wayOf = (made: Flow): FlowData['way'] => made[data].way
  test.each([
    [wayOf(oneWay), { kind: 'oneWay', from: 'A', to: ['B'] }],
    [wayOf(flow('orders').oneWay({ from: 'A', to: ['B', 'C'] })), { kind: 'oneWay', from: 'A', to: ['B', 'C'] }],
    [wayOf(twoWay), { kind: 'twoWay' }],
    [wayOf(flow('orders').twoWay('B', 'A')), { kind: 'twoWay', systems: ['B', 'A'] }],
  ])('%j', (way, expected) => {
    expect(way).toStrictEqual(expected)
  })

  test('calls stand in the order in which they were made', () => {
    const { calls, record } = twoWay.because('x').owner('text', 'A').guard().creates('B')[data]
    expect(calls.map(({ call }) => call)).toEqual(['because', 'owner', 'guard', 'creates'])
    expect(record).toBe('orders')
  })
})
