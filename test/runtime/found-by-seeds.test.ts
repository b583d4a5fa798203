/** What seeds of the simulator found, each as the few images that lead to it. */
import { describe, expect, it } from 'vitest'
import type { Mapping } from '../../runtime/door.ts'
import { leaveRow, leaveValue, takeLife } from '../../runtime/decide.ts'
import { delta, precedence, review } from '../../runtime/index.ts'
import { compile } from '../../runtime/kernel.ts'
import { landed, plan, voided, withSystem } from '../../runtime/plan.ts'
import { renumbered } from '../../runtime/renumbered.ts'
import { blank, settle, settleReviews } from '../../runtime/settle.ts'
import { ValueError } from '../../runtime/values.ts'
import { made } from '../sim/landscapes/made.ts'
import { cause, kernel, Told } from './told.ts'

const nullable = (mapping: Mapping): Mapping => ({
  ...mapping,
  nullable: true,
  decode: (raw) => (raw === null ? null : mapping.decode(raw)),
  encode: (value) => (value === null ? null : mapping.encode(value)),
})
const everyone = { creates: [0, 1, 2], deletes: [0, 1, 2] }
const reviewed = { fields: { name: 'name' }, owner: review() } as const
const ofA = { fields: { owned: 'note' }, owner: 0 } as const
const ofB = { fields: { note: 'note' }, owner: 1 } as const

describe('a review that is left', () => {
  it('keeps in the audit what each system holds: the next edit takes its place', () => {
    const told = new Told(kernel(2, [reviewed], { creates: [0, 1] })).see(0, ['mine']).see(1, ['yours'])
    told.take(leaveValue(told.kernel, told.entry, 0, cause))
    expect(told.overruled()).toEqual([[1, ['yours']]])
  })
  it('ends with the next change, also where that goes back to what was decided', () => {
    const told = new Told(kernel(3, [reviewed], everyone)).see(0, ['x']).see(1, ['y']).see(2, ['z'])
    told.take(leaveValue(told.kernel, told.entry, 0, cause)).see(2, ['x'])
    expect([told.kinds(0), told.kinds(1), told.kinds(2)]).toEqual([null, 'update', null])
  })
  it('ends when deletes leave one side: the row comes back, and nothing is left to decide', () => {
    const told = new Told(kernel(3, [reviewed, ofA], { ...everyone, againstUpdate: 'updateWins' }))
    told.see(0, ['x', 'a']).see(1, ['x', 'a']).see(2, ['y', 'b']).land(2)
    expect(told.entry.held).not.toBeNull()
    told.see(2, null)
    expect([told.kinds(2), told.entry.held]).toEqual(['insert', null])
  })
})

describe('what is in review closes itself where a system holds what it stores of the value of the others', () => {
  const capitals = { B: ['trim', 'upper'] } as const
  it('a field, whoever comes to it last', () => {
    const told = new Told(kernel(3, [reviewed], everyone, capitals)).see(0, ['e']).see(1, ['E']).see(2, ['x'])
    expect(told.entry.held).not.toBeNull()
    told.see(0, ['f']).see(2, ['f'])
    expect(told.entry.held).not.toBeNull()
    told.see(1, ['F'])
    expect([told.entry.held, told.entry.g, told.kinds(0), told.kinds(1), told.kinds(2)]).toEqual([null, ['f'], null, null, null])
  })
  it('the life of a record', () => {
    const life = { creates: [0], foreignCreate: 'review' } as const
    const told = new Told(kernel(2, [reviewed], life, capitals)).see(1, ['E']).see(0, ['e'])
    expect([told.entry.lifeHeld, told.entry.live, told.entry.g, told.kinds(0), told.kinds(1)]).toEqual([0, true, ['e'], null, null])
  })
  it('and not where it is the writer who stores it otherwise: the others are to hold what he holds', () => {
    const life = { creates: [0], foreignCreate: 'review' } as const
    const ofBNamed = { fields: { name: 'name' }, owner: 1 } as const
    const told = new Told(kernel(2, [ofBNamed], life, capitals)).see(1, ['E']).see(0, ['e'])
    expect(told.entry.lifeHeld).not.toBe(0)
  })
})

