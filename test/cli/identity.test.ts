/** A system that numbers its rows and keeps the keys of others: what the commands say of rows that have none, and of records that are renumbered. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { edit, emptyFolder, json, link, rows, thalweg } from './command.ts'

const flows = `import { landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'

const assets = record({ key: 'tag', fields: { tag: z.string().max(20), serial: z.string().nullable(), location: z.string() } })
const EAM = system({
  connector: sqlite({ file: 'data/eam.sqlite' }),
  holds: { assets: table(assets, 'equipment', { detect: 'outbox', identity: { ownId: 'id' } }) },
})
const ERP = system({
  connector: sqlite({ file: 'data/erp.sqlite' }),
  holds: { assets: table(assets, 'fixed_asset', { detect: 'outbox', identity: { ownId: 'asset_id', externalRef: 'external_no' } }) },
})
const { flow, portfolio } = landscape({ name: 'plant', records: { assets }, systems: { EAM, ERP } })

export default portfolio({
  assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).firstSync({ match: ['serial'] }),
})
`

function project(): string {
  const folder = emptyFolder()
  link(folder)
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'flows.ts'), flows)
  edit(
    folder,
    'eam',
    'CREATE TABLE equipment (id INTEGER PRIMARY KEY AUTOINCREMENT, tag TEXT UNIQUE, serial TEXT, location TEXT)',
    "INSERT INTO equipment (tag, serial, location) VALUES ('P-1', 'S1', 'hall 1'), ('P-2', 'S2', 'hall 2'), ('P-3', 'S3', 'hall 3'), ('P-4', NULL, 'hall 4')",
  )
  edit(
    folder,
    'erp',
    'CREATE TABLE fixed_asset (asset_id INTEGER PRIMARY KEY, external_no TEXT, serial TEXT, location TEXT, cost_center TEXT)',
    "INSERT INTO fixed_asset (serial, location, cost_center) VALUES ('S1', 'hall 1', '4711'), ('S2', 'hall 2', NULL), ('S2', 'hall 2', NULL), ('S9', 'yard', NULL)",
  )
  return folder
}

const erp = (folder: string) =>
  rows(folder, 'erp', 'SELECT asset_id, external_no, location, cost_center FROM fixed_asset ORDER BY asset_id').map((row) =>
    Object.values(row),
  )

it('pairs what is alike, asks where it cannot tell, and keeps records under new keys', async () => {
  const folder = project()
  for (const line of ['generate', 'prepare --apply']) expect((await thalweg(folder, line)).code).toBe(0)
  const doctor = await thalweg(folder, 'doctor')
  expect(doctor.out).toContain('fixed_asset may give the id of a row that is gone to a new one (asset_id)')
  expect(doctor.out).not.toContain('equipment may give')
  expect(doctor.out).toContain('nothing keeps a key from standing in two rows of fixed_asset (external_no)')
  edit(folder, 'erp', 'CREATE UNIQUE INDEX external_no ON fixed_asset (external_no)')
  expect((await thalweg(folder, 'doctor')).out).toContain('assets: fixed_asset takes each key once (external_no)')

  const { out } = await thalweg(folder, 'match --accept')
  expect(out).toContain(
    `  4 rows in ERP without a key: 1 like one record alone, whose key it gets (1: P-1); 2 like several, so that a person is to write the key into the right one; 1 like none (4)
    P-2 and the rows 2, 3 are alike`,
  )
  const first = await thalweg(folder, 'run --once')
  expect(first.code).toBe(1)
  expect(erp(folder)).toEqual([
    [1, 'P-1', 'hall 1', '4711'],
    [2, null, 'hall 2', null],
    [3, null, 'hall 2', null],
    [4, null, 'yard', null],
    [5, 'P-3', 'hall 3', null],
    [6, 'P-4', 'hall 4', null],
  ])
  expect((await thalweg(folder, 'status')).out).toContain('1 ambiguous')
  edit(folder, 'erp', "UPDATE fixed_asset SET external_no = 'P-2' WHERE asset_id = 3")
  expect((await thalweg(folder, 'run --once')).code).toBe(0)
  expect((await thalweg(folder, 'reconcile')).out).toContain('2 rows in ERP without a key of ours')
  expect((await thalweg(folder, 'status')).out).toContain('without key  2 rows in ERP')

  edit(folder, 'eam', "UPDATE equipment SET tag = 'P-100' WHERE tag = 'P-1'")
  edit(folder, 'erp', "UPDATE fixed_asset SET external_no = 'mine' WHERE external_no = 'P-3'")
  const { data } = await json<{ writes: { kind: string; key: string; to?: string }[] }>(folder, 'run --once --dry-run')
  expect(data.writes.map(({ kind, key, to }) => `${kind} ${key} ${to}`)).toEqual(['rekey P-1 P-100', 'rekey mine P-3'])
  expect((await thalweg(folder, 'run --once --dry-run')).out).toContain('P-1 rekey: the key becomes P-100')
  expect((await thalweg(folder, 'run --once')).code).toBe(0)
  expect(erp(folder).map(([id, key]) => [id, key])).toEqual([
    [1, 'P-100'],
    [2, null],
    [3, 'P-2'],
    [4, null],
    [5, 'P-3'],
    [6, 'P-4'],
  ])
  expect((await thalweg(folder, ['trace', 'assets', 'P-100'])).out).toContain('renumbered by EAM: it was P-1 and is P-100')
  expect((await thalweg(folder, ['trace', 'assets', 'P-1'])).err).toContain('assets P-1 is P-100 since')
}, 120_000)
