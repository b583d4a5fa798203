/** Edits that come where few do: on rows of an older life of the record, on fields that came later, on rows that were in doubt. */
import { describe, expect, it } from 'vitest'
import { merge, precedence, review } from '../../runtime/index.ts'
import { takeLife } from '../../runtime/decide.ts'
import { UNCOMPARED } from '../../runtime/entry.ts'
import { plan, withSystem } from '../../runtime/plan.ts'
import { inShadow } from '../../runtime/policies/handed-over.ts'
import { settle } from '../../runtime/settle.ts'
import { cause, kernel, Told } from './told.ts'

const [A, B, C] = [0, 1, 2]
const everyone = { creates: [A, B, C], deletes: [A, B, C] }
const reviewed = { fields: { name: 'name' }, owner: review() } as const
const ofA = { fields: { owned: 'note' }, owner: A } as const
const ofB = { fields: { note: 'note' }, owner: B } as const

/** What the audit says of conflicts: whose value did not come to stand, and what became of it. */
const conflicts = ({ events }: Told) =>
  events.flatMap((event) =>
    event.kind === 'conflict' ? [{ kind: event.conflict, of: event.system, outcome: event.outcome, lost: event.lost }] : [],
  )

/** The write to j was sent, and nobody knows whether it has landed. */
function doubt(told: Told, j: number): Told {
  const s = told.entry.s[j]!
  told.entry = withSystem(told.entry, j, { ...s, pend: { ...s.pend!, doubtful: true } })
  return told
}

describe('a row that is there still while its record was deleted and created anew', () => {
  it('keeps what its users entered where the writer’s blank leaves others alone, and the audit says so', () => {
    const told = new Told(
      kernel(
        2,
        [
          { ...ofA, keepWhenBlank: true },
          { fields: { name: 'name' }, owner: A },
        ],
        {},
      ),
    )
    told.see(A, ['a', 'one']).land(B).see(A, null).see(A, [null, 'two']).see(B, ['mine', 'one'])
    expect(conflicts(told)).toEqual([{ kind: 'foreignWrite', of: B, outcome: 'kept: the writer’s value is blank', lost: ['mine'] }])
  })

  it('is put back where it is not theirs to write, also where it held just what is decided anew', () => {
    const told = new Told(kernel(2, [ofA, { fields: { name: 'name' }, owner: A }], {}))
    told.see(A, ['a', 'one']).land(B).see(A, null).see(A, ['a', 'two']).see(B, ['mine', 'one'])
    expect(told.entry.s[B]!.pend).toMatchObject({ kind: 'update', units: [0, 1] })
  })

  it('has edits that count as any other where an update wins over a delete', () => {
    const told = new Told(kernel(2, [reviewed], { ...everyone, againstUpdate: 'updateWins' }))
    told.see(A, ['old']).land(B).see(A, null).see(A, ['new']).see(B, ['mine'])
    expect(conflicts(told).map(({ outcome }) => outcome)).toEqual(['in review'])
    expect(told.entry.held).not.toBeNull()
  })

  /** Nobody knows whether B's row is there still when A creates the record anew; then its user is found to have edited it. */
  const edited = (againstUpdate: 'deleteWins' | 'updateWins') => {
    const told = new Told(kernel(2, [ofA, ofB], { ...everyone, againstUpdate })).see(A, ['a', 'n']).land(B).see(A, null)
    return doubt(told, B).see(A, ['anew', 'n']).see(B, ['a', 'mine'])
  }
  it('has not created it, where deletes win: whoever has deletes the record, whatever he has not seen of it', () => {
    const told = edited('deleteWins')
    expect(told.entry.g).toEqual(['anew', 'mine'])
    told.see(A, null)
    expect([told.entry.live, told.kinds(A)]).toEqual([false, null])
  })
  it('is a creation beside the other, where updates win: who deletes his row has deleted that alone', () => {
    const told = edited('updateWins').see(A, null)
    expect([told.entry.live, told.kinds(A)]).toEqual([true, 'insert'])
    expect(conflicts(told).filter(({ kind }) => kind === 'deleteUpdate')).toEqual([])
  })
})

it('a writer whose row is there while somebody else creates the record anew knows his own value in it, whatever number it has', () => {
  const told = new Told(kernel(2, [ofA, ofB], everyone)).see(A, ['a', 'n']).land(B)
  told.entry = withSystem(told.entry, B, { ...told.entry.s[B]!, key: 'OLD' })
  told.see(A, ['anew', 'n'], true).see(B, ['a', 'mine'])
  expect([told.entry.g, conflicts(told)]).toEqual([['anew', 'mine'], []])
})

