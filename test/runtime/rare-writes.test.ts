/** Writes that few records ask for: links, other numbers, rows that come to a record that is gone, and what people decide of those. */
import { describe, expect, it } from 'vitest'
import { takeLife, takeValue } from '../../runtime/decide.ts'
import { UNCOMPARED } from '../../runtime/entry.ts'
import { review } from '../../runtime/index.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { landed, linking, plan, withSystem, writeOf } from '../../runtime/plan.ts'
import { renumbered } from '../../runtime/renumbered.ts'
import { absent, settle } from '../../runtime/settle.ts'
import { ValueError } from '../../runtime/values.ts'
import { cause, kernel, Told } from './told.ts'

const [A, B, C] = [0, 1, 2]
const everyone = { creates: [A, B, C], deletes: [A, B, C] }
const ofA = { fields: { owned: 'note' }, owner: A } as const
const ofB = { fields: { note: 'note' }, owner: B } as const

describe('a record that was renumbered', () => {
  const numbered = (renumbers: 'rekey' | null): Told => {
    const of = kernel(2, [ofA, ofB], {})
    const writes = renumbers === null ? (['insert', 'update'] as const) : (['insert', 'update', 'delete', 'rekey'] as const)
    const systems: Kernel['systems'] = of.systems.map((s) => ({ ...s, renumbers, adapter: { ...s.adapter, writes } }))
    const told = new Told({ ...of, systems }).see(A, ['a', 'n']).land(B).see(A, ['b', 'n'])
    told.entry = plan(told.kernel, withSystem(told.entry, B, { ...told.entry.s[B]!, key: 'OLD' }))
    return told
  }
  it('gets its number first: that names no values, and leaves what is known of the row', () => {
    const told = numbered('rekey')
    expect(told.entry.s[B]!.pend).toMatchObject({ kind: 'rekey', values: [] })
    told.land(B)
    expect(told.entry.s[B]).toMatchObject({ key: null, b: ['a', 'n'], pend: { kind: 'update' } })
  })
  it('has it in a row that is made only then', () => {
    const told = new Told(kernel(2, [ofA], {})).see(A, ['a'])
    told.entry = plan(told.kernel, renumbered(told.entry, A, 'OLD', 'NEW'))
    expect(told.land(B).entry.s[B]!.key).toBeNull()
  })
  it('is written under the old one where it cannot get another', () => {
    expect(numbered(null).entry.s[B]).toMatchObject({ key: 'OLD', pend: { kind: 'update' } })
  })
})

it('a row that gets the record’s key is found by its id and by what it was paired by, and no value is written', () => {
  const told = new Told({ ...kernel(2, [ofA, ofB], {}), match: [0] }).see(A, ['Ada', 'n'])
  const entry = linking(told.kernel, told.entry, B, { id: 5, values: ['Ada', 'theirs'] })
  expect(writeOf(told.kernel, entry, B, 'K', 0)).toMatchObject({ kind: 'link', key: 'K', id: 5, values: [], expect: ['Ada', undefined] })
  expect(entry.s[B]!.pend!.doubtful).toBe(false)
})

it('a delete is written also where what was decided cannot be stored', () => {
  const of = kernel(2, [ofA, { fields: { more: 'note' }, owner: A }], {})
  const encode = (value: unknown) => {
    if (value === 'bad') throw new ValueError('more', 'cannot be stored')
    return value as string
  }
  const systems = of.systems.map((s, j) =>
    j === A ? s : { ...s, adapter: { ...s.adapter, fields: s.adapter.fields.map((field) => ({ ...field, encode, identity: false })) } },
  )
  const told = new Told({ ...of, systems }).see(A, ['a', 'x']).land(B)
  expect(() => told.see(A, ['b', 'bad'])).toThrow(ValueError)
  told.entry = settle(told.kernel, told.entry, A, { ...absent, present: true, values: ['b', 'bad'] }, cause).entry
  expect(told.see(A, null).kinds(B)).toBe('delete')
})

describe('an insert that lands', () => {
  it('brings the id that the system gave its row', () => {
    const told = new Told(kernel(2, [ofA], {})).see(A, ['a'])
    expect(landed(told.kernel, told.entry, B, null, { made: 7 }).s[B]!.id).toBe(7)
  })
  it('says nothing of a field that came to the flow after it was sent', () => {
    const told = new Told(kernel(2, [ofA, ofB], {})).see(A, ['a', 'n'])
    const s = told.entry.s[B]!
    const sent = { ...s.pend!, units: [0], n: [told.entry.stamp[0]!.n], values: ['a', null], doubtful: true }
    const { d } = landed(told.kernel, withSystem(told.entry, B, { ...s, pend: sent }), B, null).s[B]!
    expect(d).toEqual([told.entry.stamp[0]!.n, UNCOMPARED])
  })
  it('stays where its record was carried no longer meanwhile, and the flow says that copies stay', () => {
    const told = new Told(kernel(2, [ofA], { whenRowLeaves: 'keep' })).see(A, ['a'])
    const s = told.entry.s[B]!
    told.entry = withSystem(told.entry, B, { ...s, pend: { ...s.pend!, doubtful: true } })
    told.take(settle(told.kernel, told.entry, A, { ...absent, left: true }, cause)).land(B)
    expect([told.entry.s[B]!.apart, told.kinds(B)]).toEqual(['reported', null])
  })
})

describe('a person decides', () => {
  const take = (told: Told, j: number) => told.take(takeLife(told.kernel, told.entry, j, cause))

  it('against a row: an edit of it does not bring the record to life, also where an update wins over a delete', () => {
    const told = new Told(kernel(2, [ofA, ofB], { foreignCreate: 'review', againstUpdate: 'updateWins' })).see(B, ['a', 'n'])
    take(told, A).see(B, ['a', 'edited'])
    expect([told.entry.live, told.kinds(B)]).toEqual([false, 'delete'])
    expect(told.events).toContainEqual(expect.objectContaining({ conflict: 'foreignCreate', system: B, lost: ['a', 'edited'] }))
  })
  it('against a record: should it live again, what is decided stands also in a row that was edited during the review', () => {
    const life = { creates: [A, B], deletes: [B], foreignDelete: 'review', againstUpdate: 'updateWins' } as const
    const told = new Told(kernel(2, [ofA, ofB], life)).see(A, ['a', 'n']).land(B).see(A, null).see(B, ['theirs', 'n'])
    take(told, A).see(B, ['theirs', 'edited'])
    expect([told.entry.live, told.entry.g]).toEqual([true, ['a', 'edited']])
    expect(told.entry.s[B]!.pend).toMatchObject({ kind: 'update', units: [0] })
  })
  it('for a row: what its system does not hold is absent', () => {
    const told = new Told(kernel(2, [ofB, { ...ofA, at: [A] }], { foreignCreate: 'review' })).see(B, ['n'])
    expect(take(told, B).entry.g).toEqual(['n', null])
  })
  it('a value: where there is no row, none is overruled', () => {
    const name = { fields: { name: 'name' }, owner: review(), at: [A, C] } as const
    const told = new Told(kernel(3, [ofB, name], everyone)).see(B, ['n'])
    told.take(takeValue(told.kernel, told.entry, 1, ['x'], cause))
    expect([told.entry.g, told.overruled()]).toEqual([['n', 'x'], []])
  })
})
