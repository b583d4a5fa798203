/** A role with exactly the rights that `prepare --role` grants runs everything; with one right less it is told which, and users cannot write what others own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServerKind, ServerProject } from './server-project.ts'
import { serverKinds, serverProject } from './server-project.ts'

const host = "'127.0.0.1'"
const made: Readonly<Record<ServerKind, (name: string) => string>> = {
  postgres: (name) => `CREATE ROLE ${name} LOGIN`,
  mariadb: (name) => `CREATE USER ${name}@${host} IDENTIFIED BY 's3cret'`,
}
const account: Readonly<Record<ServerKind, (name: string) => string>> = {
  postgres: (name) => name,
  mariadb: (name) => `${name}@127.0.0.1`,
}
const taken: Readonly<Record<ServerKind, (name: string) => string>> = {
  postgres: (name) => `DROP OWNED BY ${name}; DROP ROLE ${name}`,
  mariadb: (name) => `DROP USER ${name}@${host}`,
}

describe.for(serverKinds)('least privilege at %s', (kind) => {
  let at: ServerProject
  const [runtime, users] = [`sync_${process.pid}`, `app_${process.pid}`]
  const grantee = (name: string) => (kind === 'postgres' ? name : `${name}@${host}`)
  const asRuntime = async (line: string) => at.run(line, { ERP_URL: at.urlOf(runtime) })

  beforeAll(async () => {
    at = await serverProject(kind)
    for (const name of [runtime, users]) await at.sql(made[kind](name))
    const done = await at.run(`prepare --apply --system ERP --role ${account[kind](runtime)} --users ${account[kind](users)}`)
    if (done.code !== 0) throw new Error(done.err)
  })
  afterAll(async () => {
    for (const name of [runtime, users]) await at.sql(taken[kind](name))
    await at.drop()
  })

  it('runs match, run, reconcile and doctor with the rights that prepare grants', async () => {
    expect(await asRuntime('match --accept')).toMatchObject({ code: 0 })
    expect(await asRuntime('run --once')).toMatchObject({ code: 0 })
    expect(await at.sql('SELECT count(*) AS rows_there FROM maintenance_order')).toEqual([{ rows_there: expect.anything() }])
    await at.sql(`UPDATE maintenance_order SET gl_code = '7000' WHERE order_no = 'WO-1'`)
    expect(await asRuntime('run --once')).toMatchObject({ code: 0 })
    expect(await asRuntime('reconcile')).toMatchObject({ code: 0 })
    const doctor = await asRuntime('doctor')
    expect(doctor).toMatchObject({ code: 0, out: expect.stringContaining('Every system is as the flows need it') })
  })

  it.for([
    ['INSERT', 'fixed_asset', /assets: .*lacks INSERT on table fixed_asset\n +GRANT INSERT ON fixed_asset/],
    ['DELETE', 'maintenance_order', /workOrders: .*lacks DELETE on table maintenance_order/],
    ['UPDATE', 'thalweg_system', /tables of thalweg: .*thalweg_system/],
    ['DELETE', kind === 'postgres' ? '"thalweg_outbox_workOrders"' : 'thalweg_outbox_workOrders', /tables of thalweg: .*thalweg_outbox/],
  ] as const)('names the right that is missing: %s on %s', async ([right, table, said]) => {
    await at.sql(`REVOKE ${right} ON ${table} FROM ${grantee(runtime)}`)
    const doctor = await asRuntime('doctor')
    await at.sql(`GRANT ${right} ON ${table} TO ${grantee(runtime)}`)
    expect(doctor).toMatchObject({ code: 1, out: expect.stringMatching(said) })
    expect(doctor.out).not.toMatch(/s3cret|\n\s+at /)
  })

  it('refuses users what their system does not own, and lets them write what it does', async () => {
    const asUser = async (sql: string) => at.sql(sql, at.urlOf(users))
    await expect(asUser(`UPDATE maintenance_order SET description = 'mine' WHERE order_no = 'WO-2'`)).rejects.toThrow(/denied/)
    await expect(asUser(`DELETE FROM maintenance_order WHERE order_no = 'WO-2'`)).rejects.toThrow(/denied/)
    await asUser(`UPDATE maintenance_order SET gl_code = '6999' WHERE order_no = 'WO-2'`)
    expect(await asRuntime('run --once')).toMatchObject({ code: 0 })
  })
})
