/**
 * What every system owes the engine, whatever it is made of: each implementation of the port runs this suite. `Setting` is the system as its own users
 * have it; the suite reaches it through the port only.
 */
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Adapter } from '../../runtime/door.ts'
import type { Answer, Bound, Delivery, Image, System } from '../../runtime/ports.ts'
import { SystemError } from '../../runtime/ports.ts'
import type { Raw } from '../../runtime/values.ts'
import type { TableShape } from './adapters.ts'
import { adapterOf } from './adapters.ts'
import { deleteOf, insertOf, remark, row, size, thingShape, title, updateOf } from './conformance-shape.ts'
import { runs } from '../runs.ts'

export interface Setting {
  readonly system: System
  /** What users of the system do in it, each in a transaction of its own. Values by field. */
  readonly user: {
    insert(key: string, values: readonly Raw[]): void | Promise<void>
    update(key: string, values: readonly Raw[]): void | Promise<void>
    delete(key: string): void | Promise<void>
    /** Where the system numbers its rows. */
    rename?(key: string, to: string): void | Promise<void>
  }
  /** Where its records do not lie in tables. */
  readonly adapter?: Adapter
  close(): Promise<void>
}

/** Makes an empty system, prepared, with the one table that the shape and its adapter describe. */
export type MakeSetting = (shape: TableShape, adapter: Adapter) => Promise<Setting>

export function answersOf(delivery: Delivery): readonly Answer[] {
  if (delivery.outcome !== 'answered') throw new Error(`not answered: ${JSON.stringify(delivery)}`)
  return delivery.answers
}
export function present(values: readonly Raw[]): Image {
  return { present: true, values, died: false, death: 0 }
}
export const nothingThere: Image = { present: false, values: [], died: false, death: 0 }

