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

  it('is put back as it is now where a person decides between deletes and updates: a foreign write is no update', () => {
    const told = new Told(kernel(2, [ofA], { ...everyone, againstUpdate: 'review' }))
      .see(A, ['old'])
      .land(B)
      .see(A, null)
      .see(A, ['new'])
      .see(B, ['mine'])
    expect([told.entry.lifeHeld, told.kinds(B), conflicts(told).map(({ outcome }) => outcome)]).toEqual([0, 'update', ['restored']])
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

describe('a row whose creation lost, and where what stands is not written yet', () => {
  const shared = { fields: { name: 'name' }, owner: precedence(A) } as const
  const life = { creates: [A, B], deletes: [A, B] }
  it('is its users’ own still, also after a foreign edit of another field that is kept: a delete of it is no delete of the record', () => {
    const told = new Told(kernel(2, [shared, { ...ofA, foreignWrite: 'keep' }], life))
      .see(A, ['x', 'a'])
      .see(B, ['y', 'a'])
      .see(B, ['y', 'b'])
    expect(told.entry.s[B]!.pend).toMatchObject({ kind: 'update', units: [0] })
    told.see(B, null)
    expect([told.entry.live, told.kinds(A), told.kinds(B)]).toEqual([true, null, 'insert'])
  })
  it('is all that has lost: who created the record deletes it, also where he is still to be told of an edit', () => {
    const ofC = { fields: { note: 'note' }, owner: C } as const
    const told = new Told(kernel(3, [shared, ofC], everyone)).see(A, ['x', 'n']).land(C).see(C, ['x', 'm']).see(B, ['y', 'm']).see(A, null)
    expect([told.entry.live, told.kinds(B), told.kinds(C)]).toEqual([false, 'delete', 'delete'])
  })
  it('is one of several where it comes into a review: who created the record and deletes his row gives up that side', () => {
    const told = new Told(kernel(3, [reviewed], everyone)).see(A, ['x']).land(B).see(A, ['y']).see(B, ['z']).see(C, ['w'])
    expect(told.entry.held).not.toBeNull()
    told.see(A, null)
    expect([told.entry.live, told.kinds(A), told.entry.held === null]).toEqual([true, 'insert', false])
  })
  it('is so also after an edit of a field that is theirs', () => {
    const told = new Told(kernel(2, [shared, ofB], life)).see(A, ['x', 'n']).see(B, ['y', 'n']).see(B, ['y', 'mine'])
    expect(told.entry.s[B]!.pend).toMatchObject({ kind: 'update', units: [0] })
    told.see(B, null)
    expect([told.entry.live, told.entry.g, told.kinds(B)]).toEqual([true, ['x', 'mine'], 'insert'])
  })
  it('takes the record from nobody by such an edit: a delete by who has it whole is one, and the edit is in the audit', () => {
    const told = new Told(kernel(2, [shared, ofB], life)).see(A, ['x', 'n']).see(B, ['y', 'm']).land(A).see(B, ['y', 'mine']).see(A, null)
    expect([told.entry.live, told.kinds(B)]).toEqual([false, 'delete'])
    expect(conflicts(told)).toContainEqual({ kind: 'deleteUpdate', of: B, outcome: 'the delete stands', lost: ['mine'] })
  })
})

describe('a record that two have created, each having lost a field of his', () => {
  const both = (life: Parameters<typeof kernel>[2]) => new Told(kernel(2, [ofA, ofB], life)).see(A, ['a', 'n']).see(B, ['b', 'm'])
  it('is the other’s where one takes his row back, and gone where that goes, too', () => {
    const told = both({ creates: [A, B], deletes: [A, B] }).see(A, null)
    expect([told.entry.live, told.kinds(A)]).toEqual([true, 'insert'])
    told.land(A).see(B, null)
    expect([told.entry.live, told.kinds(A)]).toEqual([false, 'delete'])
    expect(conflicts(told)).toContainEqual({ kind: 'deleteUpdate', of: A, outcome: 'the delete stands', lost: ['a'] })
  })
  it('is not the other’s where it was not for the one to delete it', () => {
    const told = both({ creates: [A, B], deletes: [B] })
      .see(A, null)
      .see(B, null)
    expect([told.entry.live, told.kinds(A), told.kinds(B)]).toEqual([true, 'insert', 'insert'])
  })
  it('is theirs still who are two', () => {
    const told = new Told(kernel(3, [ofA, ofB], everyone))
      .see(A, ['a', 'n'])
      .see(B, ['b', 'm'])
      .see(C, ['c', 'n'])
      .see(C, null)
      .see(B, null)
    expect([told.entry.live, told.kinds(B), told.kinds(C)]).toEqual([true, 'insert', 'insert'])
  })
})

it('a row of an older life whose edits lost to the delete is of that life still: a delete of it is no delete of the new record', () => {
  const told = new Told(kernel(2, [{ fields: { name: 'name' }, owner: precedence(B) }], everyone))
  told.see(A, ['old']).land(B).see(A, null).see(A, ['new']).see(B, ['mine']).see(B, ['again'])
  expect(conflicts(told).map(({ kind, lost }) => [kind, lost])).toEqual([
    ['updateDelete', ['mine']],
    ['updateDelete', ['again']],
  ])
  told.see(B, null)
  expect([told.entry.live, told.entry.g, told.kinds(B)]).toEqual([true, ['new'], 'insert'])
})

it.each(['first', 'second'])(
  'a writer’s edit while the life of his record is in review is nobody else’s when it lives again, in its %s life',
  (which) => {
    const ofC = { fields: { owned: 'note' }, owner: C } as const
    const life = { creates: [C], deletes: [C], foreignDelete: 'review', againstUpdate: 'updateWins' } as const
    const told = new Told(kernel(3, [ofB, ofC], life)).see(C, ['n', 'c']).land(A).land(B)
    if (which === 'second') told.see(C, null).land(A).land(B).see(C, ['n', 'c']).land(A).land(B)
    told.see(A, null).see(B, ['mine', 'c'])
    told.take(takeLife(told.kernel, told.entry, A, cause)).see(C, ['n', 'd'])
    expect([told.entry.live, told.entry.g]).toEqual([true, ['mine', 'd']])
    told.see(C, null)
    expect([told.entry.live, told.kinds(C)]).toEqual([true, 'insert'])
  },
)

describe('where a system stores a value otherwise', () => {
  const capitals = ['trim', 'upper'] as const
  it('what it stores of the decided value is no other, also where the row is met for the first time', () => {
    const told = new Told(kernel(2, [reviewed], everyone, { B: capitals })).see(A, ['e']).see(B, ['E'])
    expect([told.entry.held, told.entry.g, conflicts(told)]).toEqual([null, ['e'], []])
  })
  it('the decided value as it is, entered over that, decides nothing', () => {
    const told = new Told(kernel(2, [reviewed], everyone, { B: capitals })).see(A, ['e']).land(B)
    const { stamp } = told.entry
    told.see(B, ['e'])
    expect([told.entry.stamp, told.kinds(A), told.kinds(B)]).toEqual([stamp, null, null])
  })
  it('a row that is put back by hand with what it stores is as it was', () => {
    const of = kernel(2, [{ fields: { name: 'name' }, owner: precedence(A) }], { creates: [A], deletes: [A] }, { B: capitals })
    const told = new Told(of).see(A, ['e']).land(B).see(B, null).see(B, ['E'])
    expect([told.entry.g, told.kinds(A), told.kinds(B)]).toEqual([['e'], null, null])
  })
  it('a row that comes back with an answer in review, as it is, ends that and keeps what it holds', () => {
    const answer = { fields: { answer: 'name' }, owner: B, answers: ['owned'] } as const
    const of = kernel(3, [ofA, answer], { ...everyone, againstUpdate: 'updateWins' }, { C: capitals })
    const told = new Told(of).see(A, ['a', 'no']).land(B).land(C).see(A, ['other', 'no']).see(B, ['a', 'yes']).see(A, ['other', 'yes'])
    told.see(C, null)
    expect(told.entry.held).not.toBeNull()
    told.see(C, ['A', 'yes'])
    expect([told.entry.held, told.entry.s[C]!.pend?.units]).toEqual([null, [0]])
  })
  it('a review ends with what is decided, where all hold what they store of it', () => {
    const told = new Told(kernel(3, [reviewed], everyone, { A: capitals, B: capitals })).see(C, ['e']).see(A, ['X']).see(B, ['Y'])
    told.see(C, null).see(A, ['E']).see(B, ['E'])
    expect([told.entry.held, told.entry.g, told.kinds(C)]).toEqual([null, ['e'], 'insert'])
  })
  it('and what was decided of a record that is deleted is not asked for', () => {
    const life = { creates: [A], deletes: [A], foreignCreate: 'review' } as const
    const told = new Told(kernel(2, [reviewed], life, { A: capitals, B: capitals })).see(A, ['e']).land(B).see(A, null).land(B)
    told.see(B, ['E']).see(A, ['E'])
    expect([told.entry.lifeHeld, told.entry.live, told.entry.g]).toEqual([0, true, ['E']])
  })
})

it('what is no value of a field in review is told as such', () => {
  const told = new Told(kernel(2, [{ fields: { price: 'amount' }, owner: review() }], everyone)).see(A, ['1.00']).see(B, ['2.00'])
  expect(told.entry.held).not.toBeNull()
  expect(() => told.see(B, ['ten'])).toThrow(/ten/)
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

  it('meets what is decided as a row does that is met for the first time: nobody has seen the other’s', () => {
    const told = new Told(kernel(2, [{ fields: { name: 'name' }, owner: precedence(A) }], {})).see(A, ['x']).land(B)
    told.entry = withSystem(told.entry, B, { ...told.entry.s[B]!, d: [UNCOMPARED] })
    told.see(B, ['y'])
    expect([told.entry.g, told.kinds(B), conflicts(told).map(({ kind, of }) => [kind, of])]).toEqual([
      ['x'],
      'update',
      [['bothCreated', B]],
    ])
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
  it('and until then each has but his own row: a delete of it gives up that side, and what the other holds stands', () => {
    const told = first({ fields: { name: 'name' }, owner: precedence(A) }, [A, 'x'], [B, 'y']).see(A, null)
    expect([told.entry.live, told.entry.held, told.entry.g, told.kinds(A), told.kinds(B)]).toEqual([true, null, ['y'], 'insert', null])
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
  it('that is gone by then is reported anew when its users make it again', () => {
    const told = inReview().see(C, null)
    told.take(takeLife(told.kernel, told.entry, A, cause)).see(C, ['z'])
    const reported = { kind: 'foreignCreate', of: C, outcome: 'reported', lost: null }
    expect(conflicts(told).filter(({ of }) => of === C)).toEqual([reported, reported])
  })
  it('is left alone when a person takes the delete, also where its users edited it meanwhile', () => {
    const told = inReview().see(C, ['z'])
    told.take(takeLife(told.kernel, told.entry, A, cause))
    expect([told.kinds(B), told.kinds(C), told.entry.s[C]!.apart]).toEqual(['delete', null, 'reported'])
  })
})

it('what is still to be written somewhere is nothing to settle: the same entry comes back', () => {
  const told = new Told(kernel(2, [ofA], {})).see(A, ['a']).land(B).see(A, ['b'])
  expect(told.kinds(B)).toBe('update')
  expect(settle(told.kernel, told.entry, B, { present: true, values: ['a'], died: false, death: 0 }, cause).entry).toBe(told.entry)
})

it('a foreign delete that is set back is a round: a job that deletes on and on is stopped', () => {
  const told = new Told(kernel(2, [ofA], {})).see(A, ['a']).land(B).see(B, null).land(B).see(B, null)
  expect([told.entry.rounds, told.kinds(B)]).toEqual([2, 'insert'])
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
