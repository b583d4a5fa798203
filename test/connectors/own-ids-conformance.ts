/** What a system owes the engine that numbers its rows itself. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Bound, Write } from '../../runtime/ports.ts'
import type { Raw } from '../../runtime/values.ts'
import { adapterOf } from './adapters.ts'
import type { MakeSetting, Setting } from './conformance.ts'
import { answersOf, nothingThere } from './conformance.ts'
import { deleteOf, insertOf, row, thingShape, title, updateOf } from './conformance-shape.ts'

export function conformsToOwnIds(name: string, make: MakeSetting): void {
  describe(`${name} with own ids`, () => {
    let setting: Setting
    let bound: Bound
    beforeEach(async () => {
      const shape = { ...thingShape('outbox'), ownId: 'id' }
      const adapter = adapterOf(shape)
      setting = await make(shape, adapter)
      bound = await setting.system.bind(setting.adapter ?? adapter)
    })
    afterEach(async () => setting.close())

    const look = async (key: string, id?: Raw) => (await bound.look([{ key, seen: 0, ...(id === undefined ? {} : { id }) }]))[0]!
    const write = async (op: number, one: Write) => answersOf(await bound.deliver(op, [one]))[0]!
    const rekey = (key: string, to: string, id?: Raw): Write => ({
      ...deleteOf(key, row),
      kind: 'rekey',
      to,
      ...(id === undefined ? {} : { id }),
    })

    it('tells the id of a row wherever it shows it, and what id a row got that was made', async () => {
      await setting.user.insert('P-1', row)
      const { id } = await look('P-1')
      expect(id).toBeDefined()
      expect(await bound.page(null, 10)).toEqual([{ key: 'P-1', values: row, id }])
      const { image } = await write(1, insertOf('P-2'))
      expect(image.id).toEqual((await look('P-2')).id)
      expect(image.id).not.toEqual(id)
    })

    it('tells of an operation what id the row got that it made', async () => {
      await write(1, insertOf('P-2'))
      const { id } = await look('P-2')
      await setting.user.delete('P-2')
      await setting.user.insert('P-2', row)
      expect(await setting.system.resolve(1)).toMatchObject({ state: 'landed', ids: new Map([['P-2', id]]) })
    })

    it('tells where a row is that no longer has its key, and that another one has it', async () => {
      await setting.user.insert('P-1', row)
      const { id } = await look('P-1')
      await setting.user.rename!('P-1', 'P-9')
      expect(await look('P-1', id)).toMatchObject({ present: false, elsewhere: { key: 'P-9' } })
      await setting.user.insert('P-1', ['valve', null, 1])
      expect(await look('P-1', id)).toMatchObject({ present: true, values: ['valve', null, 1], elsewhere: { key: 'P-9' } })
      await setting.user.delete('P-9')
      expect((await look('P-1', id)).elsewhere).toBeUndefined()
    })

    it('tells of another key as of a row that goes and one that comes', async () => {
      await setting.user.insert('P-1', row)
      const { position } = await bound.head()
      await setting.user.rename!('P-1', 'P-9')
      expect((await bound.changes(position, 10)).hints.map(({ key, op }) => [key, op])).toEqual([
        ['P-1', null],
        ['P-9', null],
      ])
    })

    it('writes nothing to another row than the one that is meant', async () => {
      await setting.user.insert('P-1', row)
      const { id } = await look('P-1')
      await setting.user.delete('P-1')
      await setting.user.insert('P-1', row)
      const now = await look('P-1')
      expect(now.id).not.toEqual(id)
      expect(await write(1, { ...updateOf('P-1', row, { [title]: 'big pump' }), id: id! })).toMatchObject({
        outcome: 'stale',
        image: { id: now.id },
      })
      expect(await write(2, { ...deleteOf('P-1', row), id: id! })).toMatchObject({ outcome: 'stale' })
      expect(await write(3, rekey('P-1', 'P-9', id))).toMatchObject({ outcome: 'stale' })
      expect(await write(4, { ...updateOf('P-1', row, { [title]: 'big pump' }), id: now.id! })).toMatchObject({ outcome: 'done' })
    })

    it('writes to a row that had another key in between: it is the same', async () => {
      await setting.user.insert('P-1', row)
      const { id } = await look('P-1')
      await setting.user.rename!('P-1', 'P-9')
      await setting.user.rename!('P-9', 'P-1')
      expect(await write(1, { ...updateOf('P-1', row, { [title]: 'big pump' }), id: id! })).toMatchObject({ outcome: 'done' })
    })

    describe('a rekey', () => {
      beforeEach(async () => setting.user.insert('P-1', row))

      it('gives the row the key, with its own mark, and answers with the row under it', async () => {
        const { id } = await look('P-1')
        const { position } = await bound.head()
        expect(await write(7, rekey('P-1', 'P-9', id))).toMatchObject({ outcome: 'done', image: { present: true, values: row, id } })
        expect(await look('P-1')).toEqual(nothingThere)
        expect((await bound.changes(position, 10)).hints.map(({ key, op }) => [key, op])).toEqual([
          ['P-1', 7],
          ['P-9', 7],
        ])
        expect(await setting.system.resolve(7)).toMatchObject({ state: 'landed', failed: new Set() })
      })
      it('is refused where another row has the key', async () => {
        await setting.user.insert('P-9', ['valve', null, 1])
        expect(await write(1, rekey('P-1', 'P-9'))).toMatchObject({ outcome: 'rejected', reason: 'constraint', image: { values: row } })
        expect((await look('P-9')).values).toEqual(['valve', null, 1])
      })
      it('is stale where the row is gone, and says if it has the key already', async () => {
        await setting.user.rename!('P-1', 'P-9')
        expect(await write(1, rekey('P-1', 'P-9'))).toMatchObject({
          outcome: 'stale',
          image: { present: true, values: row, underOwnKey: true },
        })
        await setting.user.delete('P-9')
        const gone = await write(2, rekey('P-1', 'P-9'))
        expect(gone).toMatchObject({ outcome: 'stale', image: { present: false } })
        expect(gone.image.underOwnKey).toBeUndefined()
      })
    })
  })
}
