/** What a record's life asks of a system is written there; where that cannot be, the record says so, or the decision is refused. */
import { describe, expect, it } from 'vitest'
import { outOfReach, takeLife } from '../../runtime/decide.ts'
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { plan } from '../../runtime/plan.ts'
import { owner } from '../../runtime/policies/owner.ts'
import type { Lifecycle } from '../../runtime/policies/rule.ts'
import { absent, blank, settle } from '../../runtime/settle.ts'
import { modelKernel } from '../model/flow.ts'

const [A, B] = [0, 1]
const cause = { at: null, change: '', version: '1', nextReview: 1 }

/** A creates and deletes; each writes one field. */
function kernelOf(life: Partial<Lifecycle>, adapters: Readonly<Record<number, object>> = {}): Kernel {
  const kernel = modelKernel({
    systems: 2,
    units: [A, B].map((writer) => ({ fields: ['value'], policy: owner(writer), foreignWrite: 'restore' })),
    life: {
      creates: [A],
      foreignCreate: 'report',
      deletes: [A],
      foreignDelete: 'restore',
      againstUpdate: 'deleteWins',
      onDelete: 'mirror',
      ...life,
    },
  })
  const systems = kernel.systems.map((system, j) => ({ ...system, adapter: { ...system.adapter, ...adapters[j] } }))
  return { ...kernel, systems }
}

/** The record after each of these was seen, where it was seen: its values, or null where it is gone. */
function after(kernel: Kernel, ...seen: readonly (readonly [number, readonly number[] | null])[]): Entry {
  let entry = blank(kernel)
  for (const [j, values] of seen)
    entry = settle(kernel, entry, j, values === null ? absent : { present: true, values, died: false, death: 0 }, cause).entry
  return plan(kernel, entry)
}
const asked = (entry: Entry) => entry.s.map(({ pend }) => pend?.kind ?? null)

describe('who alone creates and deletes, over a row that somebody else had made of the key', () => {
  const seen = [
    [A, [1, 1]],
    [B, [2, 2]],
    [A, null],
  ] as const

  it('deletes it everywhere, where deletes win: nothing is made again in his system', () => {
    const entry = after(kernelOf({}), ...seen)
    expect(entry.live).toBe(false)
    expect(asked(entry)).toEqual([null, 'delete'])
  })

  it('has deleted his own row, where the other may create, too', () => {
    const entry = after(kernelOf({ creates: [A, B] }), ...seen)
    expect(entry.live).toBe(true)
    expect(asked(entry)[A]).toBe('insert')
  })
})

describe('a decision about a row that B may not have made', () => {
  const seen = [[B, [2, 2]]] as const
  const reviewed = { foreignCreate: 'review' } as const

  it('comes to every system that is written', () => {
    const kernel = kernelOf(reviewed)
    const entry = after(kernel, ...seen)
    expect([A, B].map((j) => outOfReach(kernel, entry, j))).toEqual([[], []])
    expect(asked(plan(kernel, takeLife(kernel, entry, B, cause).entry))).toEqual(['insert', null])
    expect(asked(plan(kernel, takeLife(kernel, entry, A, cause).entry))).toEqual([null, 'delete'])
  })

  it('cannot be carried out where a source is never written', () => {
    const kernel = kernelOf(reviewed, { [A]: { writes: [] } })
    expect([A, B].map((j) => outOfReach(kernel, after(kernel, ...seen), j))).toEqual([[], [A]])
    const gone = after(kernel, ...seen, [A, [1, 1]], [B, null])
    expect([A, B].map((j) => outOfReach(kernel, gone, j))).toEqual([[], [A]])
  })

  it('leaves the row where nothing is ever deleted, and says so', () => {
    const kernel = kernelOf(reviewed, { [B]: { deletes: false, writes: ['insert', 'update'] } })
    const entry = after(kernel, ...seen)
    expect(outOfReach(kernel, entry, A)).toEqual([])
    const decided = plan(kernel, takeLife(kernel, entry, A, cause).entry)
    expect([decided.s[B]!.apart, asked(decided)]).toEqual(['reported', [null, null]])
  })
})

describe('what a system is not written', () => {
  const seen = [
    [A, [1, 1]],
    [B, [1, 2]],
  ] as const

  it('is asked of it by no decision', () => {
    expect(asked(after(kernelOf({}, { [A]: { writes: [] } }), ...seen))).toEqual([null, null])
    expect(asked(after(kernelOf({}), ...seen))).toEqual(['update', null])
  })
  it('stays there when its record is deleted, and is left alone', () => {
    const entry = after(kernelOf({}, { [B]: { deletes: false, writes: ['insert', 'update'] } }), [A, [1, 1]], [B, [1, 1]], [A, null])
    expect([entry.live, entry.s[B]!.apart, asked(entry)]).toEqual([false, 'reported', [null, null]])
  })
})
