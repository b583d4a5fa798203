/** A system that makes something else of what it is given, by triggers that nobody declared: no loop, no false conflict, and a real edit is still seen. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { project } from '../emit/project.ts'
import type { Field } from './shop.ts'
import { Shop } from './shop.ts'

const user = project()
afterAll(user.remove)

/** What ERP stores of each field. A sum that is rounded would be no sum: delta is refused where a binding says so, and left alone here. */
const alterations: Readonly<Partial<Record<Field, string>>> = {
  notes: `upper("the notes")`,
  grade: `min("the grade", 50)`,
  asked: `substr("the asked", 1, 4)`,
  tags: `replace("the tags", ',', ' , ')`,
  longest: `trim("the longest")`,
  currency: `upper("the currency")`,
}

function triggers(): string[] {
  const set = Object.entries(alterations).map(([name, as]) => `"the ${name}" = ${as}`)
  const moved = Object.entries(alterations).map(([name, as]) => `"the ${name}" IS NOT ${as}`)
  const body = `BEGIN UPDATE article SET ${set.join(', ')} WHERE "the code" = NEW."the code" AND (${moved.join(' OR ')}); END`
  return [`CREATE TRIGGER erp_inserts AFTER INSERT ON article ${body}`, `CREATE TRIGGER erp_updates AFTER UPDATE ON article ${body}`]
}

describe.each([
  { systems: ['CRM', 'ERP'], creates: 'CRM' },
  { systems: ['ERP', 'CRM'], creates: 'ERP' },
])('ERP alters what it stores, with $systems and $creates read first', ({ systems, creates }) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await Shop.open(user, `altered-${creates}`, { systems, creates, preferred: 'CRM' })
    shop.files.sql('ERP', ...triggers())
  })
  const idle = async () => expect((await shop.files.run()).moved).toBe(false)
  const sent = {
    notes: 'mixed Case',
    grade: 70,
    asked: 'longer than four',
    tags: '["b","a"]',
    longest: ' padded ',
    currency: 'usd',
  } as const
  const kept = { notes: 'MIXED CASE', grade: 50, asked: 'long', tags: '["a" , "b"]', longest: 'padded', currency: 'USD' } as const

  it.each(Object.keys(sent) as (keyof typeof sent)[])('%s: what is stored otherwise is no edit, and comes to rest', async (name) => {
    shop.edit('CRM', { [name]: sent[name] })
    await shop.files.run()
    expect(shop.row('ERP')[name]).toBe(kept[name])
    await idle()
    expect(await shop.files.conflicts()).toEqual({})
  })

  it.each([
    ['notes', 'edited there', 'EDITED THERE'],
    ['grade', 12, 12],
    ['asked', 'new', 'new'],
    ['tags', '["x"]', '["x"]'],
    ['longest', 'another, and longer', 'another, and longer'],
    ['currency', 'CHF', 'CHF'],
  ] as const)('%s: an edit there after that is a real one', async (name, value, stands) => {
    shop.edit('CRM', { [name]: sent[name] })
    await shop.files.run()
    shop.edit('ERP', { [name]: value })
    await shop.files.run()
    expect(shop.held(name)).toBe(stands)
    await idle()
    expect(await shop.files.conflicts()).toEqual({})
  })

  it('an edit of another field there tells nothing of the altered ones', async () => {
    shop.edit('CRM', sent)
    await shop.files.run()
    shop.edit('ERP', { stock: '12.000' })
    await shop.files.run()
    expect(shop.row('CRM')).toMatchObject({ stock: '12.000', notes: 'mixed Case', grade: 70, longest: ' padded ' })
    await idle()
    expect(await shop.files.conflicts()).toEqual({})
  })

  it('an edit of the same value in the form of the other system is no conflict', async () => {
    shop.edit('CRM', { notes: 'mixed Case' })
    await shop.files.run()
    shop.edit('CRM', { notes: 'MIXED CASE' })
    await shop.files.run()
    expect(shop.held('notes')).toBe('MIXED CASE')
    await idle()
    expect(await shop.files.conflicts()).toEqual({})
  })
})
