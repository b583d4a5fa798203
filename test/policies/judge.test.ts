/** What each policy says of one edit, a row each: the rules by themselves, apart from what settle makes of them. */
import { describe, expect, test } from 'vitest'
import { delta } from '../../runtime/policies/delta.ts'
import { changingHands, inShadow } from '../../runtime/policies/handed-over.ts'
import { lastWriteWins } from '../../runtime/policies/last-write-wins.ts'
import { merge } from '../../runtime/policies/merge.ts'
import { owner } from '../../runtime/policies/owner.ts'
import { precedence } from '../../runtime/policies/precedence.ts'
import { review } from '../../runtime/policies/review.ts'
import type { Edit, Policy, Verdict } from '../../runtime/policies/rule.ts'
import { mayEverWrite, mayWrite } from '../../runtime/policies/rule.ts'
import { union } from '../../runtime/policies/union.ts'
import type { Canonical } from '../../runtime/values.ts'

/** An edit by system 1 of what system 0 has decided, made without having seen that. */
const edit: Edit = { system: 1, told: false, value: ['new'], base: ['old'], decided: ['other'], origin: 0, at: null, decidedAt: null }
const judge = (policy: () => Policy, of: Partial<Edit>): Verdict => policy().judge({ ...edit, ...of })

describe('facts', () => {
  test.each([
    { policy: () => owner(1), kind: 'owner', writer: 1, composes: false, equalCounts: false },
    { policy: () => precedence(1), kind: 'precedence', writer: null, composes: false, equalCounts: false },
    { policy: () => lastWriteWins({ tieWithinMs: 0 }), kind: 'lastWriteWins', writer: null, composes: false, equalCounts: false },
    { policy: () => review(), kind: 'review', writer: null, composes: false, equalCounts: false },
    { policy: () => union(), kind: 'union', writer: null, composes: true, equalCounts: false },
    { policy: () => delta(), kind: 'delta', writer: null, composes: true, equalCounts: true },
    { policy: () => merge(() => 'x'), kind: 'merge', writer: null, composes: true, equalCounts: false },
    { policy: () => inShadow(0, 1), kind: 'owner', writer: 0, composes: false, equalCounts: false },
  ])('$kind, written by $writer', ({ policy, ...facts }) => expect(policy()).toMatchObject(facts))

  test('only who hands a field over says so', () => {
    expect(owner(1).handover).toBeUndefined()
    expect(owner(1, { from: 0 }).handover).toEqual({ from: 0, to: 1 })
    expect(inShadow(0, 1).shadow).toBe(1)
  })

  test('a team is named in what happens', () => {
    expect(review().outcomes.bothChanged).toContain('until a person decides')
    expect(review({ team: 'buyers' }).outcomes.bothChanged).toContain('until somebody of buyers decides')
  })

  test.each([
    [0, 'at the same millisecond'],
    [1, 'within 1 ms'],
    [5_000, 'within 5000 ms'],
  ])('a tie within %i ms', (tieWithinMs, says) => expect(lastWriteWins({ tieWithinMs }).outcomes.tie).toContain(says))

  test('who may write', () => {
    const may = (policy: Policy) => [0, 1, 2].filter((j) => mayWrite(policy, j))
    const mayEver = (policy: Policy) => [0, 1, 2].filter((j) => mayEverWrite(policy, j))
    expect([may(owner(1)), may(precedence(1)), may(changingHands(2, 0, true))]).toEqual([[1], [0, 1, 2], [0, 2]])
    expect([mayEver(owner(1)), mayEver(owner(1, { from: 0 })), mayEver(changingHands(2, 0, true))]).toEqual([[1], [0, 1], [0, 2]])
  })
})

