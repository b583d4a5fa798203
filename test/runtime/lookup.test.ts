/** A field that a system holds as the id of a row of another table: what the record holds moves with that row, and no trigger of the record's table tells. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { reconcile, repair } from '../../runtime/reconcile.ts'
import { Example } from '../../examples/prepared.ts'

let example: Example
beforeEach(async () => {
  example = await Example.start()
})
afterEach(() => example.end())

const compared = async (flow: string) => example.with(async (engine) => reconcile(engine, flow))
const repaired = async (flow: string) => example.with(async (engine) => repair(engine, await reconcile(engine, flow)))

it('a row that is renamed where it is looked up is found by reconciliation, and repair brings the named one back', async () => {
  const referring = `SELECT r.requisition_no FROM requisition r JOIN vendor v ON v.id = r.vendor_id WHERE v.number = 'LITWARE0001' ORDER BY 1`
  const keys = example.rows('erp', referring).map((row) => String(row['requisition_no']))
  expect(keys.length).toBeGreaterThan(1)
  example.sql('erp', `UPDATE vendor SET number = 'RENAMED' WHERE number = 'LITWARE0001'`)
  expect((await example.run()).moved).toBe(false)

  const { differences } = await compared('requisitions')
  expect(differences).toEqual(
    keys.map((key) => ({ key, system: 'ERP', class: 'lostWrite', counts: true, fields: { vendor: ['LITWARE0001', 'RENAMED'] } })),
  )
  expect((await compared('vendors')).differences.map(({ key, class: kind }) => [key, kind])).toEqual([
    ['LITWARE0001', 'missing'],
    ['RENAMED', 'extra'],
  ])

  // The name that the writer gave stands for no row now: what refers to it waits for that row.
  expect(await repaired('requisitions')).toMatchObject({ written: 0, failed: keys.length })
  expect(await repaired('vendors')).toMatchObject({ written: 1, failed: 0 })
  example.later = 3_600_000
  await example.run()
  expect(example.rows('erp', referring).map((row) => row['requisition_no'])).toEqual(keys)
  expect((await compared('requisitions')).differences).toEqual([])
})
