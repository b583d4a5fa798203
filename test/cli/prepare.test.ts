/** What prepare prints is what it runs; and it runs it only on what is its own. */
import { cpSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { edit, emptyFolder, json, project, rows, thalweg } from './command.ts'

interface Scripts {
  readonly systems: readonly {
    readonly system: string
    readonly scripts: readonly { readonly file: string | null; readonly sql: string }[]
  }[]
}
const schema = (folder: string) => rows(folder, 'erp', 'SELECT type, name, sql FROM sqlite_schema ORDER BY type, name')
const ours = (folder: string) => rows(folder, 'erp', "SELECT name FROM sqlite_schema WHERE name LIKE 'thalweg%'").map(({ name }) => name)

async function withLeftOvers(): Promise<string> {
  const folder = await project()
  edit(
    folder,
    'erp',
    'CREATE TABLE thalweg_outbox_old (seq INTEGER PRIMARY KEY, key TEXT)',
    'CREATE INDEX thalweg_deaths_old ON thalweg_outbox_old (key)',
    'CREATE TRIGGER thalweg_capture_old BEFORE DELETE ON fixed_asset BEGIN SELECT 1; END',
  )
  return folder
}

describe('prepare', () => {
  it.for([
    { line: 'prepare', leaves: true },
    { line: 'prepare --undo', leaves: false },
  ])('$line --apply runs what it prints, with what earlier flows have left over', async ({ line, leaves }) => {
    const folder = await withLeftOvers()
    const copy = join(emptyFolder(), 'copy')
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true })
    const before = schema(folder)
    const { data } = await json<Scripts>(folder, line)
    expect(schema(folder)).toEqual(before)
    const scripts = data.systems.find(({ system }) => system === 'ERP')!.scripts.map(({ sql }) => sql)
    expect(scripts.join('')).toContain('DROP TABLE "thalweg_outbox_old"')
    const printed = await thalweg(folder, line)
    for (const sql of scripts) expect(printed.out).toContain(sql.trimEnd())
    edit(copy, 'erp', ...scripts)
    const applied = await thalweg(folder, `${line} --apply`)
    expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('DROP TRIGGER "thalweg_capture_old"') })
    expect(schema(folder)).toEqual(schema(copy))
    expect(ours(folder).filter((name) => String(name).endsWith('_old'))).toEqual([])
    expect(ours(folder).length > 0).toBe(leaves)
  })

  it('--undo takes nothing away that another landscape or system has made', async () => {
    const folder = await withLeftOvers()
    edit(folder, 'erp', `UPDATE thalweg_prepared SET landscape = 'other'`)
    const before = schema(folder)
    const { code, err } = await thalweg(folder, 'prepare --undo --apply')
    expect(code).toBe(1)
    expect(err).toContain('was prepared for another system or landscape, and nothing was changed')
    expect(schema(folder)).toEqual(before)
    const printed = await thalweg(folder, 'prepare')
    expect(printed.code).toBe(0)
    expect(printed.out).not.toContain('thalweg_capture_old')
    expect(printed.err).toContain('was prepared for another system or landscape')
    const doctor = await thalweg(folder, 'doctor')
    expect(doctor).toMatchObject({ code: 1, out: expect.stringContaining('was prepared for another system or landscape') })
  })

  it('statements that a system would refuse are found before any system is prepared', async () => {
    const folder = await project()
    await thalweg(folder, 'prepare --undo --apply')
    edit(folder, 'erp', 'ALTER TABLE maintenance_order RENAME TO mo')
    const { code, err } = await thalweg(folder, 'prepare --apply')
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('ERP: data/erp.sqlite refuses a statement: no such table') })
    expect(rows(folder, 'eam', "SELECT name FROM sqlite_schema WHERE name LIKE 'thalweg%'")).toEqual([])
  })

  it('a system that fails after others were prepared: that is told, with their names', async () => {
    const folder = await project()
    const busy = new DatabaseSync(join(folder, 'data/erp.sqlite'))
    busy.exec('BEGIN IMMEDIATE')
    const { code, err } = await thalweg(folder, 'prepare --apply')
    busy.close()
    expect(code).toBe(1)
    expect(err).toMatch(/ERP: .* is locked by another program: .*; EAM was prepared before that\n/)
  }, 20_000)

  it('prints the scripts where the database cannot be asked, and says what is not in the list', async () => {
    const folder = await project()
    renameSync(join(folder, 'data/erp.sqlite'), join(folder, 'data/away.sqlite'))
    const { code, out, err } = await thalweg(folder, 'prepare --system ERP')
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('CREATE TABLE IF NOT EXISTS thalweg_ops') })
    expect(err).toContain('what earlier flows have left over there is not in the list')
    writeFileSync(join(folder, '.env'), '')
    expect((await thalweg(folder, 'prepare')).err).toContain('not set: ')
  })
})
