/** What cannot be written waits, is tried again, goes to the dead letters, and heals; it never blocks the others, and never spins. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Example } from '../../examples/prepared.ts'

const refuse =
  "CREATE TRIGGER no_bad_words BEFORE UPDATE ON maintenance_order WHEN NEW.description LIKE '%bad%' BEGIN SELECT RAISE(ABORT, 'finance refuses bad words'); END"
const dayMs = 86_400_000

describe('what cannot be written', () => {
  let example: Example
  beforeEach(async () => {
    example = await Example.start()
  })
  afterEach(() => example.end())

  const description = (order: string) =>
    example.rows('erp', `SELECT description FROM maintenance_order WHERE order_no = '${order}'`)[0]!['description']
  const waiting = () => example.rows('ledger', 'SELECT key, reason, dead, tries FROM waiting ORDER BY key')

  it('a refused row waits with the system’s words, and the others go on', async () => {
    example.sql('erp', refuse)
    example.sql(
      'eam',
      "UPDATE wo SET description = 'a bad word' WHERE wo_no = '2374'",
      "UPDATE wo SET description = 'a good word' WHERE wo_no = '2255'",
    )
    const { flows } = await example.run()
    expect(flows['workOrders']).toEqual({ written: 1, failed: 1 })
    expect(description('2255')).toBe('a good word')
    expect(waiting()).toEqual([{ key: '2374', reason: 'constraint', dead: 0, tries: 1 }])
    expect(example.rows('ledger', 'SELECT detail FROM waiting')[0]!['detail']).toContain('finance refuses bad words')
  })

  it('is not tried again before it is due, and an idle run writes nothing', async () => {
    example.sql('erp', refuse)
    example.sql('eam', "UPDATE wo SET description = 'a bad word' WHERE wo_no = '2374'")
    await example.run()
    expect((await example.run()).moved).toBe(false)
    expect(waiting()).toEqual([{ key: '2374', reason: 'constraint', dead: 0, tries: 1 }])
  })

  it('after the time of the flow it is a dead letter, which a later change heals', async () => {
    example.sql('erp', refuse)
    example.sql('eam', "UPDATE wo SET description = 'a bad word' WHERE wo_no = '2374'")
    await example.run()
    example.later = 2 * dayMs
    await example.run()
    expect(waiting()).toEqual([{ key: '2374', reason: 'constraint', dead: 1, tries: 2 }])
    example.sql('eam', "UPDATE wo SET description = 'a good word' WHERE wo_no = '2374'")
    await example.run()
    expect(waiting()).toEqual([])
    expect(description('2374')).toBe('a good word')
    expect(example.rows('ledger', "SELECT count(*) AS rows FROM audit WHERE kind IN ('deadLetter', 'healed')")).toEqual([{ rows: 2 }])
  })

  it('a child waits for its parent, and comes in the run that brings it', async () => {
    example.sql(
      'eam',
      "INSERT INTO pr (pr_no, vendor, requested_by, needed_on, total) VALUES ('PR-9', 'NEWVENDOR', 'me', '2026-12-01', '1.0000')",
    )
    await example.run()
    expect(waiting()).toEqual([{ key: 'PR-9', reason: 'missingParent', dead: 0, tries: 1 }])
    expect(example.rows('erp', "SELECT * FROM requisition WHERE requisition_no = 'PR-9'")).toEqual([])
    example.sql('proc', "INSERT INTO vendors VALUES ('NEWVENDOR', 'New', 1, 1, NULL, '2026-11-30 00:00:00.000')")
    await example.run()
    expect(waiting()).toEqual([])
    expect(
      example.rows('erp', "SELECT v.number FROM requisition r JOIN vendor v ON v.id = r.vendor_id WHERE requisition_no = 'PR-9'"),
    ).toEqual([{ number: 'NEWVENDOR' }])
  })

  it('a program that rewrites a field again and again is stopped, and a new value of the writer goes through', async () => {
    const rewrite = () => example.sql('erp', "UPDATE maintenance_order SET technician = 'job' WHERE order_no = '2374'")
    for (let night = 0; night < 14; night++) {
      rewrite()
      await example.run()
    }
    expect(waiting()).toEqual([{ key: '2374', reason: 'doesNotSettle', dead: 1, tries: 1 }])
    example.sql('eam', "UPDATE wo SET technician = 'new hand' WHERE wo_no = '2374'")
    await example.run()
    expect(waiting()).toEqual([])
    expect(example.rows('erp', "SELECT technician FROM maintenance_order WHERE order_no = '2374'")).toEqual([{ technician: 'new hand' }])
  }, 60_000)

  it('a delete that is no longer wanted does not wait any more: the update that wins over it restores the row', async () => {
    example.sql('erp', "UPDATE maintenance_order SET gl_code = 'X1' WHERE order_no = '2374'")
    example.sql('eam', "DELETE FROM wo WHERE wo_no = '2374'")
    await example.run()
    await example.run()
    expect(waiting()).toEqual([])
    expect(example.rows('eam', "SELECT gl_code FROM wo WHERE wo_no = '2374'")).toEqual([{ gl_code: 'X1' }])
    expect((await example.run()).moved).toBe(false)
  })

  it('a refused row that somebody enters by hand does not wait any more', async () => {
    example.sql('erp', refuse)
    example.sql('eam', "UPDATE wo SET description = 'a bad word' WHERE wo_no = '2374'")
    await example.run()
    example.sql('erp', 'DROP TRIGGER no_bad_words', "UPDATE maintenance_order SET description = 'a bad word' WHERE order_no = '2374'")
    await example.run()
    expect(waiting()).toEqual([])
  })

  it('deletes beyond the cap are held back, everything else goes on', async () => {
    example.sql(
      'eam',
      "DELETE FROM wo WHERE wo_no IN (SELECT wo_no FROM wo WHERE wo_no <> '2374' LIMIT 40)",
      "UPDATE wo SET technician = 'x' WHERE wo_no = '2374'",
    )
    const { capped } = await example.run()
    expect(capped).toEqual([{ flow: 'workOrders', wanted: 40, done: 0, cap: 5 }])
    expect(example.rows('erp', 'SELECT count(*) AS rows FROM maintenance_order')).toEqual([{ rows: 500 }])
    expect(example.rows('erp', "SELECT technician FROM maintenance_order WHERE order_no = '2374'")).toEqual([{ technician: 'x' }])
    expect((await example.run()).moved).toBe(false)
  })
})
