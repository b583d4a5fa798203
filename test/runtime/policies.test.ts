/** Every policy on real files: both sides edit, one run, and every file holds what the policy says; the loser is kept and the counter of its kind moves by one. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { takeValue } from '../../runtime/decide.ts'
import { project } from '../emit/project.ts'
import { Shop } from './shop.ts'

const user = project()
afterAll(user.remove)

/** Which is read first, and which name comes first, must not matter. */
const settings = [
  { creates: 'CRM', systems: ['CRM', 'ERP'], l: 'CRM', r: 'ERP' },
  { creates: 'ERP', systems: ['CRM', 'ERP'], l: 'CRM', r: 'ERP' },
  { creates: 'CRM', systems: ['CRM', 'ERP'], l: 'ERP', r: 'CRM' },
  { creates: 'ERP', systems: ['ERP', 'CRM'], l: 'ERP', r: 'CRM' },
] as const

const hour = 3_600_000
const noon = Date.UTC(2026, 10, 25, 12)

describe.each(settings)('with $systems, $creates read first, $l preferred', ({ creates, systems, l, r }) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await Shop.open(user, `${creates}-${systems.join('-')}-${l}`, { systems, creates, preferred: l })
  })

  const lost = async () =>
    (await shop.files.audit('articles', 'A1'))
      .filter(({ kind }) => kind === 'conflict')
      .map(({ system, unit, body }) => [system, unit, body['lost']])
  const idle = async () => expect((await shop.files.run()).moved).toBe(false)

  it('an edit by one of them is no conflict under any policy', async () => {
    shop.edit(l, { notes: 'l', grade: 2, asked: 'l', tags: '["old","l"]', stock: '11.000', longest: 'abc', cost: '2.00' })
    await shop.files.run()
    shop.edit(r, { notes: 'r', grade: 3, asked: 'r', tags: '["r"]', stock: '9.000', longest: 'b', currency: 'USD' })
    await shop.files.run()
    expect(await shop.files.conflicts()).toEqual({})
    expect(shop.row(l)).toEqual({
      notes: 'r',
      grade: 3,
      asked: 'r',
      tags: '["r"]',
      stock: '9.000',
      longest: 'b',
      cost: '2.00',
      currency: 'USD',
    })
    expect(shop.row(r)).toEqual(shop.row(l))
    await idle()
  })

  it('precedence: the preferred system’s value stands', async () => {
    shop.edit(l, { grade: 5 })
    shop.edit(r, { grade: 7 })
    await shop.files.run()
    expect(shop.held('grade')).toBe(5)
    expect(await shop.files.conflicts()).toEqual({ bothChanged: 1 })
    expect(await lost()).toEqual([[r, 'grade', [7]]])
    await idle()
  })

  it('a group is decided as one: no value of the loser is mixed in', async () => {
    shop.edit(l, { cost: '5.00' })
    shop.edit(r, { currency: 'USD' })
    await shop.files.run()
    expect(shop.held('cost')).toBe('5.00')
    expect(shop.held('currency')).toBe('EUR')
    expect(await shop.files.conflicts()).toEqual({ bothChanged: 1 })
    expect(await lost()).toEqual([[r, 'price', ['1.00', 'USD']]])
    await idle()
  })

  it('different fields of one record are no conflict', async () => {
    shop.edit(l, { grade: 5 })
    shop.edit(r, { cost: '6.00' })
    await shop.files.run()
    expect([shop.held('grade'), shop.held('cost')]).toEqual([5, '6.00'])
    expect(await shop.files.conflicts()).toEqual({})
  })

  it.each([
    [l, r],
    [r, l],
  ])('lastWriteWins: the later commit stands, which is %s', async (later, earlier) => {
    shop.edit(later, { notes: 'later' }, noon + hour)
    shop.edit(earlier, { notes: 'earlier' }, noon)
    await shop.files.run()
    expect(shop.held('notes')).toBe('later')
    expect(await shop.files.conflicts()).toEqual({ bothChanged: 1 })
    expect(await lost()).toEqual([[earlier, 'notes', ['earlier']]])
    await idle()
  })

  it('lastWriteWins: an edit of another field makes no old value the later one', async () => {
    shop.edit(l, { notes: 'early' }, noon)
    shop.edit(r, { notes: 'late' }, noon + hour)
    shop.edit(l, { grade: 9 }, noon + 2 * hour)
    await shop.files.run()
    expect([shop.held('notes'), shop.held('grade')]).toEqual(['late', 9])
    expect(await lost()).toEqual([[l, 'notes', ['early']]])
  })

  it('lastWriteWins: what a run writes is no edit, so its time counts for nothing', async () => {
    shop.edit(l, { notes: 'first' }, noon)
    await shop.files.run()
    shop.edit(l, { notes: 'early' }, noon + hour)
    shop.edit(r, { grade: 4 }, noon + 3 * hour)
    shop.edit(r, { notes: 'late' }, noon + 2 * hour)
    await shop.files.run()
    expect(shop.held('notes')).toBe('late')
  })

  it('lastWriteWins: within the clock tolerance it is a tie, which goes by the declared order', async () => {
    const [first, second] = systems
    shop.edit(first, { notes: 'declared first' }, noon)
    shop.edit(second, { notes: 'declared second' }, noon + 800)
    await shop.files.run()
    expect(shop.held('notes')).toBe('declared first')
    expect(await shop.files.conflicts()).toEqual({ tie: 1 })
    expect(await lost()).toEqual([[second, 'notes', ['declared second']]])
    const told = (await shop.files.audit('articles', 'A1')).find(({ conflict }) => conflict === 'tie')!
    expect(told.body['outcome']).toBe('too close to tell which was later: the value of the system that is named first stands')
  })

  it('review: each keeps its value, other fields go on, and what a person takes goes everywhere', async () => {
    shop.edit(l, { asked: 'blue', grade: 2 })
    shop.edit(r, { asked: 'red' })
    await shop.files.run()
    expect(shop.held('asked')).toEqual({ [l]: 'blue', [r]: 'red' })
    expect(shop.held('grade')).toBe(2)
    expect(await shop.files.conflicts()).toEqual({ bothChanged: 1 })
    expect((await shop.files.reviews()).map(({ unit, conflict }) => [unit, conflict])).toEqual([['asked', 'bothChanged']])
    await idle()
    await shop.files.with(async (engine) => {
      const u = shop.files.landscape.flows['articles']!.settle.units.findIndex(({ name }) => name === 'asked')
      const { kernel } = await engine.flow('articles')
      await engine.decide('articles', 'A1', 'taken', (entry, cause) => takeValue(kernel, entry, u, ['red'], cause))
    })
    await shop.files.run()
    expect(shop.held('asked')).toBe('red')
    expect(await shop.files.reviews()).toEqual([])
    await idle()
  })

  it('review: closes itself when users have made the values equal', async () => {
    shop.edit(l, { asked: 'blue' })
    shop.edit(r, { asked: 'red' })
    await shop.files.run()
    shop.edit(r, { asked: 'blue' })
    await shop.files.run()
    expect(await shop.files.reviews()).toEqual([])
    expect(shop.held('asked')).toBe('blue')
    await idle()
  })

  it('union: additions and removals of both count', async () => {
    shop.edit(l, { tags: '["old","l"]' })
    shop.edit(r, { tags: '["r"]' })
    await shop.files.run()
    expect(shop.held('tags')).toBe('["l","r"]')
    expect(await shop.files.conflicts()).toEqual({ bothChanged: 1 })
    await idle()
  })

  it('union: a stored list in another order, with blanks and repetitions, is the same set, and can be written over', async () => {
    shop.edit(r, { tags: '[ "b", "a", "b" ]' })
    await shop.files.run()
    expect(shop.row(l)['tags']).toBe('["a","b"]')
    shop.edit(l, { tags: '["a","b","c"]' })
    await shop.files.run()
    expect(shop.held('tags')).toBe('["a","b","c"]')
    await idle()
  })

  it('delta: both differences count, exactly, also where both give the same value', async () => {
    shop.edit(l, { stock: '10.100' })
    shop.edit(r, { stock: '10.200' })
    await shop.files.run()
    expect(shop.held('stock')).toBe('10.300')
    shop.edit(l, { stock: '11.300' })
    shop.edit(r, { stock: '11.300' })
    await shop.files.run()
    expect(shop.held('stock')).toBe('12.300')
    expect(await shop.files.conflicts()).toEqual({ bothChanged: 2 })
    await idle()
  })

  it('merge: the function makes one value of both', async () => {
    shop.edit(l, { longest: 'abcd' })
    shop.edit(r, { longest: 'abcdefg' })
    await shop.files.run()
    expect(shop.held('longest')).toBe('abcdefg')
    expect(await shop.files.conflicts()).toEqual({ bothChanged: 1 })
    await idle()
  })

  it('the same value from both is no conflict, but for delta', async () => {
    const same = { notes: 'same', grade: 8, asked: 'same', tags: '["same"]', longest: 'samesame', cost: '8.00' }
    shop.edit(l, same)
    shop.edit(r, same)
    await shop.files.run()
    expect(shop.row(l)).toMatchObject(same)
    expect(shop.row(r)).toMatchObject(same)
    expect(await shop.files.conflicts()).toEqual({})
    await idle()
  })

  it('an edit that is taken back before anybody looked is none', async () => {
    shop.edit(l, { grade: 5, stock: '12.000' })
    shop.edit(l, { grade: 1, stock: '10.000' })
    const { flows } = await shop.files.run()
    expect(flows['articles']).toEqual({ written: 0, failed: 0 })
    await idle()
  })
})