describe('a verdict', () => {
  const preferred = () => precedence(1)
  const exact = () => lastWriteWins({ tieWithinMs: 0 })
  const loose = () => lastWriteWins({ tieWithinMs: 10 })
  const millisecond = () => lastWriteWins({ tieWithinMs: 1 })
  const asked = () => changingHands(1, 0, true)
  const unasked = () => changingHands(1, 0, false)
  test.each<{ of: string; policy: () => Policy; edit: Partial<Edit>; is: Verdict['to'] }>([
    { of: 'the only writer', policy: () => owner(1), edit: {}, is: 'decided' },
    { of: 'the preferred system', policy: preferred, edit: {}, is: 'decided' },
    { of: 'another than the preferred system', policy: preferred, edit: { system: 0, origin: 1 }, is: 'lost' },
    { of: 'the one named before, both not preferred', policy: preferred, edit: { system: 0, origin: 2 }, is: 'decided' },
    { of: 'the one named after, both not preferred', policy: preferred, edit: { system: 2, origin: 0 }, is: 'lost' },
    { of: 'who is told', policy: preferred, edit: { system: 0, origin: 1, told: true }, is: 'decided' },
    { of: 'anybody, of what a person decided', policy: preferred, edit: { system: 2, origin: -1 }, is: 'decided' },
    { of: 'the same system', policy: preferred, edit: { system: 0, origin: 0 }, is: 'lost' },
    { of: 'a person who is asked', policy: () => review(), edit: {}, is: 'held' },
    { of: 'who is told, of what is reviewed', policy: () => review(), edit: { told: true }, is: 'decided' },
    { of: 'the later', policy: exact, edit: { at: 2, decidedAt: 1 }, is: 'decided' },
    { of: 'the earlier', policy: exact, edit: { at: 1, decidedAt: 2 }, is: 'lost' },
    { of: 'the earlier, who is told', policy: exact, edit: { at: 1, decidedAt: 2, told: true }, is: 'decided' },
    { of: 'the earlier, of what a person decided', policy: exact, edit: { at: 1, decidedAt: 2, origin: -1 }, is: 'decided' },
    { of: 'the earlier, of what the first system decided', policy: exact, edit: { at: 1, decidedAt: 2, origin: 0 }, is: 'lost' },
    { of: 'the one named before, at the same time', policy: exact, edit: { system: 0, origin: 1, at: 1, decidedAt: 1 }, is: 'decided' },
    { of: 'the one named after, at the same time', policy: exact, edit: { at: 1, decidedAt: 1 }, is: 'lost' },
    { of: 'the same system at the same time', policy: exact, edit: { origin: 1, at: 1, decidedAt: 1 }, is: 'lost' },
    { of: 'the later in one bucket', policy: loose, edit: { at: 19, decidedAt: 10 }, is: 'lost' },
    { of: 'the later in the next bucket', policy: loose, edit: { at: 20, decidedAt: 19 }, is: 'decided' },
    { of: 'the later in a bucket of a millisecond', policy: millisecond, edit: { at: 1.6, decidedAt: 1.2 }, is: 'lost' },
    { of: 'the later by a part of the exact time', policy: exact, edit: { at: 1.6, decidedAt: 1.2 }, is: 'decided' },
    { of: 'a time that is known', policy: exact, edit: { at: 1, decidedAt: null }, is: 'decided' },
    { of: 'a time that nobody knows', policy: exact, edit: { at: null, decidedAt: 1 }, is: 'lost' },
    { of: 'a negative time, of one that nobody knows', policy: exact, edit: { at: -1, decidedAt: null }, is: 'decided' },
    { of: 'the one named before, no time known', policy: exact, edit: { system: 0, origin: 1 }, is: 'decided' },
    { of: 'the one named after, no time known', policy: exact, edit: {}, is: 'lost' },
    { of: 'the new owner', policy: asked, edit: {}, is: 'decided' },
    { of: 'the old owner', policy: asked, edit: { system: 0, origin: 1 }, is: 'held' },
    { of: 'the old owner, where nobody is asked', policy: unasked, edit: { system: 0, origin: 1 }, is: 'lost' },
    { of: 'the old owner, who is told', policy: unasked, edit: { system: 0, origin: 1, told: true }, is: 'decided' },
    { of: 'a quantity without a base', policy: delta, edit: { value: ['1'], base: null, decided: ['2'] }, is: 'held' },
    { of: 'a quantity, told', policy: delta, edit: { value: ['1'], base: null, decided: ['2'], told: true }, is: 'decided' },
    { of: 'a quantity that is absent now', policy: delta, edit: { value: [null], base: ['1'], decided: ['2'] }, is: 'held' },
    { of: 'a quantity that was absent', policy: delta, edit: { value: ['1'], base: [null], decided: ['2'] }, is: 'held' },
    { of: 'a quantity that is decided to be absent', policy: delta, edit: { value: ['1'], base: ['1'], decided: [null] }, is: 'held' },
  ])('$of: $is', ({ policy, edit: of, is }) => expect(judge(policy, of).to).toBe(is))

  test('only a tie is counted as one', () => {
    const conflict = (of: Partial<Edit>) => {
      const verdict = judge(exact, of)
      return verdict.to === 'composed' ? null : (verdict.conflict ?? null)
    }
    expect([conflict({ at: 1, decidedAt: 1 }), conflict({ system: 0, origin: 1 }), conflict({ at: 1, decidedAt: 2 })]).toEqual([
      'tie',
      'tie',
      null,
    ])
  })
})

