/** A file that is not as it should be: one clear error each, with a way out, and nothing is made, changed or half written. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqlite } from '../../runtime/connectors/sqlite/index.ts'
import { SystemError } from '../../runtime/ports.ts'
import { adapterOf, systemStatements } from './adapters.ts'
import { insertOf, thingShape } from './conformance-shape.ts'
import type { SqliteFile } from './sqlite-setting.ts'
import { sqliteFile } from './sqlite-setting.ts'

const table = 'CREATE TABLE things (name TEXT PRIMARY KEY, title TEXT NOT NULL, remark TEXT, size INTEGER NOT NULL)'
const shape = thingShape('outbox')
const adapter = adapterOf(shape)

async function failure(call: () => Promise<unknown>): Promise<SystemError> {
  const error: unknown = await call().then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof SystemError)) throw new Error(`no SystemError: ${String(error)}`, { cause: error })
  expect(error.wayOut.length).toBeGreaterThan(5)
  return error
}

describe('opening', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'thalweg-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const open = async (file: string) => openSqlite({ name: 'ERP', file, statements: systemStatements, env: {} })

  it('an absent file is never made', async () => {
    const file = join(folder, 'nowhere.sqlite')
    expect(await failure(async () => open(file))).toMatchObject({
      kind: 'unreachable',
      code: 'absent',
      system: 'ERP',
      message: `there is no file ${file}`,
    })
    expect(existsSync(file)).toBe(false)
  })
  it('a file that is no database', async () => {
    const file = join(folder, 'letter.txt')
    writeFileSync(file, 'Dear customer, '.repeat(500))
    expect(await failure(async () => open(file))).toMatchObject({ kind: 'misfit', code: 'damaged' })
  })
  it('a folder', async () => {
    expect(await failure(async () => open(folder))).toMatchObject({ kind: 'unreachable', code: 'cannotOpen' })
  })
})

describe('binding', () => {
  let made: SqliteFile
  afterEach(() => made.close())
  const bind = async (ddl: string, prepare = true) => {
    made = sqliteFile(ddl, prepare ? [] : null)
    const system = await made.open()
    try {
      return await failure(async () => system.bind(adapter))
    } finally {
      await system.close()
    }
  }
  it('a table that is not there', async () => {
    expect(await bind('CREATE TABLE others (x)')).toMatchObject({
      kind: 'misfit',
      code: 'noTable',
      message: 'there is no table things of ERP',
    })
  })
  it('a column that is not there, with those that are', async () => {
    expect(await bind('CREATE TABLE things (name TEXT PRIMARY KEY, Title TEXT, dimension INTEGER)')).toMatchObject({
      code: 'noColumn',
      message: 'table things of ERP has no column remark, size',
      wayOut: 'its columns are name, Title, dimension: correct the binding, and generate',
    })
  })
  it('a system that is not prepared', async () => {
    expect(await bind(table, false)).toMatchObject({ code: 'notPrepared', wayOut: 'run `thalweg prepare --apply`' })
  })
  it('a system that was prepared before this table was bound', async () => {
    expect(await bind(table)).toMatchObject({
      kind: 'misfit',
      code: 'statement',
      message: expect.stringContaining('no such table: thalweg_outbox_things') as string,
    })
  })
  it('a generated column can be read, and is no column to write', async () => {
    const generated = "CREATE TABLE things (name TEXT PRIMARY KEY, title TEXT, remark TEXT AS (title || '!') STORED, size INTEGER)"
    expect(await bind(generated, true)).toMatchObject({ code: 'statement' })
    made.close()
    made = sqliteFile(`${generated}; INSERT INTO things (name, title, size) VALUES ('P-1', 'pump', 1)`, null)
    const system = await made.open()
    const bound = await system.bind(adapterOf({ ...thingShape('none'), readOnly: true }))
    expect(await bound.page(null, 10)).toEqual([{ key: 'P-1', values: ['pump', 'pump!', 1] }])
    expect(await failure(async () => bound.deliver(1, [insertOf('P-2')]))).toMatchObject({ code: 'readOnly' })
    await system.close()
  })
})

describe('running', () => {
  let made: SqliteFile
  beforeEach(() => {
    made = sqliteFile(table, [shape])
  })
  afterEach(() => made.close())
  const opened = async () => {
    const system = await made.open()
    return { system, bound: await system.bind(adapter) }
  }

  it('a file that another program has locked: nothing is written, later it is', async () => {
    const { system, bound } = await opened()
    made.db.exec('BEGIN IMMEDIATE')
    const delivery = await bound.deliver(1, [insertOf('P-1')])
    expect(delivery).toMatchObject({ outcome: 'unreachable', detail: expect.stringContaining('locked by another program') as string })
    made.db.exec('ROLLBACK')
    expect(await bound.deliver(1, [insertOf('P-1')])).toMatchObject({ outcome: 'answered' })
    await system.close()
  }, 20_000)

  it('a table that was dropped meanwhile', async () => {
    const { system, bound } = await opened()
    made.db.exec('DROP TABLE things')
    expect(await failure(async () => bound.look([{ key: 'P-1', seen: 0 }]))).toMatchObject({ kind: 'misfit', code: 'statement' })
    expect(await failure(async () => bound.deliver(1, [insertOf('P-1')]))).toMatchObject({ kind: 'misfit', code: 'statement' })
    expect(made.db.prepare('SELECT op_high FROM thalweg_system').get()).toEqual({ op_high: 0 })
    await system.close()
  })

  it('a file that was replaced by another one', async () => {
    const { system, bound } = await opened()
    made.db.close()
    copyFileSync(made.file, `${made.file}.copy`)
    renameSync(`${made.file}.copy`, made.file)
    expect(await failure(async () => bound.changes(null, 10))).toMatchObject({ kind: 'unreachable', code: 'replaced' })
    expect(await bound.deliver(1, [insertOf('P-1')])).toMatchObject({ outcome: 'unreachable' })
    await system.close()
  })

  it('an outbox whose numbers went back: a backup was restored', async () => {
    const { system, bound } = await opened()
    made.db.exec("INSERT INTO things VALUES ('P-1', 'pump', NULL, 1)")
    const { position } = await bound.changes(null, 10)
    made.db.exec("DELETE FROM thalweg_outbox_things; DELETE FROM sqlite_sequence; INSERT INTO things VALUES ('P-2', 'pump', NULL, 1)")
    const grown = { kind: 'misfit', code: 'wentBack', message: expect.stringContaining('that is now another change') }
    expect(await failure(async () => bound.changes(position, 10))).toMatchObject(grown)
    made.db.exec('DELETE FROM thalweg_outbox_things; UPDATE sqlite_sequence SET seq = 0')
    const shorter = { kind: 'misfit', code: 'wentBack', message: expect.stringContaining('the highest is now 0') }
    expect(await failure(async () => bound.changes(position, 10))).toMatchObject(shorter)
    await system.close()
  })

  it('a commit of which nobody can say whether it happened', async () => {
    const { system, bound } = await opened()
    const exec = DatabaseSync.prototype.exec
    DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
      exec.call(this, sql)
      if (sql === 'COMMIT') throw Object.assign(new Error('disk I/O error'), { errcode: 10 })
    }
    try {
      expect(await bound.deliver(1, [insertOf('P-1')])).toEqual({ outcome: 'uncertain', detail: 'disk I/O error' })
    } finally {
      DatabaseSync.prototype.exec = exec
    }
    expect(await system.resolve(1)).toMatchObject({ state: 'landed' })
    await system.close()
  })

  it('a disk without room: nothing is written, and what there is stays readable', async () => {
    const script = fileURLToPath(new URL('process/fill.ts', import.meta.url))
    // A limit on the size of files stands for a full disk: writes beyond it fail in the same way.
    const { stdout, stderr } = spawnSync('bash', ['-c', `ulimit -f 400 && exec "${process.execPath}" "${script}" "${made.file}"`], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    const { delivery, op, rows } = JSON.parse(stdout) as { delivery: { outcome: string; detail: string }; op: number; rows: number }
    // Where the commit itself failed, only the operation's mark can tell; that it is void is told as soon as there is room again.
    expect(['unreachable', 'uncertain']).toContain(delivery.outcome)
    expect(delivery.detail).toMatch(/disk/)
    expect(rows).toBe((op - 1) * 50)
    expect(op).toBeGreaterThan(1)
    const system = await made.open()
    expect(await system.resolve(op - 1)).toMatchObject({ state: 'landed' })
    expect(await system.resolve(op)).toEqual({ state: 'void' })
    await system.close()
    expect(made.db.prepare('SELECT count(*) AS n FROM things').get()).toEqual({ n: rows })
    expect(made.db.prepare('PRAGMA quick_check').get()).toEqual({ quick_check: 'ok' })
  })

  it.skipIf(process.getuid?.() !== 0)(
    'a file that this user may not write (skipped where the tests cannot become another user)',
    async () => {
      made.db.close()
      const script = fileURLToPath(new URL('process/read-only.ts', import.meta.url))
      spawnSync('chmod', ['-R', 'a+rX,go-w', join(made.file, '..')])
      const { stdout, stderr, status } = spawnSync(process.execPath, [script, made.file], { encoding: 'utf8', uid: 65_534, gid: 65_534 })
      expect([status, stderr]).toEqual([0, ''])
      expect(JSON.parse(stdout)).toEqual({
        rows: 0,
        kind: 'misfit',
        code: 'readOnly',
        wayOut: 'give this user the right to write the file and its folder',
      })
    },
  )
})
