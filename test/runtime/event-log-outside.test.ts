/** What happens around a log: files that are closed, moved, cut or written by others, folders that are full, gone or somebody else's. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { claimFolder, prepareFolder, readMark, undoFolder } from '../../runtime/connectors/folders/mark.ts'
import type { RunResult } from '../../runtime/engine/engine.ts'
import { SystemError } from '../../runtime/ports.ts'
import { project } from '../emit/project.ts'
import { Files } from './files.ts'
import { linesOf, logged, tables, told } from './logged.ts'

const user = project()
afterAll(() => user.remove())
const hourMs = 3_600_000

async function start(rotateMs?: number): Promise<Files> {
  const name = rotateMs === undefined ? 'logged' : `logged-${rotateMs}`
  const files = await Files.make(user, name, () => logged(rotateMs === undefined ? {} : { rotateMs }), tables)
  await files.start()
  return files
}
function add(files: Files, key: string): void {
  files.sql('ERP', `INSERT INTO orders VALUES ('${key}', 'pump', NULL, '[]', NULL)`)
}
async function added(files: Files, key: string): Promise<RunResult> {
  add(files, key)
  return files.run({ flows: ['trail'] })
}
const why = ({ down }: RunResult) => down.map(({ system, error }) => `${system} ${error.code}`)

describe('the files of a log', () => {
  it('are one for each period, by the time of appending in UTC', async () => {
    const files = await start(24 * hourMs)
    await added(files, 'A')
    files.later = 24 * hourMs
    await added(files, 'B')
    await added(files, 'C')
    const day = (ms: number) => `orders-${new Date(ms).toISOString().slice(0, 10)}.ndjson`
    expect(Object.keys(files.texts('LOG'))).toEqual([day(Date.now()), day(Date.now() + 24 * hourMs)])
    expect(told(files)).toEqual(['1 create A', '2 create B', '3 create C'])
  })

  it('are named by the hour where periods are no whole days, and one that is closed stays closed when the clock is set back', async () => {
    const files = await start(hourMs)
    await added(files, 'A')
    files.later = 2 * hourMs
    await added(files, 'B')
    files.later = 0
    await added(files, 'C')
    const names = Object.keys(files.texts('LOG'))
    expect(names).toHaveLength(2)
    expect(names[0]).toMatch(/^orders-\d{4}-\d\d-\d\dT\d\d-00-00Z\.ndjson$/)
    expect(files.texts('LOG')[names[1]!]!.trim().split('\n')).toHaveLength(2)
  })

  it('may be moved away, and the log goes on with its next line', async () => {
    const files = await start(24 * hourMs)
    await added(files, 'A')
    const [name] = Object.keys(files.texts('LOG'))
    renameSync(files.pathOf('LOG', name!), join(user.dir, 'archived'))
    await added(files, 'B')
    await added(files, 'C')
    expect(told(files)).toEqual(['2 create B', '3 create C'])
  })

  it('say by themselves how far the log is, where the ledger is lost', async () => {
    const files = await start()
    await added(files, 'A')
    await added(files, 'B')
    for (const end of ['', '-wal', '-shm']) rmSync(`${files.ledger}${end}`, { force: true })
    add(files, 'C')
    await files.start()
    expect(told(files)).toEqual(['1 create A', '2 create B', '3 create C'])
  })

  it('are not appended to where one was shortened', async () => {
    const files = await start()
    await added(files, 'A')
    await added(files, 'B')
    truncateSync(files.pathOf('LOG', 'orders.ndjson'), 10)
    const result = await added(files, 'C')
    expect(why(result)).toEqual(['LOG logCut'])
    expect(result.down[0]!.error.message).toMatch(/was shortened from outside: its first [\d,]+ bytes, up to line 2/)
    rmSync(files.pathOf('LOG', 'orders.ndjson'))
    await files.run({ flows: ['trail'] })
    expect(told(files)).toEqual(['3 create C'])
  })

  it('are read back where something else wrote there while a run went on', async () => {
    const files = await start()
    await files.with(async (engine) => {
      add(files, 'A')
      await engine.settleAll()
      appendFileSync(files.pathOf('LOG', 'orders.ndjson'), 'a line of somebody else\n')
      add(files, 'B')
      expect(why(await engine.settleAll())).toEqual(['LOG logTouched'])
    })
    await files.run({ flows: ['trail'] })
    const { 'orders.ndjson': log, ...others } = files.texts('LOG')
    expect(log!.trim().split('\n')).toHaveLength(2)
    expect(Object.values(others)).toEqual(['a line of somebody else\n'])
  })
})

describe('a folder', () => {
  it('that is full takes nothing of a batch, and the next one when there is room', () => {
    const folder = mkdtempSync(join(tmpdir(), 'thalweg-full-'))
    const script = join(import.meta.dirname, '../connectors/process/append-until-full.ts')
    const out = execFileSync('bash', ['-c', `trap '' XFSZ; ulimit -f 2; exec "$0" "$1" "$2"`, process.execPath, script, folder], {
      encoding: 'utf8',
    })
    const { sizes, code, n } = JSON.parse(out) as { readonly sizes: number[]; readonly code: string; readonly n: number }
    expect(code).toBe('unreachable full')
    expect(sizes[1]).toBe(sizes[0])
    expect(n).toBe(2)
    rmSync(folder, { recursive: true })
  })

  it('that is gone stops its flow alone, and nothing is lost', async () => {
    const files = await start()
    const folder = dirname(files.pathOf('LOG', 'x'))
    renameSync(folder, `${folder}-away`)
    files.sql('EAM', `INSERT INTO wo VALUES ('A', 'pump', NULL, '[]')`)
    const result = await files.run()
    expect(why(result)).toEqual(['LOG absent'])
    expect(files.count('ERP', 'orders')).toBe(1)
    renameSync(`${folder}-away`, folder)
    await files.run()
    expect(told(files)).toEqual(['1 create A'])
  })

  it('belongs to one system of one landscape, and to one ledger', async () => {
    const files = await start()
    const path = dirname(files.pathOf('LOG', 'x'))
    const mine = { path, landscape: files.landscape.name, system: 'LOG' }
    expect(() => prepareFolder({ ...mine, landscape: 'another' })).toThrow(/was prepared for LOG of the landscape/)
    expect(() => undoFolder({ ...mine, system: 'OTHER' })).toThrow(SystemError)
    claimFolder(mine, 'another ledger')
    expect(await files.with(async (engine) => engine.mismatches())).toEqual([{ system: 'LOG', code: 'otherLedger' }])
    undoFolder(mine)
    expect(readMark(mine)).toBeNull()
    expect(await files.with(async (engine) => engine.mismatches())).toEqual([{ system: 'LOG', code: 'notPrepared' }])
    writeFileSync(join(path, '.thalweg.json'), 'no json')
    expect(() => readMark(mine)).toThrow(/does not tell whose the folder is/)
  })
})

describe('a source that was restored from a backup', () => {
  it('stops its log until that is accepted, and the log goes on with what is captured then', async () => {
    const files = await start()
    await added(files, 'A')
    const backup = readFileSync(files.file('ERP'))
    await added(files, 'B')
    writeFileSync(files.file('ERP'), backup)
    add(files, 'C')
    expect(await files.with(async (engine) => engine.mismatches())).toEqual([{ system: 'ERP', code: 'wentBack' }])
    await files.accept()
    add(files, 'D')
    await files.run({ flows: ['trail'] })
    await added(files, 'E')
    expect(told(files)).toEqual(['1 create A', '2 create B', '3 create D', '4 create E'])
    expect(linesOf(files)).toHaveLength(4)
  })
})
