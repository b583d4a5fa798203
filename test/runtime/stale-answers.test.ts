/** An answer counts only for the values that its system held when it was given: the two edits in either order, what ends the review, and what is no stale answer. */
import { describe, expect, it } from 'vitest'
import { leaveValue, takeValue } from '../../runtime/decide.ts'
import { writeOf } from '../../runtime/plan.ts'
import type { Raw } from '../../runtime/values.ts'
import type { MadeFlow } from '../sim/landscapes/made.ts'
import { cause, kernel, Told } from './told.ts'

const [A, W, C] = [0, 1, 2]
const price = 0
const approval = 1
const priceOfA = { fields: { price: 'name' }, owner: A } as const
const approvalOfW = { fields: { approval: 'note' }, owner: W, answers: ['price'] } as const

/** Every system holds price 5 and an approval that is pending. */
function agreed(systems: 2 | 3, units: MadeFlow['units'] = [priceOfA, approvalOfW]): Told {
  const told = new Told(kernel(systems, units, {})).see(A, ['5', 'pending', null].slice(0, units.length))
  for (let j = 1; j < systems; j++) told.land(j)
  return told
}
/** What is left once planned writes have landed: decided values, and what each system holds. */
function end(told: Told): unknown {
  for (const j of told.entry.s.keys()) if (told.entry.s[j]!.pend !== null) told.land(j)
  const { g, held, s } = told.entry
  return { decided: g, held: held?.map((each) => each?.frozen ?? false) ?? null, systems: s.map(({ b }) => b ?? g) }
}
function conflicts(told: Told): unknown[] {
  return told.events.flatMap((event) => (event.kind === 'conflict' ? [[event.conflict, event.system, event.unit, event.lost]] : []))
}
function closed(told: Told): string[] {
  return told.events.flatMap((event) => (event.kind === 'closed' ? [event.how] : []))
}

const repriced: readonly [number, readonly Raw[]] = [A, ['9', 'pending']]
const approved: readonly [number, readonly Raw[]] = [W, ['5', 'yes']]
const orders = { 'the price is read first': [repriced, approved], 'the approval is read first': [approved, repriced] } as const

describe.each(Object.entries(orders))('priced anew at one and approved at the other, %s', (_, [first, second]) => {
  const both = (systems: 2 | 3) =>
    agreed(systems)
      .see(...first)
      .see(...second)

  it('is a stale answer: it goes nowhere, and the price goes on', () => {
    const told = both(2)
    expect(conflicts(told)).toEqual([['staleAnswer', W, approval, ['yes']]])
    expect(told.events.filter(({ kind }) => kind === 'review')).toMatchObject([
      { unit: approval, conflict: 'staleAnswer', system: W, value: ['yes'] },
    ])
    expect([told.kinds(A), told.kinds(W)]).toEqual([null, 'update'])
    expect(end(told)).toEqual({
      decided: ['9', 'yes'],
      held: [false, true],
      systems: [
        ['9', 'pending'],
        ['9', 'yes'],
      ],
    })
  })

  it('also among three', () => {
    expect(end(both(3))).toEqual({
      decided: ['9', 'yes'],
      held: [false, true],
      systems: [
        ['9', 'pending'],
        ['9', 'yes'],
        ['9', 'pending'],
      ],
    })
  })

  it('a person takes it: then it goes everywhere', () => {
    const told = both(3).land(W).land(C)
    told.take(takeValue(told.kernel, told.entry, approval, ['yes'], cause))
    expect(end(told)).toEqual({
      decided: ['9', 'yes'],
      held: null,
      systems: [
        ['9', 'yes'],
        ['9', 'yes'],
        ['9', 'yes'],
      ],
    })
    expect(conflicts(told)).toHaveLength(1)
  })

  it('a person leaves it: everything stays as it is', () => {
    const told = both(2).land(W)
    told.take(leaveValue(told.kernel, told.entry, approval, cause))
    expect(end(told)).toEqual({
      decided: ['9', 'yes'],
      held: null,
      systems: [
        ['9', 'pending'],
        ['9', 'yes'],
      ],
    })
  })

  it('answered anew by who has been told of the price, it counts', () => {
    const told = both(2).land(W).see(W, ['9', 'for 9'])
    expect(closed(told)).toEqual(['decided'])
    expect(end(told)).toEqual({
      decided: ['9', 'for 9'],
      held: null,
      systems: [
        ['9', 'for 9'],
        ['9', 'for 9'],
      ],
    })
    expect(conflicts(told)).toHaveLength(1)
  })

  it('answered anew by who has still not been told, it is stale again', () => {
    const told = both(2).see(W, ['5', 'again'])
    expect(conflicts(told)).toEqual([
      ['staleAnswer', W, approval, ['yes']],
      ['staleAnswer', W, approval, ['again']],
    ])
    expect(end(told)).toEqual({
      decided: ['9', 'again'],
      held: [false, true],
      systems: [
        ['9', 'pending'],
        ['9', 'again'],
      ],
    })
  })

  it('taken back by who gave it, nothing is left to decide', () => {
    const told = both(2).see(W, ['5', 'pending'])
    expect(conflicts(told)).toHaveLength(1)
    expect(end(told)).toEqual({
      decided: ['9', 'pending'],
      held: null,
      systems: [
        ['9', 'pending'],
        ['9', 'pending'],
      ],
    })
  })

  it('what others write there meanwhile is kept in the audit, and does not stand', () => {
    const told = both(2).land(W).see(A, ['9', 'mine'])
    expect(conflicts(told)).toContainEqual(['foreignWrite', A, approval, ['mine']])
    expect(end(told)).toMatchObject({
      held: [false, true],
      systems: [
        ['9', 'mine'],
        ['9', 'yes'],
      ],
    })
    told.see(W, ['9', 'for 9'])
    expect(end(told)).toEqual({
      decided: ['9', 'for 9'],
      held: null,
      systems: [
        ['9', 'for 9'],
        ['9', 'for 9'],
      ],
    })
  })

  it('typed by hand everywhere, the review has closed itself', () => {
    const told = both(3).land(W).land(C).see(A, ['9', 'yes'])
    expect(closed(told)).toEqual([])
    told.see(C, ['9', 'yes'])
    expect(closed(told)).toEqual(['all systems are equal'])
    expect(end(told)).toMatchObject({ held: null, decided: ['9', 'yes'] })
  })

  it('who deletes the answer’s row gives the answer up', () => {
    const told = both(2).land(W).see(W, null)
    expect(end(told)).toEqual({
      decided: ['9', 'pending'],
      held: null,
      systems: [
        ['9', 'pending'],
        ['9', 'pending'],
      ],
    })
  })
})

