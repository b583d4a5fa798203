/** A second pull: what came is added, what went is marked, and what an engineer changed stays as it is. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { emptyFolder, json, link, thalweg } from './command.ts'
import { compiled } from './pulled.ts'

interface Again {
  readonly files: readonly string[]
  readonly changes: readonly { readonly file: string; readonly text: string }[]
  readonly unread: readonly { readonly file: string }[]
}

function database(folder: string, ...statements: string[]): void {
  const db = new DatabaseSync(join(folder, 'erp.sqlite'))
  for (const sql of statements) db.exec(sql)
  db.close()
}

function pulled(): string {
  const folder = emptyFolder()
  link(folder)
  database(
    folder,
    'CREATE TABLE vendor (vendor_no TEXT PRIMARY KEY, name TEXT NOT NULL, city TEXT, logo BLOB)',
    'CREATE TABLE old_thing (id INTEGER PRIMARY KEY, what TEXT)',
  )
  return folder
}

const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')
const change = (folder: string, path: string, from: string, to: string) => {
  const text = read(folder, path)
  expect(text).toContain(from)
  writeFileSync(join(folder, path), text.replace(from, to))
}

it('adds columns and tables, marks what went, and leaves alone what was changed', async () => {
  const folder = pulled()
  expect((await thalweg(folder, 'pull erp.sqlite')).code).toBe(0)
  change(folder, 'records/vendor.ts', 'name: z.string(),', 'title: z.string().max(80), // as printed')
  change(folder, 'systems/erp.ts', "'vendor', { naming: 'snake_case',", "'vendor', { columns: { title: 'name' }, naming: 'snake_case',")
  change(folder, 'records/vendor.ts', 'key:', '// ours\n  key:')
  database(
    folder,
    'ALTER TABLE vendor ADD COLUMN credit DECIMAL(12,2)',
    'ALTER TABLE vendor ADD COLUMN "Since" DATE',
    'ALTER TABLE vendor ADD COLUMN stamp BLOB',
    'ALTER TABLE vendor DROP COLUMN city',
    'DROP TABLE old_thing',
    'CREATE TABLE site (code TEXT PRIMARY KEY, vendor TEXT REFERENCES vendor)',
  )
  const { code, data } = await json<Again>(folder, 'pull erp.sqlite')
  expect(code).toBe(0)
  expect(data.changes.map(({ text }) => text)).toEqual([
    'credit is new, from column credit',
    'since is new, from column Since',
    'column stamp is new, and left out: binary data is not carried',
    "column 'city' is gone from the database",
    'site is new, from table site',
    "table 'old_thing' is gone from the database",
  ])
  expect(read(folder, 'records/vendor.ts')).toBe(`import { record, field } from 'thalweg'
import { z } from 'zod'

export const vendor = record({
  // ours
  key: 'vendorNo',
  fields: {
    vendorNo: z.string(),
    title: z.string().max(80), // as printed
    // Column 'city' is gone from the database.
    city: z.string().nullable(),
    credit: field.decimal({ precision: 12, scale: 2 }).nullable(),
    since: z.iso.date().nullable(),
    // Column 'stamp' is left out: binary data is not carried.
    // Column 'logo' is left out: binary data is not carried.
  },
})
`)
  const system = read(folder, 'systems/erp.ts')
  expect(system).toContain("columns: { title: 'name', since: 'Since' }, naming: 'snake_case', detect: 'outbox' }),")
  expect(system).toMatch(/ {4}\/\/ Table 'old_thing' is gone from the database\.\n {4}oldThing:/)
  expect(system).toContain("    site: table(site, 'site', { detect: 'outbox' }),\n  },")
  compiled(folder, 'ERP', ['records/vendor.ts', 'records/old-thing.ts', 'records/site.ts', 'systems/erp.ts'])

  const third = await thalweg(folder, 'pull erp.sqlite')
  expect(third).toMatchObject({ code: 0, out: expect.stringContaining('nothing was changed') })
  expect(read(folder, 'systems/erp.ts')).toBe(system)
})

it('adds no column that the binding uses otherwise or that a comment leaves out', async () => {
  const folder = pulled()
  await thalweg(folder, 'pull erp.sqlite --table vendor')
  change(folder, 'records/vendor.ts', '    city: z.string().nullable(),\n', '')
  change(folder, 'systems/erp.ts', "detect: 'outbox' }", "detect: 'outbox', scope: { city: 'Rome' } }")
  change(folder, 'records/vendor.ts', '    name: z.string(),\n', "    // Column 'name' is left out: nobody needs it.\n")
  const { data } = await json<Again>(folder, 'pull erp.sqlite --table vendor')
  expect(data).toMatchObject({ files: [], changes: [] })
})

it('names the files that it cannot read, and changes nothing in them', async () => {
  const folder = pulled()
  await thalweg(folder, 'pull erp.sqlite')
  change(folder, 'records/vendor.ts', 'fields: {', 'fields: {\n    ...{ more: z.string() },')
  database(folder, 'ALTER TABLE vendor ADD COLUMN credit DECIMAL(12,2)')
  const { code, data } = await json<Again>(folder, 'pull erp.sqlite')
  expect({ code, files: data.files, unread: data.unread.map(({ file }) => file) }).toEqual({
    code: 0,
    files: ['systems/erp.columns.ts'],
    unread: ['records/vendor.ts'],
  })
  writeFileSync(join(folder, 'systems/erp.ts'), '// mine\n')
  const refused = await thalweg(folder, 'pull erp.sqlite')
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('--force') })
  expect(read(folder, 'systems/erp.ts')).toBe('// mine\n')
})

const columns = 'systems/erp.columns.ts'

it('writes what the database says of its columns anew, and says which are another now', async () => {
  const folder = pulled()
  await thalweg(folder, 'pull erp.sqlite')
  expect(read(folder, columns))
    .toBe(`// What the database says of its columns. thalweg pull writes this file anew each time: what is changed here is lost.
import type { PulledColumns } from 'thalweg'

export const columns: PulledColumns = {
  old_thing: {
    id: { type: 'INTEGER', is: 'numeral', nullable: false },
    what: { type: 'TEXT', nullable: true },
  },
  vendor: {
    vendor_no: { type: 'TEXT', nullable: false, required: true },
    name: { type: 'TEXT', nullable: false, required: true },
    city: { type: 'TEXT', nullable: true },
    logo: { type: 'BLOB', nullable: true },
  },
}
`)
  database(
    folder,
    'DROP TABLE vendor',
    "CREATE TABLE vendor (vendor_no TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT 'new', city TEXT NOT NULL, logo BLOB)",
  )
  const { data } = await json<Again>(folder, 'pull erp.sqlite --table vendor')
  expect(data.files).toEqual([columns])
  expect(data.changes.map(({ text }) => text)).toEqual([
    'vendor.name is TEXT NOT NULL, filled by the database now, and was TEXT NOT NULL',
    'vendor.city is TEXT NOT NULL now, and was TEXT',
  ])
  expect(read(folder, columns)).toContain('old_thing')
  expect((await json<Again>(folder, 'pull erp.sqlite')).data).toMatchObject({ files: [], changes: [] })
})

it('gives the columns to a system that was pulled before there were any, and leaves one alone that took them out', async () => {
  const folder = pulled()
  await thalweg(folder, 'pull erp.sqlite')
  change(folder, 'systems/erp.ts', '  columns,\n', '')
  change(folder, 'systems/erp.ts', "import { columns } from './erp.columns.ts'\n", '')
  const without = read(folder, 'systems/erp.ts')
  expect((await json<Again>(folder, 'pull erp.sqlite')).data).toMatchObject({ files: [] })
  expect(read(folder, 'systems/erp.ts')).toBe(without)
  rmSync(join(folder, columns))
  const { data } = await json<Again>(folder, 'pull erp.sqlite')
  expect(data.files).toEqual([columns, 'systems/erp.ts'])
  expect(read(folder, 'systems/erp.ts')).toContain("import { columns } from './erp.columns.ts'")
  expect(read(folder, 'systems/erp.ts')).toMatch(/\n {2}columns,\n\}\)/)
})
