/** What doctor says of systems that are not as the flows need them, and of what a run would refuse. */
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { edit, project, syncedProject, thalweg } from './command.ts'

const erp = (folder: string) => join(folder, 'data/erp.sqlite')

describe('doctor', () => {
  it('finds nothing in a project that is prepared and not matched yet, and says that there is no ledger', async () => {
    const folder = await project()
    const { code, out } = await thalweg(folder, 'doctor')
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('yet: npx thalweg match --accept makes it') })
  })

  it('names a table that is missing, and goes on with the others', async () => {
    const folder = await syncedProject()
    edit(folder, 'erp', 'DROP TABLE maintenance_order')
    const { code, out } = await thalweg(folder, 'doctor')
    expect(code).toBe(1)
    expect(out).toContain('workOrders: there is no table maintenance_order')
    expect(out).toContain('assets: table fixed_asset with all')
  })

  it('names a column that only a statement needs: of a constant, of a scope, of detection', async () => {
    const folder = await syncedProject()
    const file = join(folder, 'generated/shop/flows/assets/ERP.ts')
    const text = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      text
        .replace('INSERT INTO "fixed_asset" (', 'INSERT INTO "fixed_asset" (\n        "posting_group",')
        .replace('VALUES (', 'VALUES (1,'),
    )
    const constant = await thalweg(folder, 'doctor')
    expect(constant.code).toBe(1)
    expect(constant.out).toMatch(/assets: fixed_asset refuses statements: .*posting_group.* \(insert\)/)
    writeFileSync(file, text.replaceAll('FROM "fixed_asset" AS t', 'FROM "fixed_asset" AS t JOIN (SELECT 1) ON t."company" = 1'))
    expect((await thalweg(folder, 'doctor')).out).toMatch(/no such column: t.company \(.*count, digests.*\)/)
    writeFileSync(file, text.replace(/detect: \{[^}]*\}/, "detect: { kind: 'updatedAt', column: 'changed_on', overlapMs: 1000 }"))
    expect((await thalweg(folder, 'doctor')).out).toContain('table fixed_asset has no column changed_on')
  })

  it('a generated column can be read, and is refused where the flow writes it', async () => {
    const folder = await syncedProject()
    const generate = (name: 'eam' | 'erp', table: string, column: string) => {
      const db = new DatabaseSync(join(folder, `data/${name}.sqlite`))
      for (const { sql } of db.prepare(`SELECT 'DROP TRIGGER "' || name || '"' AS sql FROM sqlite_schema WHERE type = 'trigger'`).all())
        db.exec(String(sql))
      db.exec(`ALTER TABLE ${table} DROP COLUMN ${column}; ALTER TABLE ${table} ADD COLUMN ${column} TEXT AS ('here')`)
      db.close()
    }
    generate('eam', 'equipment', 'location')
    generate('erp', 'fixed_asset', 'location')
    const { out } = await thalweg(folder, 'doctor')
    expect(out).not.toContain('has no column')
    expect(out).toContain('equipment takes all')
    expect(out).toMatch(/fixed_asset refuses statements: .*generated column.*\(insert\)/)
  })

  describe('what a run would refuse', () => {
    it('a ledger that is gone, where systems know one', async () => {
      const folder = await syncedProject()
      rmSync(join(folder, '.thalweg'), { recursive: true })
      const { code, out } = await thalweg(folder, 'doctor')
      expect(code).toBe(1)
      expect(out).toContain('there is none at .thalweg/shop.ledger.sqlite, and systems know one')
      expect(out).toContain('was written to by another ledger')
    })

    it('a ledger that is behind, and a system that is', async () => {
      const folder = await syncedProject()
      const ledger = join(folder, '.thalweg/shop.ledger.sqlite')
      copyFileSync(ledger, `${ledger}.old`)
      copyFileSync(erp(folder), `${erp(folder)}.old`)
      edit(folder, 'eam', "UPDATE wo SET status = 'DONE' WHERE wo_no = 'WO-1'")
      await thalweg(folder, 'run --once')
      renameSync(erp(folder), `${erp(folder)}.new`)
      copyFileSync(`${erp(folder)}.old`, erp(folder))
      expect((await thalweg(folder, 'doctor')).out).toContain('lacks writes that this ledger saw land')
      renameSync(`${erp(folder)}.new`, erp(folder))
      copyFileSync(`${ledger}.old`, ledger)
      expect(await thalweg(folder, 'doctor')).toMatchObject({ code: 1, out: expect.stringContaining('the ledger is an older copy') })
    })

    it('a flow without a match is no problem, and is told', async () => {
      const folder = await project()
      await thalweg(folder, 'match --accept --flow assets')
      const { code, out } = await thalweg(folder, 'doctor')
      expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('workOrders: no match was accepted yet') })
    })
  })
})
