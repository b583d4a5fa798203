/**
 * What every source owes the engine, written to or only read. Where a content is told by a name it is read as it was when `head` was last asked, so the suite asks
 * after each change.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Adapter } from '../../runtime/door.ts'
import type { Bound } from '../../runtime/ports.ts'
import { adapterOf } from './adapters.ts'
import type { MakeSetting, Setting } from './conformance.ts'
import { nothingThere, present } from './conformance.ts'
import { row, thingShape } from './conformance-shape.ts'

export function conformsToSource(name: string, make: MakeSetting): void {
  describe(`${name} as a source`, () => {
    const settings: Setting[] = []
    let setting: Setting
    let bound: Bound
    const open = async (system: string, peers: readonly Adapter[] = []): Promise<{ setting: Setting; bound: Bound }> => {
      const shape = { ...thingShape('none'), system }
      const adapter = adapterOf(shape)
      const made = await make(shape, adapter)
      settings.push(made)
      return { setting: made, bound: await made.system.bind(made.adapter ?? adapter, peers) }
    }
    beforeEach(async () => ({ setting, bound } = await open('ERP')))
    afterEach(async () => {
      for (const each of settings.splice(0)) await each.close()
    })

    it('pages through all rows by key, each once', async () => {
      const names = ['b', 'a', 'Ä', 'B', 'aa', '', '\u{1F6A2}', '\uFFFD', "o'clock"]
      for (const each of names) await setting.user.insert(each, row)
      const keys: string[] = []
      for (let after: string | null = null; ;) {
        const page = await bound.page(after, 2)
        keys.push(...page.map(({ key }) => key))
        if (page.length < 2) break
        after = page.at(-1)!.key
      }
      expect(keys.toSorted()).toEqual(names.toSorted())
      expect((await bound.page(null, 1))[0]).toEqual({ key: '', values: row })
    })

    it('looks at many keys at once, in order, absent ones too', async () => {
      await setting.user.insert('P-2', row)
      expect(
        await bound.look([
          { key: 'P-1', seen: 0 },
          { key: 'P-2', seen: 0 },
          { key: 'P-1', seen: 0 },
        ]),
      ).toEqual([nothingThere, present(row), nothingThere])
    })

    it('tells null from an empty text', async () => {
      await setting.user.insert('P-1', ['pump', '', 1])
      await setting.user.insert('P-2', ['pump', null, 2])
      expect((await bound.page(null, 10)).map(({ values }) => values[1])).toEqual(['', null])
    })

    it('digests tell which buckets differ, and bucketRows what is in them', async () => {
      const { setting: other, bound: twin } = await open('EAM', [bound.adapter])
      const mine = await setting.system.bind(bound.adapter, [twin.adapter])
      for (let i = 0; i < 100; i++) {
        await setting.user.insert(`P-${i}`, ['pump', i % 2 === 0 ? null : `no ${i}`, i])
        await other.user.insert(`P-${i}`, ['pump', i % 2 === 0 ? null : `no ${i}`, i])
      }
      expect(await twin.digests(8)).toEqual(await mine.digests(8))
      await other.user.update('P-42', ['pump', '', 42])
      await twin.head()
      const [a, b] = [await mine.digests(8), await twin.digests(8)]
      expect([...a.values()].reduce((sum, { rows }) => sum + rows, 0)).toBe(100)
      expect(await mine.count()).toBe(100)
      const differing = [...a.keys()].filter((bucket) => a.get(bucket)!.digest !== b.get(bucket)!.digest)
      expect(differing).toHaveLength(1)
      const rows = await mine.bucketRows(8, differing)
      expect(rows).toHaveLength(a.get(differing[0]!)!.rows)
      expect(rows.map(({ key }) => key)).toContain('P-42')
      expect(await mine.bucketRows(8, [])).toEqual([])
      const all = await mine.bucketRows(8, [...a.keys()])
      expect(new Set(all.map(({ key }) => key)).size).toBe(100)
      expect(all).toHaveLength(100)
    })

    it('digests tell rows that have swapped their values', async () => {
      await setting.user.insert('a', ['pump', null, 1])
      await setting.user.insert('b', ['valve', null, 2])
      const before = await bound.digests(1)
      await setting.user.update('a', ['valve', null, 2])
      await setting.user.update('b', ['pump', null, 1])
      await bound.head()
      expect(await bound.digests(1)).not.toEqual(before)
    })

    it('a head that tells of a content is the same for the same content, and another for another', async () => {
      await setting.user.insert('a', row)
      const { position } = await bound.head()
      if (position === null) return
      await setting.user.update('a', ['valve', null, 2])
      expect((await bound.head()).position).not.toBe(position)
      await setting.user.update('a', row)
      expect((await bound.head()).position).toBe(position)
    })
  })
}
