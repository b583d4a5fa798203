/** Files that others fetch: whole, always all of it, and told by a manifest. */
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openFolder } from '../../runtime/connectors/files/folder.ts'
import { project } from '../emit/project.ts'
import { dropped } from './dropped.ts'
import { hookedOpener } from './failpoints.ts'
import { Files } from './files.ts'

const user = project()
afterAll(() => user.remove())

const table = { ERP: ['CREATE TABLE vendor (number TEXT PRIMARY KEY, name TEXT, "limit" NUMERIC, active INTEGER, tags TEXT)'] }
const rows = [
  `INSERT INTO vendor VALUES ('V2', 'Smith, "Bob"', 10.5, 1, '["a","b"]')`,
  `INSERT INTO vendor VALUES ('V1', NULL, 0, 0, '[]')`,
  `INSERT INTO vendor VALUES ('V3', 'two\nlines', 7, 1, '[]')`,
]
const csv = [
  'vendor no,name,limit,active,tags,source',
  'V1,,0.00,0,[],ERP',
  `V2,"Smith, ""Bob""",10.50,1,"[""a"",""b""]",ERP`,
  `V3,"two\nlines",7.00,1,[],ERP`,
  '',
].join('\n')

async function start(sql: readonly string[] = rows): Promise<Files> {
  const files = await Files.make(user, 'dropped', () => dropped({ csv: {} }), table)
  files.sql('ERP', ...sql)
  await files.start()
  return files
}
const manifest = (files: Files) =>
  JSON.parse(files.texts('OUT')['vendors.csv.manifest.json']!) as {
    readonly rows: number
    readonly operation: number
    readonly writtenAt: string
  }

describe('a dropped file', () => {
  it('holds all that its flow has brought there, in the order of the key', async () => {
    const files = await start()
    expect(files.texts('OUT')['vendors.csv']).toBe(csv)
    files.sql('ERP', `UPDATE vendor SET name = 'Bob' WHERE number = 'V2'`, `DELETE FROM vendor WHERE number = 'V1'`)
    await files.run()
    expect(files.texts('OUT')['vendors.csv']).toBe(
      ['vendor no,name,limit,active,tags,source', `V2,Bob,10.50,1,"[""a"",""b""]",ERP`, `V3,"two\nlines",7.00,1,[],ERP`, ''].join('\n'),
    )
    expect(manifest(files)).toMatchObject({ file: 'vendors.csv', rows: 2 })
    expect(Object.keys(files.texts('OUT'))).toEqual(['vendors.csv', 'vendors.csv.manifest.json'])
  })

  it('is there without a row, where the flow has none', async () => {
    const files = await start([])
    expect(files.texts('OUT')['vendors.csv']).toBe('vendor no,name,limit,active,tags,source\n')
  })

  it('is lines of JSON with JSON values, where that is its format', async () => {
    const files = await Files.make(user, 'dropped-json', () => dropped('ndjson'), table)
    files.sql('ERP', ...rows)
    await files.start()
    const lines = files.texts('OUT')['vendors.csv']!.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { 'vendor no': 'V1', name: null, limit: '0.00', active: false, tags: [], source: 'ERP' },
      { 'vendor no': 'V2', name: 'Smith, "Bob"', limit: '10.50', active: true, tags: ['a', 'b'], source: 'ERP' },
      { 'vendor no': 'V3', name: 'two\nlines', limit: '7.00', active: true, tags: [], source: 'ERP' },
    ])
  })

  it('gets a column that comes to its flow, once that is prepared and accepted', async () => {
    const files = await Files.make(user, 'dropped-less', () => dropped({ csv: {} }, 'limit'), table)
    files.sql('ERP', ...rows)
    await files.start()
    expect(files.texts('OUT')['vendors.csv']).not.toContain('10.50')
    await files.become(dropped({ csv: {} }))
    await files.start()
    expect(files.texts('OUT')['vendors.csv']).toBe(csv)
  })

  it('is left alone by a pass that brings nothing', async () => {
    const files = await start()
    const before = manifest(files)
    expect((await files.run()).moved).toBe(false)
    expect(manifest(files)).toEqual(before)
  })

  it('is read by a folder that asks for its manifest', async () => {
    const files = await start()
    const adapter = { ...files.landscape.flows['vendors']!.adapters['OUT']!, form: 'file', format: { csv: {} } } as never
    const reader = await openFolder({ name: 'IN', path: dirname(files.pathOf('OUT', 'x')), settleMs: 0, needsManifest: true })
    const bound = await reader.bind(adapter)
    await bound.head()
    expect((await bound.page(null, 10)).map(({ key, invalid }) => [key, invalid])).toEqual([
      ['V1', undefined],
      ['V2', undefined],
      ['V3', undefined],
    ])
    await reader.close()
  })

  it('is written again where it is gone, or somebody changed it', async () => {
    const files = await start()
    rmSync(files.pathOf('OUT', 'vendors.csv'))
    await files.run()
    expect(files.texts('OUT')['vendors.csv']).toBe(csv)
    appendFileSync(files.pathOf('OUT', 'vendors.csv'), 'V4,by hand,1,1,[],ERP\n')
    await files.run()
    expect(files.texts('OUT')['vendors.csv']).toBe(csv)
    writeFileSync(files.pathOf('OUT', 'vendors.csv.manifest.json'), 'no json')
    await files.run()
    expect(manifest(files).rows).toBe(3)
  })

  it('is complete after a run that was killed at any boundary', async () => {
    const boundaries: string[] = []
    const run = async (files: Files, kill: number) => {
      boundaries.length = 0
      const hook = (boundary: string) => {
        if (boundaries.push(boundary) === kill) throw new Error('killed')
      }
      await files.run({ open: hookedOpener(files.open, hook) }).catch((error: Error) => {
        if (error.message !== 'killed') throw error
      })
    }
    const changed = async () => {
      const files = await start()
      files.sql('ERP', `UPDATE vendor SET name = 'Bob' WHERE number = 'V2'`)
      return files
    }
    await run(await changed(), 0)
    const all = [...boundaries]
    expect(all).toContain('before OUT.publish')
    for (const i of all.keys()) {
      const files = await changed()
      await run(files, i + 1)
      await files.run()
      expect([all[i], files.texts('OUT')['vendors.csv']!.includes('V2,Bob,10.50')]).toEqual([all[i], true])
    }
  })

  it('stops its flow alone where the folder is gone, and is complete once that is there', async () => {
    const files = await start()
    const folder = dirname(files.pathOf('OUT', 'x'))
    renameSync(folder, `${folder}-away`)
    files.sql('ERP', `UPDATE vendor SET name = 'Bob' WHERE number = 'V2'`)
    expect((await files.run()).down.map(({ system: name, error }) => `${name} ${error.code}`)).toEqual(['OUT notPrepared'])
    renameSync(`${folder}-away`, folder)
    files.later = 60_000
    await files.run()
    expect(files.texts('OUT')['vendors.csv']).toMatch(/V2,Bob/)
  })
})
