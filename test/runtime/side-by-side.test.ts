/** What match shows before anything is written is what a run then does. */
import { afterAll, describe, expect, it } from 'vitest'
import { match } from '../../runtime/side-by-side.ts'
import { project } from '../emit/project.ts'
import type { Files } from './files.ts'
import type { Vendor } from './met.ts'
import { met, vendor } from './met.ts'

const user = project()
afterAll(user.remove)

const side = async (files: Files, moved?: (rows: number) => void) => files.with(async (engine) => match(engine, 'vendors', moved))

const held: Record<string, Vendor[]> = {
  CRM: [
    vendor('V1', { name: 'Ada', grade: 1, notes: 'crm', tags: '["crm"]', stock: '1.000' }),
    vendor('V2'),
    vendor('V3', { grade: 3 }),
    vendor('C1'),
    vendor('C2'),
    vendor('TWICE'),
  ],
  ERP: [
    vendor('V1', { name: 'Bob', grade: 2, notes: 'erp', tags: '["erp"]', stock: '2.000' }),
    vendor('V2', { tags: '[ "old" ]' }),
    vendor('V3', { grade: 4 }),
    vendor('E1', { tags: 'none' }),
    vendor('TWICE'),
    vendor('TWICE', { grade: 9 }),
  ],
}

describe.each(['byPolicy', 'review'] as const)('with %s', (whereTheyDiffer) => {
  const options = { systems: ['CRM', 'ERP'], creates: ['CRM'], whereTheyDiffer }

  it('counts pairs, what stands alone, what differs by unit, and what cannot be paired or read', async () => {
    const files = await met(user, { ...options, keyed: false }, held)
    files.sql('ERP', "INSERT INTO vendor (code, name) VALUES ('far too long', 'nobody')")
    let rows = 0
    const found = await side(files, (more) => (rows += more))
    const asked = whereTheyDiffer === 'review'
    expect(found).toMatchObject({
      accepted: false,
      rows: { CRM: 6, ERP: 7 },
      pairs: 3,
      equal: 1,
      differing: {
        records: 2,
        units: {
          name: { records: 1, reviews: asked ? 1 : 0 },
          grade: { records: 2, reviews: asked ? 2 : 0 },
          notes: { records: 1, reviews: asked ? 1 : 0 },
          tags: { records: 1, reviews: asked ? 1 : 0 },
          stock: { records: 1, reviews: 1 },
        },
      },
      orphans: { CRM: 2, ERP: 1 },
      examples: { CRM: ['C1', 'C2'], ERP: ['E1'] },
      ambiguous: { CRM: [], ERP: ['TWICE'] },
      unkeyed: { CRM: { rows: 0 }, ERP: { rows: 1, examples: [{ detail: expect.stringContaining('code: ') }] } },
      invalid: { CRM: { rows: 0 }, ERP: { rows: 1, examples: [{ key: 'E1', detail: expect.stringContaining('tags: ') }] } },
    })
    expect(rows).toBe(6 + 7 + 3)
  })

  it('says of each what will stand, and a run makes it so', async () => {
    const pairs = Object.fromEntries(
      Object.entries(held).map(([system, rows]) => [system, rows.filter(({ code }) => String(code).startsWith('V'))]),
    )
    const files = await met(user, options, pairs)
    const { differing } = await side(files)
    await files.start()
    expect(differing.examples).toHaveLength(6)
    const reviews = (await files.reviews()).map(({ key, unit }) => `${key} ${unit}`)
    for (const { key, unit, values, stands, review } of differing.examples) {
      expect(reviews.includes(`${key} ${unit}`)).toBe(review)
      for (const system of ['CRM', 'ERP']) {
        const [row] = files.rows(system, `SELECT ${unit} AS value FROM vendor WHERE code = '${key}'`)
        const [value] = stands ?? values[system]!
        expect(row!['value']).toBe(typeof value === 'object' ? JSON.stringify(value) : value)
      }
    }
    expect((await side(files)).differing.records).toBe(whereTheyDiffer === 'review' ? 2 : 1)
  })
})

it('three systems: a record that two of them hold is a pair, whichever they are', async () => {
  const files = await met(
    user,
    { systems: ['CRM', 'ERP', 'WMS'], creates: ['CRM'], whereTheyDiffer: 'byPolicy' },
    { CRM: [vendor('V1')], ERP: [vendor('V1'), vendor('V2')], WMS: [vendor('V2', { grade: 5 }), vendor('V3')] },
  )
  const found = await side(files)
  expect(found).toMatchObject({ pairs: 2, equal: 1, orphans: { CRM: 0, ERP: 0, WMS: 1 } })
  expect(found.differing.examples).toEqual([{ key: 'V2', unit: 'grade', values: { ERP: [1], WMS: [5] }, stands: null, review: false }])
})