describe('a review of a field ends', () => {
  it('where a row that was a side of it goes, also when it was we who deleted it', () => {
    const life = { creates: [0], foreignCreate: 'remove' } as const
    const told = new Told(kernel(2, [reviewed], life)).see(1, ['y'])
    expect(told.kinds(1)).toBe('delete')
    const sent = told.entry
    told.see(0, ['x'])
    expect(told.entry.held).not.toBeNull()
    const s = { ...told.entry.s[1]!, pend: sent.s[1]!.pend }
    const gone = landed(told.kernel, { ...told.entry, s: told.entry.s.with(1, s) }, 1, null)
    told.take(settleReviews(told.kernel, gone, cause))
    expect([told.entry.held, told.entry.g, told.kinds(1)]).toEqual([null, ['x'], 'insert'])
  })
  it('with the review of the life of its record, whether that lives or not', () => {
    const life = { creates: [0, 1], deletes: [], foreignDelete: 'review' } as const
    const both = (rows: readonly (readonly string[] | null)[]) => {
      const told = new Told(kernel(2, [reviewed], life)).see(0, ['x']).land(1).see(0, ['p']).see(1, ['q']).see(1, null)
      expect([told.entry.lifeHeld !== 0, told.entry.held !== null]).toEqual([true, true])
      rows.forEach((row, j) => told.see(j, row))
      return [told.entry.live, told.entry.lifeHeld, told.entry.held, told.closed()]
    }
    const equal = 'all systems are equal'
    expect(both([null, null])).toEqual([false, 0, null, [equal, 'the record was deleted']])
    expect(both([['z'], ['z']])).toEqual([true, 0, null, [equal, equal]])
  })
  it('with a delete by a system that does not have the field: what its sides held is in the audit', () => {
    const units = [{ ...reviewed, at: [1, 2] }, ofA] as const
    const told = new Told(kernel(3, units, { creates: [0, 1, 2], deletes: [0] })).see(0, ['a']).land(1).land(2)
    told.see(1, ['x', 'a']).see(2, ['y', 'a'])
    expect(told.entry.held).not.toBeNull()
    const there = told.entry
    told.see(0, null)
    expect([told.entry.live, told.entry.held, told.overruled()]).toEqual([false, null, [[2, ['y']]]])
    const outside = settle(told.kernel, there, 0, { present: false, values: ['a'], died: false, death: 0, left: true }, cause)
    expect(outside.events).toContainEqual({ kind: 'overruled', system: 2, unit: 0, lost: ['y'] })
  })
})

it('a row that is equal to one of the deleted record, which is still there, holds no life', () => {
  const told = new Told(kernel(2, [reviewed], { creates: [0], foreignCreate: 'review', deletes: [0, 1] })).see(0, ['x']).land(1)
  told.see(1, null).see(1, ['x'])
  expect([told.entry.live, told.entry.lifeHeld, told.kinds(0), told.kinds(1)]).toEqual([true, 0, null, null])
})

it('a blank that somebody entered is a value, where the creator does not have the field', () => {
  const units = [{ fields: { note: 'note' }, owner: review(), at: [1, 2] }, ofA] as const
  const told = new Told(kernel(3, units, { creates: [0, 1, 2] })).see(0, ['a']).see(1, [null, 'a'])
  expect(told.events.map(({ kind }) => kind)).toEqual(['created'])
  told.see(2, ['x', 'a'])
  expect([told.entry.held !== null, told.entry.g]).toEqual([true, [null, 'a']])
})

it('who creates a record has not seen a row of another before it that a person decided against: his delete is not on top of it', () => {
  const life = { creates: [0], deletes: [0], foreignCreate: 'review', foreignDelete: 'review', againstUpdate: 'review' } as const
  const told = new Told(kernel(2, [ofA, ofB], life)).see(1, ['b', 'mine'])
  told
    .take(takeLife(told.kernel, told.entry, 0, cause))
    .see(0, ['a', 'n'])
    .see(0, null)
  expect([told.entry.live, told.entry.lifeHeld !== 0]).toEqual([true, true])
})

