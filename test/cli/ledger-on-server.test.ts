/** Every command on a ledger in a Postgres database; its password is nowhere to be seen. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ledgerSchema } from '../../runtime/ledger/postgres/open.ts'
import type { PostgresDatabase } from '../servers/postgres.ts'
import { ask, postgresDatabase, postgresServer } from '../servers/postgres.ts'
import { edit, json, project, rows, start, thalweg } from './command.ts'

const secret = 's3cret'
let database: PostgresDatabase
let folder: string
let env: { readonly THALWEG_LEDGER: string }
beforeAll(async () => {
  database = await postgresDatabase(await postgresServer(18))
  env = { THALWEG_LEDGER: database.url.replace('@', `:${secret}@`) }
  folder = await project()
})
afterAll(async () => database.drop())
const sql = async (text: string) => ask(database.server, database.name, text)
const tables = async () =>
  sql(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace('${ledgerSchema('shop')}')`)

const said: string[] = []
async function run(line: string, more: Record<string, string> = env) {
  const done = await thalweg(folder, line, more)
  said.push(done.out, done.err)
  return done
}

describe('a ledger in a database', () => {
  it('is absent before a match; prepare prints its tables, and the SQL makes it', async () => {
    expect(await run('run --once')).toMatchObject({ code: 2, out: expect.stringContaining('There is no ledger yet') })
    const doctor = await run('doctor')
    expect(doctor.out).toContain(`there is none at postgres://127.0.0.1:${database.server.port}/${database.name} yet`)
    const printed = await json<{
      readonly systems: readonly { readonly system: string; readonly scripts: readonly { readonly sql: string }[] }[]
    }>(folder, 'prepare', env)
    const own = printed.data.systems.find(({ system }) => system === 'the ledger')!
    expect(await tables()).toEqual([])
    await sql(own.scripts[0]!.sql)
    expect((await tables()).length).toBeGreaterThan(10)
    const again = await run('prepare --apply')
    expect(again).toMatchObject({ code: 0 })
    expect(again.out).not.toContain('the ledger')
  })

  it('is made by match --accept too, and used by run, status, trace, audit and report', async () => {
    await sql(`DROP SCHEMA IF EXISTS "${ledgerSchema('shop')}" CASCADE`)
    expect(await run('match --accept')).toMatchObject({ code: 0 })
    expect(await run('run --once')).toMatchObject({ code: 0 })
    edit(folder, 'erp', "UPDATE fixed_asset SET description = 'Mine' WHERE asset_no = 'C-201'")
    expect(await run('resync --flow assets --key C-201')).toMatchObject({ code: 0 })
    expect(rows(folder, 'erp', "SELECT 1 FROM fixed_asset WHERE description = 'Mine'")).toEqual([])
    const status = await json<{ readonly ledger: string }>(folder, 'status', env)
    expect(status.data.ledger).toBe(`postgres://127.0.0.1:${database.server.port}/${database.name}`)
    expect((await run('status')).out).toContain(status.data.ledger)
    for (const line of ['trace assets C-201', 'audit', 'dead-letters', 'review', 'reconcile', 'report', 'run --dry-run', 'doctor'])
      expect([line, (await run(line)).code]).toEqual([line, 0])
    const replayed = await run('replay --policy flows.ts --flow assets')
    expect(replayed).toMatchObject({ code: 0, out: expect.stringMatching(/^assets: \d+ records? with .* nothing would have differed$/m) })
    expect(existsSync(join(folder, '.thalweg/shop.ledger.sqlite'))).toBe(false)
  })

  it('proves its audit, and finds what was changed in it', async () => {
    expect(await run('audit verify')).toMatchObject({ code: 0, out: expect.stringContaining('as it was written') })
    const schema = `"${ledgerSchema('shop')}"`
    await sql(`UPDATE ${schema}.audit SET at = at + 1 WHERE id = 1`)
    expect(await run('audit verify')).toMatchObject({ code: 1, out: expect.stringContaining('The audit was changed: rows 1 to') })
    await sql(`UPDATE ${schema}.audit SET at = at - 1 WHERE id = 1`)
  })

  it('takes requests and pauses beside a run that holds it', async () => {
    const running = start(folder, 'run', env)
    try {
      await expect
        .poll(async () => (await sql(`SELECT count(*)::int FROM "${ledgerSchema('shop')}".lease WHERE until > now()`))[0], {
          timeout: 15_000,
        })
        .toEqual([1])
      edit(folder, 'erp', "UPDATE fixed_asset SET description = 'Mine' WHERE asset_no = 'C-201'")
      expect(await run('resync --flow assets --key C-201')).toMatchObject({ code: 0, err: expect.stringContaining('it is asked') })
      expect(rows(folder, 'erp', "SELECT 1 FROM fixed_asset WHERE description = 'Mine'")).toEqual([])
      expect(await run('run --once')).toMatchObject({ code: 1, err: expect.stringMatching(/is held by process \d+ on /) })
      expect(await run('pause --flow assets --why test')).toMatchObject({ code: 0 })
      expect((await run('status')).out).toContain('paused')
      expect(await run('resume --all')).toMatchObject({ code: 0 })
    } finally {
      running.child.kill('SIGTERM')
      await running.done
    }
    expect(await run('run --once')).toMatchObject({ code: 0 })
  })

  it('is named in thalweg.json without a password only', async () => {
    const config = join(folder, 'thalweg.json')
    const before = existsSync(config) ? (JSON.parse(readFileSync(config, 'utf8')) as object) : {}
    writeFileSync(config, JSON.stringify({ ...before, ledger: env.THALWEG_LEDGER }))
    expect(await run('status', {})).toMatchObject({ code: 1, err: expect.stringContaining('the URL of the ledger has a password in it') })
    writeFileSync(config, JSON.stringify({ ...before, ledger: database.url }))
    expect(await run('status', {})).toMatchObject({ code: 0, out: expect.stringContaining('ledger postgres://127.0.0.1') })
  })

  it('lies in a file or in Postgres, nowhere else', async () => {
    const other = env.THALWEG_LEDGER.replace('postgres:', 'mysql:')
    expect(await run('status', { THALWEG_LEDGER: other })).toMatchObject({
      code: 1,
      err: expect.stringContaining('not that of a Postgres database'),
    })
  })

  it('never shows its password, nor what its driver has to say', () => {
    expect(said.join('\n')).not.toContain(secret)
    expect(said.join('\n')).not.toContain('Warning')
  })
})