describe('a row in doubt while somebody else creates the record anew', () => {
  /** A's row was to be deleted, and nobody knows whether it was. */
  const inDoubt = (foreignWrite: 'restore' | 'propose') => {
    const told = new Told(kernel(3, [{ ...ofA, foreignWrite }], everyone)).see(A, ['a']).land(B).land(C).see(B, null)
    doubt(told, A).see(B, ['b']).land(C)
    expect(told.entry.g).toEqual(['b'])
    return told
  }
  const turnsOut = (told: Told) => {
    told.entry = withSystem(told.entry, A, { ...told.entry.s[A]!, pend: null })
    return told.see(A, ['a'])
  }
  it('has its writer’s values stand as soon as it turns out to be there; the others are in the audit', () => {
    const told = turnsOut(inDoubt('restore'))
    expect(told.entry.g).toEqual(['a'])
    expect(conflicts(told)).toContainEqual({ kind: 'bothCreated', of: B, outcome: 'the writer’s value stands', lost: ['b'] })
  })
  it('does so also where something else is to be written there', () => {
    const told = doubt(new Told(kernel(2, [ofA, ofB], everyone)).see(A, ['a', 'n']).land(B).see(B, null), A).see(B, ['b', 'anew'])
    told.entry = plan(told.kernel, withSystem(told.entry, A, { ...told.entry.s[A]!, pend: null }))
    expect(told.kinds(A)).toBe('update')
    expect(told.see(A, ['a', 'n']).entry.g).toEqual(['a', 'anew'])
  })
  it('does so also where a proposal is open by then', () => {
    const told = inDoubt('propose').see(C, ['c'])
    expect(told.entry.held).toMatchObject([{ frozen: false }])
    expect(turnsOut(told).entry.g).toEqual(['a'])
  })
})

describe('a field that came to the flow, or to a system, later', () => {
  it('has the first value that is seen of it decided: there is nothing that it could clash with', () => {
    const told = new Told(kernel(2, [ofA, { fields: { price: 'note' }, owner: A }], {})).see(A, ['a', null]).land(B)
    const undecided = { ...told.entry.stamp[1]!, n: 0, origin: -1 }
    const came = (s: (typeof told.entry.s)[number]) => ({ ...s, b: ['a', null], d: [told.entry.stamp[0]!.n, UNCOMPARED] })
    told.entry = { ...told.entry, stamp: [told.entry.stamp[0]!, undecided], s: told.entry.s.map(came) }
    told.see(B, ['a', 'ten'])
    expect([told.entry.g, conflicts(told)]).toEqual([['a', 'ten'], []])
  })

  it('is not reviewed where no other row holds it, also where what differs is for a person', () => {
    const of = kernel(2, [ofA, ofB], { creates: [A, B], deletes: [] })
    const told = new Told({ ...of, whereTheyDiffer: 'review' }).see(A, ['a', 'n']).land(B).see(A, null)
    told.entry = withSystem(told.entry, B, { ...told.entry.s[B]!, d: [told.entry.stamp[0]!.n, UNCOMPARED] })
    told.see(B, ['a', 'mine'])
    expect([told.entry.s[A]!.present, told.entry.held, told.entry.g[1]]).toEqual([false, null, 'mine'])
  })
})

describe('what differs on the first day is for a person', () => {
  const price = { fields: { price: 'amount' } } as const
  const first = (unit: Parameters<typeof kernel>[1][number], ...values: readonly (readonly [number, string])[]) => {
    const told = new Told({ ...kernel(2, [unit], everyone), whereTheyDiffer: 'review' })
    for (const [j, value] of values)
      told.take(
        settle(told.kernel, told.entry, j, { present: true, values: [value], died: false, death: 0 }, { ...cause, firstLoad: true }),
      )
    return told
  }
  it('who is shown also what is no value of the field, where its system does not write it', () => {
    const told = first({ ...price, owner: A }, [A, '1.00'], [B, 'ten'])
    expect(told.events).toContainEqual(expect.objectContaining({ kind: 'review', system: B, value: ['ten'] }))
  })
  it('but what a writer holds and is no value waits, as ever', () => {
    expect(() => first({ ...price, owner: review() }, [A, '1.00'], [B, 'ten'])).toThrow(/ten/)
  })
  it('ends with equal values as the writer’s own', () => {
    const told = first({ ...price, owner: A }, [A, '1.00'], [B, '2.00'])
      .see(A, ['3.00'])
      .see(B, ['3.00'])
    expect([told.entry.held, told.entry.g, told.entry.stamp[0]!.origin]).toEqual([null, ['3.00'], A])
  })
})