it('what the blank of a new record leaves a row that it joins is kept by the audit, where the writer of the field has another value for it', () => {
  const phone = { fields: { phone: 'note' }, owner: 1, keepWhenBlank: true } as const
  const told = new Told(kernel(3, [ofA, phone], { creates: [0], deletes: [0] })).see(0, ['a', 'x']).land(1)
  told.see(1, ['a', 'of B']).see(0, null)
  told.take({ entry: voided(told.entry, 2), events: [] }).see(2, ['c', 'of C'])
  expect(told.entry.s[2]!.apart).toBe('reported')
  told.see(0, ['b', null])
  expect([told.entry.g, told.kinds(2), told.overruled()]).toEqual([['b', 'of B'], 'update', [[2, ['of C']]]])
})

describe('no review is opened', () => {
  it('where all hold the same, each as it stores it', () => {
    const told = new Told(kernel(2, [reviewed], { creates: [0, 1] }, { A: ['trim'] })).see(0, ['']).see(1, [' '])
    expect([told.entry.held, told.kinds(0), told.kinds(1)]).toEqual([null, null, null])
    told.see(0, null)
    expect(told.entry.live).toBe(false)
  })
  it('and no conflict is told where a system stores its own form of what is decided', () => {
    const preferred = { fields: { name: 'name' }, owner: precedence(0) } as const
    const told = new Told(kernel(2, [preferred], { creates: [0, 1] }, { B: ['upper'] })).see(0, ['e']).see(1, ['E'])
    expect(told.events.filter(({ kind }) => kind === 'conflict')).toEqual([])
  })
  it('where two enter the same quantity for one that was absent', () => {
    const quantity = { fields: { stock: 'amount' }, owner: delta() } as const
    const told = new Told(kernel(2, [quantity, ofA], { creates: [0, 1] }))
    const { adapter } = told.kernel.systems[0]!
    for (const j of [0, 1]) Object.assign(told.kernel.systems[j]!.adapter, { fields: [nullable(adapter.fields[0]!), adapter.fields[1]!] })
    told.see(0, [null, 'a']).land(1).see(0, ['1.00', 'a']).see(1, ['1.00', 'a'])
    expect([told.entry.held, told.entry.g, told.kinds(0), told.kinds(1)]).toEqual([null, ['1.00', 'a'], null, null])
  })
})

it('a write that was in doubt lands, although its system has no form for what was decided since', () => {
  const of = kernel(2, [ofA], {})
  const narrow = of.systems[1]!.adapter.fields[0]!
  const encode = (value: unknown) => {
    if (value === 'long') throw new ValueError('owned', 'there is no room for it')
    return value as string
  }
  Object.assign(narrow, { encode, identity: false })
  const sent = new Told(of).see(0, ['x'])
  const doubtful = withSystem(sent.entry, 1, { ...sent.entry.s[1]!, pend: { ...sent.entry.s[1]!.pend!, doubtful: true } })
  const { entry } = settle(of, doubtful, 0, { present: true, values: ['long'], died: false, death: 0 }, cause)
  expect(landed(of, entry, 1, null).s[1]).toMatchObject({ present: true, b: ['x'], pend: null })
})

it('what one system has no form for is written to the others', () => {
  const of = kernel(3, [ofA], {})
  const fails = (error: Error) =>
    Object.assign(of.systems[1]!.adapter.fields[0]!, {
      identity: false,
      encode: () => {
        throw error
      },
    })
  fails(new ValueError('owned', 'there is no room for it'))
  const { entry } = settle(of, blank(of), 0, { present: true, values: ['x'], died: false, death: 0 }, cause)
  const unfit: [number, string][] = []
  const { s } = plan(of, entry, (j, { message }) => unfit.push([j, message]))
  expect([unfit, s.map(({ pend }) => pend?.kind ?? null)]).toEqual([[[1, 'there is no room for it']], [null, null, 'insert']])
  expect(() => plan(of, entry)).toThrow('there is no room')
  fails(new TypeError('no fault of the value'))
  expect(() => plan(of, entry, () => undefined)).toThrow('no fault')
  const doubtful = { ...s[2]!.pend!, doubtful: true }
  expect(() => landed(of, withSystem(entry, 1, { ...s[1]!, pend: doubtful }), 1, null)).toThrow('no fault')
})