describe('three systems', () => {
  const systems = ['CRM', 'ERP', 'WMS']
  let shop: Shop
  beforeEach(async () => {
    shop = await Shop.open(user, 'three', { systems, creates: 'ERP', preferred: 'WMS' })
  })

  it('all three edit every field at once', async () => {
    shop.edit(
      'CRM',
      { notes: 'crm', grade: 2, asked: 'crm', tags: '["old","crm"]', stock: '11.000', longest: 'abc', cost: '2.00' },
      noon + 2 * hour,
    )
    shop.edit(
      'ERP',
      { notes: 'erp', grade: 3, asked: 'erp', tags: '["old","erp"]', stock: '12.000', longest: 'abcd', cost: '3.00' },
      noon + hour,
    )
    shop.edit('WMS', { notes: 'wms', grade: 4, asked: 'wms', tags: '[]', stock: '13.000', longest: 'abcde', cost: '4.00' }, noon)
    await shop.files.run()
    for (const system of systems) {
      expect(shop.row(system)).toEqual({
        notes: 'crm',
        grade: 4,
        asked: system.toLowerCase(),
        tags: '["crm","erp"]',
        stock: '16.000',
        longest: 'abcde',
        cost: '4.00',
        currency: 'EUR',
      })
    }
    expect((await shop.files.reviews()).map(({ unit }) => unit)).toEqual(['asked'])
    expect((await shop.files.run()).moved).toBe(false)
  })
})
