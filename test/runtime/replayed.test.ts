/** A run that dies around its write to a system: what it wrote counts once, and so does what users do before the next run. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Project } from '../emit/project.ts'
import { project } from '../emit/project.ts'
import { hookedOpener } from './failpoints.ts'
import { Shop } from './shop.ts'

let user: Project
beforeAll(() => (user = project()))
afterAll(() => user.remove())

/** A run that dies before or after what it writes to ERP. */
async function dies({ files }: Shop, moment: string): Promise<void> {
  const open = hookedOpener(files.open, (boundary) => {
    if (boundary === `${moment} ERP.deliver`) throw new Error('the power went')
  })
  await expect(files.run({ open })).rejects.toThrow('the power went')
}

it.each(['before', 'after'])('dies %s the write: differences and removals count once', async (moment) => {
  const shop = await Shop.open(user, 'replayed', { systems: ['CRM', 'ERP'], preferred: 'CRM', creates: 'CRM' })
  const { files } = shop
  shop.edit('CRM', { stock: '12.000', tags: '["new"]' })
  await dies(shop, moment)
  const landed = moment === 'after'
  expect(shop.row('ERP')).toMatchObject(landed ? { stock: '12.000', tags: '["new"]' } : { stock: '10.000', tags: '["old"]' })
  // One at ERP adds one to what he sees, and a tag; one at CRM takes a half away.
  shop.edit('ERP', landed ? { stock: '13.000', tags: '["erp","new"]' } : { stock: '11.000', tags: '["erp","old"]' })
  shop.edit('CRM', { stock: '11.500' })
  await files.run()
  expect([shop.held('stock'), shop.held('tags')]).toEqual(['12.500', '["erp","new"]'])
  expect((await files.run()).moved).toBe(false)
})

it('dies after a write of which ERP has made something else: that is no edit of its users', async () => {
  const shop = await Shop.open(user, 'replayed', { systems: ['CRM', 'ERP'], preferred: 'CRM', creates: 'CRM' })
  shop.files.sql(
    'ERP',
    `CREATE TRIGGER shouts AFTER UPDATE ON article WHEN NEW."the notes" IS NOT upper(NEW."the notes")
     BEGIN UPDATE article SET "the notes" = upper("the notes") WHERE "the code" = NEW."the code"; END`,
  )
  shop.edit('CRM', { notes: 'in small letters' })
  await dies(shop, 'after')
  await shop.files.run()
  expect(shop.held('notes')).toEqual({ CRM: 'in small letters', ERP: 'IN SMALL LETTERS' })
  expect(await shop.files.conflicts()).toEqual({})
  expect((await shop.files.run()).moved).toBe(false)
})