describe('a foreign row that is left', () => {
  const life = { creates: [0], foreignCreate: 'review' } as const
  it('is part of the record where its creator has made it meanwhile', () => {
    const told = new Told(kernel(2, [ofA, ofB], life)).see(1, ['b', 'n']).see(0, ['a', 'm'])
    told.take(leaveRow(told.kernel, told.entry, 1, cause))
    expect([told.entry.live, told.entry.g, told.kinds(0), told.kinds(1)]).toEqual([true, ['a', 'n'], 'update', 'update'])
  })
  it('is not alone in that: other foreign rows stay, too', () => {
    const told = new Told(kernel(3, [ofA], life)).see(1, ['b']).see(2, ['c'])
    told.take(leaveRow(told.kernel, told.entry, 1, cause))
    expect([told.kinds(1), told.kinds(2), told.entry.s[2]!.apart]).toEqual([null, null, 'reported'])
  })
})

describe('the row of one side is taken', () => {
  const life = { creates: [0], foreignCreate: 'review' } as const
  it('what a writer holds of his own stands', () => {
    const told = new Told(kernel(2, [ofA, ofB], life)).see(1, ['b', 'n']).see(0, ['a', 'm'])
    told.take(takeLife(told.kernel, told.entry, 0, cause))
    expect(told.entry.g).toEqual(['a', 'n'])
  })
  it('where it is no row, all that goes is in the audit', () => {
    const told = new Told(kernel(2, [ofA, ofB], life)).see(1, ['b', null])
    told.take(takeLife(told.kernel, told.entry, 0, cause))
    expect([told.kinds(1), told.overruled()]).toEqual([
      'delete',
      [
        [1, ['b']],
        [1, [null]],
      ],
    ])
  })
})

it('a record in review is planned alike each time: an idle run writes nothing', () => {
  const told = new Told(kernel(2, [reviewed, ofA], { creates: [0, 1] })).see(0, ['x', 'a']).see(1, ['y', 'b']).land(1)
  expect(told.entry.held).not.toBeNull()
  expect(plan(told.kernel, told.entry)).toBe(told.entry)
})

it('an edit that loses to a delete is told of the new record, also where its old value was the same', () => {
  const told = new Told(kernel(2, [reviewed, ofA], { creates: [0, 1], deletes: [0, 1] })).see(0, ['x', 'a']).see(1, ['x', 'a'])
  told.see(0, ['x', 'b'], true).see(1, ['y', 'a']).land(1)
  expect(told.entry.g).toEqual(['x', 'b'])
  told.entry = plan(told.kernel, told.entry)
  expect(told.entry.s[1]!.b).toEqual(null)
})

it('a sum that no system can store is not decided', () => {
  const told = new Told(kernel(2, [{ fields: { stock: 'amount' }, owner: delta() }], { creates: [0, 1] }))
    .see(0, ['9999999.00'])
    .see(1, ['9999999.00'])
  told.see(0, ['9999999.60'])
  expect(() => told.see(1, ['9999999.70'])).toThrow(/more than 9 digits/)
  expect(told.entry.g).toEqual(['9999999.60'])
})

describe('a record that is renumbered and back, while its first new key is on its way', () => {
  const numbered = compile(made('numbered', [{ name: 'things', systems: ['A', 'B'], units: [ofA], numbered: ['A'] }]).flows['things']!)
  const seen = { present: true, values: ['x'], died: false, death: 0 }
  const both = [0, 1].reduce((entry, j) => settle(numbered, entry, j, seen, cause).entry, blank(numbered))
  const sent = plan(numbered, renumbered(both, 0, 'K1', 'K5'))
  const doubtful = withSystem(sent, 1, { ...sent.s[1]!, pend: { ...sent.s[1]!.pend!, doubtful: true } })
  const back = plan(numbered, renumbered(doubtful, 0, 'K5', 'K1'))

  it('has it where that has landed, and gets its own again', () => {
    expect([sent.s[1]!.pend!.kind, sent.s[1]!.key]).toEqual(['rekey', 'K1'])
    const after = plan(numbered, landed(numbered, back, 1, null))
    expect([after.s[1]!.key, after.s[1]!.pend?.kind]).toEqual(['K5', 'rekey'])
  })
  it('never had it where that is void', () => {
    const after = plan(numbered, voided(back, 1))
    expect([after.s[1]!.key, after.s[1]!.pend]).toEqual([null, null])
  })
})
