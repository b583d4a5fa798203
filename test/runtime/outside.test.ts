/** Rows that are there and carried no longer, and values that a blank has left: what the entry says, without any system. */
import { describe, expect, it } from 'vitest'
import { takeLife } from '../../runtime/decide.ts'
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { plan } from '../../runtime/plan.ts'
import { owner } from '../../runtime/policies/owner.ts'
import type { Lifecycle } from '../../runtime/policies/rule.ts'
import type { Image } from '../../runtime/ports.ts'
import type { Event } from '../../runtime/settle.ts'
import { absent, blank, settle } from '../../runtime/settle.ts'
import { modelKernel } from '../model/flow.ts'

const [A, B] = [0, 1]
const cause = { at: null, change: 'test', version: '1', nextReview: 1 }
const row = (...values: number[]): Image => ({ present: true, values, died: false, death: 0 })
const outside: Image = { ...absent, left: true }

function kernelOf(life: Partial<Lifecycle>): Kernel {
  return modelKernel({
    systems: 2,
    units: [{ fields: ['blank'], policy: owner(A), foreignWrite: 'restore', keepWhenBlank: true }],
    life: {
      creates: [A],
      foreignCreate: 'report',
      deletes: [A],
      foreignDelete: 'restore',
      againstUpdate: 'updateWins',
      onDelete: 'mirror',
      whenRowLeaves: 'delete',
      ...life,
    },
  })
}

function absorbed(
  kernel: Kernel,
  images: readonly (readonly [system: number, image: Image])[],
): { entry: Entry; events: readonly Event[] } {
  let entry = blank(kernel)
  let events: readonly Event[] = []
  for (const [j, image] of images) {
    const settled = settle(kernel, entry, j, image, cause)
    events = settled.events
    entry = plan(kernel, settled.entry)
  }
  return { entry, events }
}

describe('a row that is there and carried no longer is never written', () => {
  const kernel = kernelOf({ foreignCreate: 'review' })

  it('also where a person lets a row live that somebody else has made', () => {
    const { entry } = absorbed(kernel, [
      [A, row(1)],
      [A, outside],
      [B, row(2)],
    ])
    expect(entry.lifeHeld).not.toBe(0)
    const lives = plan(kernel, takeLife(kernel, entry, B, cause).entry)
    expect(lives).toMatchObject({ live: true, s: [{ apart: 'left', pend: null }, { present: true }] })
    const back = plan(kernel, settle(kernel, lives, A, row(3), cause).entry)
    expect(back).toMatchObject({ g: [3], s: [{ apart: 'no' }, { pend: { kind: 'update', values: [3] } }] })
  })

  it('also where it left while the record was in review', () => {
    const { entry } = absorbed(kernel, [
      [B, row(2)],
      [A, row(1)],
      [A, outside],
    ])
    expect(entry.lifeHeld).not.toBe(0)
    expect(plan(kernel, takeLife(kernel, entry, B, cause).entry)).toMatchObject({ live: true, s: [{ apart: 'left', pend: null }, {}] })
  })

  it('a row that was to be made again and is found outside has left', () => {
    const restoring = kernelOf({ deletes: [B], foreignDelete: 'restore' })
    const synced = [
      [A, row(1)],
      [B, row(1)],
      [A, absent],
    ] as const
    expect(absorbed(restoring, synced).entry).toMatchObject({ live: true, s: [{ pend: { kind: 'insert' } }, {}] })
    const { entry, events } = absorbed(restoring, [...synced, [A, outside]])
    expect(entry).toMatchObject({ live: false, s: [{ apart: 'left', pend: null }, { pend: { kind: 'delete' } }] })
    expect(events).toMatchObject([{ kind: 'deleted', system: A, left: true }])
  })
})

describe('a value that the writer’s blank had left is in the audit where it goes', () => {
  const kernel = kernelOf({})
  const agreed = [
    [A, row(0)],
    [B, row(1)],
  ] as const
  const lost = { kind: 'overruled', system: B, unit: 0, lost: [1] }

  it('nothing is told while it stays', () => {
    expect(absorbed(kernel, agreed).events).toEqual([])
  })
  it('where the writer enters a value', () => {
    expect(absorbed(kernel, [...agreed, [A, row(2)]]).events).toContainEqual(lost)
  })
  it('not where he enters the same', () => {
    expect(absorbed(kernel, [...agreed, [A, row(1)]]).events.filter(({ kind }) => kind === 'overruled')).toEqual([])
  })
  it('where the record is deleted', () => {
    expect(absorbed(kernel, [...agreed, [A, absent]]).events).toContainEqual(lost)
  })
  it('not where the copy stays', () => {
    expect(absorbed(kernelOf({ whenRowLeaves: 'keep' }), [...agreed, [A, outside]]).events).toMatchObject([{ kind: 'deleted' }])
  })
})
