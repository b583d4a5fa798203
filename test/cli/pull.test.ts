import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, it } from 'vitest'
import { emptyFolder, json, link, project, thalweg } from './command.ts'
import { compiled } from './pulled.ts'

const folder = emptyFolder()

beforeAll(() => {
  link(folder)
  const db = new DatabaseSync(join(folder, 'erp-2.sqlite'))
  db.exec(`
    CREATE TABLE vendor (vendor_no VARCHAR(20) PRIMARY KEY, name TEXT NOT NULL, active BOOLEAN NOT NULL, since DATE, credit DECIMAL(12,2), rating INTEGER, logo BLOB);
    INSERT INTO vendor VALUES ('V1', 'Ånd & Søn', 1, '2026-11-24', '12.50', 'A+', x'00');
    CREATE TABLE "class" (id INTEGER PRIMARY KEY, "Full Name" TEXT, "größe" REAL, "select" TEXT, "a b" TEXT, a_b TEXT, doubled AS (id * 2));
    CREATE TABLE "it's ""x"" — 数量" ("line no" INTEGER, vendor_no TEXT REFERENCES vendor, "1st" TEXT, "__proto__" TEXT, PRIMARY KEY (vendor_no, "line no"));
    CREATE TABLE no_key (a, b);
    CREATE TABLE visit (no INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('OPEN', 'it''s done')), kind TEXT CHECK (kind IN ('A', 'B')));
    PRAGMA ignore_check_constraints = on;
    INSERT INTO visit VALUES (1, 'OPEN', 'C');
    CREATE VIEW seen AS SELECT * FROM vendor;`)
  db.close()
})

describe('pull', () => {
  it('writes records and bindings that type-check, load, and say what the database says', async () => {
    const { code, data } = await json<{
      system: string
      files: string[]
      left: { table: string }[]
      records: { table: string; key: string[]; fields: string[] }[]
    }>(folder, 'pull erp-2.sqlite')
    expect(code).toBe(0)
    expect(data.system).toBe('ERP_2')
    expect(data.left.map(({ table }) => table)).toEqual(['no_key'])
    expect(data.records).toContainEqual(
      expect.objectContaining({ table: 'it\'s "x" — 数量', key: ['vendorNo', 'lineNo'], fields: ['lineNo', 'vendorNo', 'n1st', 'proto'] }),
    )
    const vendor = readFileSync(join(folder, 'records/vendor.ts'), 'utf8')
    expect(vendor).toContain("key: 'vendorNo'")
    expect(vendor).toContain('credit: field.decimal({ precision: 12, scale: 2 }).nullable(),')
    expect(vendor).toContain('since: z.iso.date().nullable(),')
    expect(vendor).toMatch(/holds "A\+"\n {4}rating: z\.string\(\)\.nullable\(\)/)
    expect(vendor).toContain("Column 'logo' is left out")
    const visit = readFileSync(join(folder, 'records/visit.ts'), 'utf8')
    expect(visit).toContain(String.raw`state: z.enum(['OPEN', 'it\'s done']),`)
    expect(visit).toMatch(/holds "C"\n {4}kind: z\.string\(\)\.nullable\(\)/)
    expect(readFileSync(join(folder, 'systems/erp-2.columns.ts'), 'utf8')).toContain(
      String.raw`state: { type: 'TEXT', is: 'enum', values: ['OPEN', 'it\'s done'], nullable: false, required: true }`,
    )
    const names = data.records.map(({ table }) => table)
    expect(names).not.toContain('seen')

    compiled(folder, 'ERP_2', data.files)
    expect(await thalweg(folder, 'check')).toMatchObject({ code: 0 })
  })

  it('writes over nothing unless it is forced', async () => {
    const own = emptyFolder()
    const line = ['pull', join(folder, 'erp-2.sqlite'), '--table', 'vendor', '--system', 'ERP']
    mkdirSync(join(own, 'records'))
    writeFileSync(join(own, 'records/vendor.ts'), '// mine\n')
    const refused = await thalweg(own, line)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('records/vendor.ts')
    expect(readFileSync(join(own, 'records/vendor.ts'), 'utf8')).toBe('// mine\n')
    expect((await thalweg(own, [...line, '--force'])).code).toBe(0)
    expect(readFileSync(join(own, 'records/vendor.ts'), 'utf8')).toContain('vendorNo')
    expect(existsSync(join(own, 'records/class-record.ts'))).toBe(false)
  })

  it('says what is wrong with what it is given', async () => {
    expect((await thalweg(folder, 'pull nothing.sqlite')).err).toContain('there is no nothing.sqlite')
    expect((await thalweg(folder, 'pull package.json')).err).toContain('is no SQLite database')
    const { code, err } = await thalweg(folder, 'pull erp-2.sqlite --table vendors')
    expect(code).toBe(1)
    expect(err).toContain('its tables are')
    expect(existsSync(join(folder, 'nothing.sqlite'))).toBe(false)
  })

  it('pulls what init made, once our own tables are in it, without them', async () => {
    const shop = await project()
    const { code, data } = await json<{ records: { table: string }[] }>(emptyFolder(), `pull ${join(shop, 'data/eam.sqlite')}`)
    expect({ code, tables: data.records.map(({ table }) => table) }).toEqual({ code: 0, tables: ['equipment', 'wo'] })
  })
})