describe('an answer that counts', () => {
  it('was given by who had been told of the price', () => {
    const told = agreed(2)
      .see(...repriced)
      .land(W)
      .see(W, ['9', 'yes'])
    expect(conflicts(told)).toEqual([])
    expect(end(told)).toEqual({
      decided: ['9', 'yes'],
      held: null,
      systems: [
        ['9', 'yes'],
        ['9', 'yes'],
      ],
    })
  })
  it('was known to who changed the price later', () => {
    const told = agreed(2)
      .see(...approved)
      .land(A)
      .see(A, ['9', 'yes'])
    expect(conflicts(told)).toEqual([])
  })
  it('was given beside a change of what it does not answer', () => {
    const told = agreed(2, [priceOfA, approvalOfW, { fields: { text: 'note' }, owner: A }]).see(A, ['5', 'pending', 'new'])
    told.see(W, ['5', 'yes', null])
    expect(conflicts(told)).toEqual([])
  })
  it('was given while a price went blank that wipes nothing', () => {
    const kept = [{ fields: { price: 'note' }, owner: A, keepWhenBlank: true }, approvalOfW] as const
    expect(
      conflicts(
        agreed(2, kept)
          .see(A, [null, 'pending'])
          .see(...approved),
      ),
    ).toEqual([])
    expect(
      conflicts(
        agreed(2, kept)
          .see(...approved)
          .see(A, [null, 'pending']),
      ),
    ).toEqual([])
  })
})

describe('an answer that does not', () => {
  it('was given for a price that its system’s own user had put there', () => {
    expect(conflicts(agreed(2).see(W, ['1', 'yes']))).toContainEqual(['staleAnswer', W, approval, ['yes']])
    // Also in the next look, as long as the price has not been set back.
    expect(conflicts(agreed(2).see(W, ['1', 'pending']).see(W, ['1', 'yes']))).toContainEqual(['staleAnswer', W, approval, ['yes']])
  })
  it('was taken by a person while the price was changed by who did not know', () => {
    const told = agreed(2)
      .see(...repriced)
      .see(...approved)
      .land(W)
    told.take(takeValue(told.kernel, told.entry, approval, ['yes'], cause)).see(A, ['11', 'pending'])
    expect(end(told)).toMatchObject({
      held: [false, true],
      systems: [
        ['11', 'pending'],
        ['11', 'yes'],
      ],
    })
  })
  it('was given to a record that is created anew', () => {
    const told = agreed(2)
      .see(A, null)
      .see(A, ['9', 'pending'])
      .see(...approved)
    expect(conflicts(told)).toContainEqual(['staleAnswer', W, approval, ['yes']])
  })
})

describe('a write', () => {
  it('of the answer is on condition of what it answers, and of that on condition of the answer', () => {
    const answered = agreed(2).see(...approved)
    expect(writeOf(answered.kernel, answered.entry, A, 'k', 0)).toMatchObject({ units: [approval], unmoved: [price] })
    const priced = agreed(2).see(...repriced)
    expect(writeOf(priced.kernel, priced.entry, W, 'k', 0)).toMatchObject({ units: [price], unmoved: [approval] })
    const bystander = agreed(3).see(...repriced)
    expect(writeOf(bystander.kernel, bystander.entry, C, 'k', 0).unmoved).toEqual([])
  })
})

it('what somebody else types over an answer in review is told, also before its writer has a row', () => {
  const record = new Told(
    kernel(
      3,
      [
        { fields: { vendor: 'name' }, owner: 0 },
        { fields: { approval: 'note' }, owner: 1, answers: ['vendor'] },
        { fields: { receipt: 'note' }, owner: 2, answers: ['vendor', 'approval'] },
      ],
      { againstUpdate: 'updateWins' },
    ),
  )
  record.see(2, null).see(0, ['v', 'a', 'r']).see(1, ['w', 'b', 'x'])
  record.see(0, ['v', 'a', 'typed'])
  expect(record.kinds(2)).toBe('insert')
  record.land(2).see(2, ['v', 'b', 'answered anew'])
  expect(record.entry.g).toEqual(['v', 'b', 'answered anew'])
  expect(conflicts(record)).toContainEqual(['foreignWrite', A, 2, ['typed']])
})