describe('a sum', () => {
  test.each([
    { decided: '10', base: '4', value: '5', sum: '11' },
    { decided: '10.50', base: '4', value: '5', sum: '11.50' },
    { decided: '10', base: '4.125', value: '5', sum: '10.875' },
    { decided: '10', base: '4', value: '5.0', sum: '11.0' },
    { decided: '1', base: '.5', value: '1', sum: '1.5' },
    { decided: '1', base: '1', value: '.25', sum: '0.25' },
  ])('$decided and $value on $base are $sum', ({ decided, base, value, sum }) => {
    const all = { decided: [decided], base: [base], value: [value] }
    expect(judge(delta, all)).toEqual({ to: 'composed', value: [sum], loses: false })
  })

  test('of a group of which one is absent is none', () => {
    const all = { decided: ['1', null], base: ['1', '1'], value: ['2', '2'] }
    expect(judge(delta, all).to).toBe('held')
  })
})

describe('a union', () => {
  test.each<{ decided: Canonical; base: Canonical; value: Canonical; is: Canonical }>([
    { decided: ['a', 'b'], base: ['a'], value: ['a', 'c'], is: ['a', 'b', 'c'] },
    { decided: ['a', 'b'], base: ['a'], value: [], is: ['b'] },
    { decided: ['b'], base: ['a'], value: ['a'], is: ['b'] },
    { decided: ['c'], base: [], value: ['b', 'a'], is: ['a', 'b', 'c'] },
    { decided: null, base: null, value: ['a'], is: ['a'] },
    { decided: ['a'], base: ['a'], value: null, is: null },
    { decided: ['a', 'b'], base: ['a'], value: null, is: ['b'] },
    { decided: [], base: [], value: [], is: [] },
    { decided: [{ x: 1 }], base: [], value: [{ x: 1 }], is: [{ x: 1 }] },
  ])('$value on $base, $decided decided', ({ decided, base, value, is }) =>
    expect(judge(union, { decided: [decided], base: [base], value: [value] })).toEqual({ to: 'composed', value: [is], loses: false }),
  )

  test('without a base all elements are added', () =>
    expect(judge(union, { decided: [['a']], base: null, value: [['b']] })).toMatchObject({ value: [['a', 'b']] }))
  test('what is no collection is told', () =>
    expect(() => judge(union, { decided: [['a']], base: [null], value: ['b'] })).toThrow('"b" is no collection'))
})

describe('a merge function', () => {
  const calls = (): { readonly policy: () => Policy; readonly got: unknown[] } => {
    const got: unknown[] = []
    const noted = (agreed: unknown, values: readonly unknown[]) => {
      got.push([agreed, values])
      return 'made'
    }
    return { got, policy: () => merge(noted) }
  }

  test.each<{ of: string; edit: Partial<Edit>; gets: unknown }>([
    { of: 'both, in the order of the systems', edit: {}, gets: ['old', ['other', 'new']] },
    { of: 'both, the edit by who is named before', edit: { system: 0, origin: 1 }, gets: ['old', ['new', 'other']] },
    { of: 'both by one system', edit: { origin: 1 }, gets: ['old', ['other', 'new']] },
    { of: 'no agreed value where both created', edit: { base: null }, gets: [undefined, ['other', 'new']] },
    { of: 'the edit alone, who is told', edit: { told: true }, gets: ['other', ['new']] },
  ])('gets $of', ({ edit: of, gets }) => {
    const { policy, got } = calls()
    expect(judge(policy, of)).toEqual({ to: 'composed', value: ['made'], loses: true })
    expect(got).toEqual([gets])
  })

  test('of the policy itself gets what it is asked', () => {
    const { policy, got } = calls()
    const { merge: of } = policy()
    expect([of!([['a'], ['b']], ['c']), of!([['a']], null)]).toEqual([['made'], ['made']])
    expect(got).toEqual([
      ['c', ['a', 'b']],
      [undefined, ['a']],
    ])
  })

  test('of a group gets and gives its fields by name', () => {
    const group = () => merge((_: never, values: never) => (values as readonly unknown[]).at(-1), ['x', 'y'])
    const all = { value: [1, null], base: [2, 2], decided: [3, 3] }
    expect(judge(group, all)).toEqual({ to: 'composed', value: [1, null], loses: true })
  })

  test.each([
    [() => undefined, undefined, 'the merge function gives nothing'],
    [() => undefined, ['x'], 'the merge function gives nothing'],
    [() => null, ['x', 'y'], 'the merge function gives no value for x, y'],
    [() => 'text', ['x', 'y'], 'the merge function gives no value for x, y'],
    [() => ({ x: 1 }), ['x', 'y'], 'the merge function leaves it out'],
    [
      () => {
        throw new Error('division by zero')
      },
      undefined,
      'the merge function fails: division by zero',
    ],
    [
      () => {
        throw 'a text' as unknown as Error
      },
      undefined,
      'the merge function fails: a text',
    ],
  ])('that gives no value is told: %#', (decide, group, says) =>
    expect(() => judge(() => merge(decide, group), { value: [1, 2], base: [1, 1], decided: [1, 1] })).toThrow(says),
  )

  test('of a single field may give an absence', () => expect(judge(() => merge(() => null), {})).toMatchObject({ value: [null] }))
})