describe('an answer in review', () => {
  const answer = { fields: { answer: 'note' }, owner: B, answers: ['owned'] } as const
  /** B answered what A has changed meanwhile; C comes with just what is decided. */
  const waiting = () => {
    const told = new Told(kernel(3, [ofA, answer], { ...everyone, againstUpdate: 'updateWins' })).see(A, ['a', null]).land(B)
    told.see(A, ['other', null]).see(B, ['a', 'yes'])
    expect(told.entry.held).toMatchObject([null, { frozen: true }])
    return told.see(C, ['other', 'yes'])
  }
  it('has nothing to keep of a row that holds it already', () => {
    expect(conflicts(waiting()).filter(({ of }) => of === C)).toEqual([])
  })
  it('is known to whoever holds it: he may delete the record', () => {
    expect(waiting().land(A).land(B).see(C, null).entry.live).toBe(false)
  })
})

describe('where systems were left with values of their own, and one of them comes back', () => {
  it('all that hold what is decided know it, also while their record gets another number', () => {
    const told = new Told(kernel(3, [reviewed], everyone)).see(A, ['x']).land(B).land(C)
    for (const j of [B, C]) told.entry = withSystem(told.entry, j, { ...told.entry.s[j]!, key: 'OLD' })
    told.entry = withSystem(told.entry, B, { ...told.entry.s[B]!, b: ['left'] })
    told.see(B, ['x'])
    expect(told.entry.s.map(({ d }) => d)).toEqual([null, null, null])
  })
})

it('a merge that keeps what was decided is written over the edit that it came from', () => {
  const highest = merge((agreed: string | undefined, values: readonly string[]) => [agreed ?? '', ...values].sort().at(-1))
  const told = new Told(kernel(2, [{ fields: { name: 'name' }, owner: highest }], everyone)).see(A, ['b']).land(B).see(A, ['a'])
  expect([told.entry.g, told.kinds(A)]).toEqual([['b'], 'update'])
})

it('what is entered in the shadow of a handover is kept in the audit, and stays where it is', () => {
  const told = new Told(kernel(2, [{ ...ofA, owner: inShadow(A, B) }], {})).see(A, ['a']).land(B).see(B, ['b'])
  expect(told.events).toContainEqual({ kind: 'shadowed', system: B, unit: 0, value: ['b'], decided: ['a'] })
  expect([told.entry.g, told.kinds(B)]).toEqual([['a'], null])
})

it('a review stays open while deletes have left no side of it', () => {
  const told = new Told(kernel(2, [reviewed, ofA], { creates: [A, B], deletes: [] })).see(B, ['x', 'a']).see(B, null).see(A, ['y', 'a'])
  expect(told.entry.held).not.toBeNull()
  told.see(A, null)
  expect([told.kinds(A), told.kinds(B), told.entry.held === null]).toEqual(['insert', 'insert', false])
})

describe('a reported row while the life of its record is in review', () => {
  const shared = { fields: { name: 'name' }, owner: precedence(A) } as const
  const inReview = () => {
    const told = new Told(kernel(3, [shared], { foreignCreate: 'report', againstUpdate: 'review' }))
    told.see(A, ['x']).land(B).see(A, null).see(C, ['y']).see(B, ['y'])
    expect([told.entry.lifeHeld !== 0, told.entry.s[C]!.apart]).toEqual([true, 'reported'])
    return told
  }
  it('is part of the record when the review ends with all equal', () => {
    const told = inReview().see(A, ['y'])
    expect([told.entry.lifeHeld, told.entry.live]).toEqual([0, true])
    expect(told.see(A, ['z']).kinds(C)).toBe('update')
  })
  it('is left alone when a person takes the delete, also where its users edited it meanwhile', () => {
    const told = inReview().see(C, ['z'])
    told.take(takeLife(told.kernel, told.entry, A, cause))
    expect([told.kinds(B), told.kinds(C), told.entry.s[C]!.apart]).toEqual(['delete', null, 'reported'])
  })
})

it('a number that a system gives as another type is no edit: the same entry comes back', () => {
  const of = kernel(2, [{ fields: { name: 'name' }, owner: A }], {})
  const number = { decode: Number, encode: Number, identity: false }
  const systems = of.systems.map((s) => ({
    ...s,
    adapter: { ...s.adapter, fields: s.adapter.fields.map((field) => ({ ...field, ...number })) },
  }))
  const told = new Told({ ...of, systems }).see(A, [1]).land(B)
  const before = told.entry
  expect(settle(told.kernel, before, B, { present: true, values: [1n], died: false, death: 0 }, cause).entry).toBe(before)
})

it('what one system does not hold keeps no review of a record’s life open', () => {
  const told = new Told(kernel(2, [reviewed, { ...ofB, at: [B] }], { foreignCreate: 'review' })).see(B, ['x', 'n'])
  expect(told.entry.lifeHeld).not.toBe(0)
  expect(told.see(A, ['x']).entry).toMatchObject({ lifeHeld: 0, live: true })
})