/** @param times how many histories it is compared with a naive table in */
export function conformsToSystem(name: string, make: MakeSetting, times = 60): void {
  describe(`${name} as a system`, () => {
    let setting: Setting
    let adapter: Adapter
    let bound: Bound
    const lookAt = async (key: string, seen = 0): Promise<Image> => (await bound.look([{ key, seen }]))[0]!
    const open = async (detect: 'outbox' | 'none'): Promise<void> => {
      const shape = thingShape(detect)
      adapter = adapterOf(shape)
      setting = await make(shape, adapter)
      bound = await setting.system.bind(setting.adapter ?? adapter)
    }
    beforeEach(async () => open('outbox'))
    afterEach(async () => setting.close())

    it('belongs to nobody when it is prepared, then to the ledger that claims it', async () => {
      const before = await setting.system.identity()
      expect(before).toMatchObject({ ledger: null, opHigh: 0, opKnown: 0 })
      await setting.system.claim('ledger 1', 7)
      expect(await setting.system.identity()).toEqual({
        identity: before!.identity,
        ledger: 'ledger 1',
        opHigh: 7,
        opKnown: 7,
        clock: expect.any(Number),
      })
    })

    describe('insert', () => {
      it('writes a row, and answers with the row as stored', async () => {
        expect(answersOf(await bound.deliver(1, [insertOf('P-1')]))).toEqual([{ outcome: 'done', image: present(row) }])
        expect(await lookAt('P-1')).toEqual(present(row))
        expect(await bound.count()).toBe(1)
      })
      it('never writes over a row that is there', async () => {
        await setting.user.insert('P-1', ['valve', 'by hand', 1])
        expect(answersOf(await bound.deliver(1, [insertOf('P-1')]))).toEqual([
          { outcome: 'stale', image: present(['valve', 'by hand', 1]) },
        ])
        expect(await lookAt('P-1')).toEqual(present(['valve', 'by hand', 1]))
      })
    })

    describe('update', () => {
      beforeEach(async () => setting.user.insert('P-1', row))
      it('writes the units that it names and no other', async () => {
        await setting.user.update('P-1', ['pump', null, 4])
        expect(answersOf(await bound.deliver(1, [updateOf('P-1', row, { [title]: 'big pump' })]))).toEqual([
          { outcome: 'done', image: present(['big pump', null, 4]) },
        ])
      })
      it('writes nothing where a unit that it names has moved', async () => {
        await setting.user.update('P-1', ['small pump', null, 3])
        expect(answersOf(await bound.deliver(1, [updateOf('P-1', row, { [title]: 'big pump', [size]: 9 })]))).toEqual([
          { outcome: 'stale', image: present(['small pump', null, 3]) },
        ])
        expect(await lookAt('P-1')).toEqual(present(['small pump', null, 3]))
      })
      it('writes nothing where the row is gone, and makes none', async () => {
        await setting.user.delete('P-1')
        const [answer] = answersOf(await bound.deliver(1, [updateOf('P-1', row, { [title]: 'big pump' })]))
        expect(answer).toMatchObject({ outcome: 'stale', image: { present: false } })
        expect(await bound.count()).toBe(0)
      })
      it('takes null for null, and never for empty text', async () => {
        expect(answersOf(await bound.deliver(1, [updateOf('P-1', row, { [remark]: '' })]))[0]).toMatchObject({ outcome: 'done' })
        expect(answersOf(await bound.deliver(2, [updateOf('P-1', row, { [remark]: 'x' })]))[0]).toMatchObject({ outcome: 'stale' })
        expect(answersOf(await bound.deliver(3, [updateOf('P-1', ['pump', '', 3], { [remark]: null })]))[0]).toEqual({
          outcome: 'done',
          image: present(row),
        })
      })
      it('compares text by its bytes', async () => {
        expect(answersOf(await bound.deliver(1, [updateOf('P-1', ['PUMP', null, 3], { [title]: 'x' })]))[0]!.outcome).toBe('stale')
        expect(answersOf(await bound.deliver(2, [updateOf('P-1', ['pump ', null, 3], { [title]: 'x' })]))[0]!.outcome).toBe('stale')
      })
    })

    describe('delete', () => {
      beforeEach(async () => setting.user.insert('P-1', row))
      it('takes the row away where every field is as expected', async () => {
        expect(answersOf(await bound.deliver(1, [deleteOf('P-1', row)]))).toEqual([{ outcome: 'done', image: nothingThere }])
        expect(await bound.count()).toBe(0)
      })
      it('leaves a row of which anything has moved', async () => {
        await setting.user.update('P-1', ['pump', null, 4])
        expect(answersOf(await bound.deliver(1, [deleteOf('P-1', row)]))).toEqual([{ outcome: 'stale', image: present(['pump', null, 4]) }])
        expect(await bound.count()).toBe(1)
      })
    })

    it('answers each write of a batch in order, and one that fails does not stop the others', async () => {
      await setting.user.insert('P-2', ['valve', null, 1])
      const answers = answersOf(await bound.deliver(1, [insertOf('P-1'), insertOf('P-2'), deleteOf('P-9', row), insertOf('P-3')]))
      expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'stale', 'stale', 'done'])
      expect(await bound.count()).toBe(3)
    })

    describe('operations', () => {
      it('one that was delivered has landed, with what was not written', async () => {
        await setting.user.insert('P-2', ['valve', null, 1])
        await bound.deliver(5, [insertOf('P-1'), insertOf('P-2')])
        expect(await setting.system.resolve(5)).toEqual({ state: 'landed', failed: new Set(['P-2']), stored: new Map() })
        expect(await setting.system.resolve(5)).toMatchObject({ state: 'landed' })
      })
      it('one that was not delivered is void, and never lands afterwards', async () => {
        expect(await setting.system.resolve(5)).toEqual({ state: 'void' })
        await expect(bound.deliver(5, [insertOf('P-1')])).rejects.toThrow(SystemError)
        expect(await bound.count()).toBe(0)
        expect(await setting.system.resolve(5)).toEqual({ state: 'void' })
        expect(answersOf(await bound.deliver(6, [insertOf('P-1')]))[0]!.outcome).toBe('done')
      })
      it('one that is void is known, and is not the highest that was recorded', async () => {
        await bound.deliver(2, [insertOf('P-1')])
        await setting.system.resolve(5)
        expect(await setting.system.identity()).toMatchObject({ opHigh: 2, opKnown: 5 })
        await bound.deliver(6, [insertOf('P-2')])
        expect(await setting.system.identity()).toMatchObject({ opHigh: 6, opKnown: 6 })
      })
      it('to ask what has landed makes nothing final', async () => {
        expect(await setting.system.landed(5)).toEqual({ state: 'void' })
        await bound.deliver(5, [insertOf('P-1')])
        expect(await setting.system.landed(5)).toEqual({ state: 'landed', failed: new Set(), stored: new Map() })
      })
      it('one that comes after a later one is fenced off', async () => {
        await bound.deliver(9, [insertOf('P-1')])
        await expect(bound.deliver(8, [insertOf('P-2')])).rejects.toMatchObject({ kind: 'misfit' })
        expect((await lookAt('P-2')).present).toBe(false)
        expect((await setting.system.identity())!.opHigh).toBe(9)
      })
      it('settled ones can be forgotten', async () => {
        await bound.deliver(1, [insertOf('P-1')])
        await bound.deliver(2, [insertOf('P-2')])
        await setting.system.prune(2)
        expect(await setting.system.resolve(2)).toMatchObject({ state: 'landed' })
        expect(await setting.system.resolve(1)).toEqual({ state: 'void' })
      })
    })

    describe('outbox', () => {
      it('tells who changed what, in order, and whether it was one of our operations', async () => {
        await setting.user.insert('P-1', row)
        await bound.deliver(4, [updateOf('P-1', row, { [size]: 5 })])
        await setting.user.delete('P-1')
        const { hints, more, position, seen } = await bound.changes(null, 10)
        expect(hints.map(({ key, op }) => [key, op])).toEqual([
          ['P-1', null],
          ['P-1', 4],
          ['P-1', null],
        ])
        expect(hints.map(({ change }) => change)).toEqual(['outbox 1', 'outbox 2', 'outbox 3'])
        expect(more).toBe(false)
        expect(seen).toBe(3)
        expect(await bound.changes(position, 10)).toEqual({ hints: [], position, more: false, seen: 3 })
      })
      it('comes in portions', async () => {
        for (let i = 0; i < 5; i++) await setting.user.insert(`P-${i}`, row)
        const keys: string[] = []
        let position: string | null = null
        for (let more = true; more;) {
          const changes = await bound.changes(position, 2)
          expect(changes.hints.length).toBeLessThanOrEqual(2)
          keys.push(...changes.hints.map(({ key }) => key))
          position = changes.position
          more = changes.more
        }
        expect(keys).toEqual(['P-0', 'P-1', 'P-2', 'P-3', 'P-4'])
      })
      it('starts at its head, and reports what comes after', async () => {
        await setting.user.insert('P-1', row)
        const head = await bound.head()
        expect(head.seen).toBe(1)
        expect((await bound.changes(head.position, 10)).hints).toEqual([])
        await setting.user.insert('P-2', row)
        expect((await bound.changes(head.position, 10)).hints.map(({ key }) => key)).toEqual(['P-2'])
      })
      it('keeps its place when what was read is forgotten', async () => {
        await setting.user.insert('P-1', row)
        const { position } = await bound.changes(null, 10)
        await bound.forget(position!)
        expect((await bound.changes(position, 10)).hints).toEqual([])
        await setting.user.update('P-1', ['pump', 'x', 3])
        expect((await bound.changes(position, 10)).hints).toMatchObject([{ key: 'P-1', change: 'outbox 2' }])
      })
      it('is silent about updates that change no bound field', async () => {
        await setting.user.insert('P-1', row)
        await setting.user.update('P-1', row)
        expect((await bound.changes(null, 10)).hints).toHaveLength(1)
      })
    })

    describe('birth and death', () => {
      beforeEach(async () => {
        await setting.user.insert('P-1', row)
        await setting.user.delete('P-1')
      })
      it('a look tells that the row seen before died, though one is there again', async () => {
        await setting.user.insert('P-1', row)
        expect(await lookAt('P-1', 1)).toEqual({ present: true, values: row, died: true, death: 2 })
        expect(await lookAt('P-1', 2)).toEqual(present(row))
      })
      it('a look at nothing tells the death as well', async () => {
        expect(await lookAt('P-1', 1)).toEqual({ present: false, values: [], died: true, death: 2 })
        expect(await lookAt('P-1', 2)).toEqual(nothingThere)
      })
      it('update and delete leave a row that was born after what was seen', async () => {
        await setting.user.insert('P-1', row)
        for (const [i, write] of [updateOf('P-1', row, { [size]: 9 }, 1), deleteOf('P-1', row, 1)].entries()) {
          expect(answersOf(await bound.deliver(i + 1, [write]))).toEqual([
            { outcome: 'stale', image: { present: true, values: row, died: true, death: 2 } },
          ])
        }
        expect(answersOf(await bound.deliver(3, [updateOf('P-1', row, { [size]: 9 }, 2)]))[0]!.outcome).toBe('done')
      })
      it('what we delete and insert ourselves is no death', async () => {
        await bound.deliver(1, [insertOf('P-1', row, 2)])
        await bound.deliver(2, [deleteOf('P-1', row, 2)])
        await bound.deliver(3, [insertOf('P-1', row, 2)])
        expect(await lookAt('P-1', 2)).toEqual(present(row))
      })
      it('our own insert ends what died before it', async () => {
        expect(answersOf(await bound.deliver(1, [insertOf('P-1', row, 1)]))).toEqual([{ outcome: 'done', image: present(row) }])
        expect(await lookAt('P-1', 1)).toEqual(present(row))
      })
    })

    it('does what a naive table would do, whatever comes', async () => {
      await setting.close()
      const values = fc.tuple(fc.constantFrom('x', 'y'), fc.constantFrom(null, '', 'r'), fc.integer({ min: 0, max: 2 })) as fc.Arbitrary<
        readonly Raw[]
      >
      const step = fc.record({
        who: fc.constantFrom('user', 'hub', 'hub'),
        kind: fc.constantFrom('insert', 'update', 'delete'),
        key: fc.constantFrom('k1', 'k2'),
        values,
        base: values,
        known: fc.boolean(),
        units: fc.subarray([title, remark, size], { minLength: 1 }),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          await open('none')
          const table = new Map<string, readonly Raw[]>()
          for (const [i, { who, kind, key, values: to, base, known, units }] of steps.entries()) {
            const there = table.get(key)
            if (who === 'user') {
              if (kind === 'insert' && there === undefined) await setting.user.insert(key, to)
              else if (kind !== 'insert' && there !== undefined) await setting.user[kind](key, to)
              else continue
              if (kind === 'delete') table.delete(key)
              else table.set(key, to)
              continue
            }
            const expected = known && there !== undefined ? there : base
            const write =
              kind === 'insert'
                ? insertOf(key, to)
                : kind === 'delete'
                  ? deleteOf(key, expected)
                  : updateOf(key, expected, Object.fromEntries(units.map((u) => [u, to[u]!])))
            const concerned = kind === 'update' ? units : [title, remark, size]
            const fits =
              kind === 'insert' ? there === undefined : there !== undefined && concerned.every((slot) => there[slot] === expected[slot])
            if (fits && kind === 'delete') table.delete(key)
            else if (fits) table.set(key, kind === 'insert' ? to : there!.map((value, slot) => (units.includes(slot) ? to[slot]! : value)))
            const now = table.get(key)
            expect(answersOf(await bound.deliver(i + 1, [write]))).toEqual([
              { outcome: fits ? 'done' : 'stale', image: now === undefined ? nothingThere : present(now) },
            ])
          }
          const rows = await bound.page(null, 10)
          expect(new Map(rows.map(({ key, values: stored }) => [key, stored]))).toEqual(table)
          await setting.close()
        }),
        runs(times),
      )
      await open('none')
    })
  })
}
