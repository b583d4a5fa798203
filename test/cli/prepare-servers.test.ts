/** `prepare` at servers: what it prints is what it runs; again and again; and nothing of it is left behind. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServerKind, ServerProject } from './server-project.ts'
import { serverKinds, serverProject } from './server-project.ts'

interface Scripts {
  readonly systems: readonly {
    readonly system: string
    readonly scripts: readonly { readonly file: string | null; readonly sql: string }[]
  }[]
}

const objects: Readonly<Record<ServerKind, string>> = {
  mariadb: `SELECT TRIGGER_NAME AS name, md5(ACTION_STATEMENT) AS body FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = database()
    UNION ALL SELECT TABLE_NAME, '' FROM information_schema.TABLES WHERE TABLE_SCHEMA = database() AND TABLE_NAME LIKE 'thalweg%' ORDER BY name`,
  postgres: `SELECT tgname::text AS name, md5(pg_get_triggerdef(oid)) AS body FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT proname::text || '()', md5(prosrc) FROM pg_proc WHERE proname LIKE 'thalweg%'
    UNION ALL SELECT relname::text, '' FROM pg_class WHERE relname LIKE 'thalweg%' AND relkind = 'r' ORDER BY name`,
}

const leftOver: Readonly<Record<ServerKind, string>> = {
  mariadb: `CREATE TABLE thalweg_outbox_old (seq BIGINT PRIMARY KEY);
    CREATE TRIGGER thalweg_capture_old_insert AFTER INSERT ON fixed_asset FOR EACH ROW SET @thalweg_old = 1`,
  postgres: `CREATE TABLE thalweg_outbox_old (seq bigint PRIMARY KEY);
    CREATE FUNCTION thalweg_capture_old_insert() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER thalweg_capture_old_insert AFTER INSERT ON fixed_asset FOR EACH STATEMENT EXECUTE FUNCTION thalweg_capture_old_insert()`,
}

describe.for(serverKinds)('prepare at %s', (kind) => {
  let at: ServerProject
  beforeAll(async () => {
    at = await serverProject(kind)
  })
  afterAll(async () => at.drop())
  const there = async () => at.sql(objects[kind])

  const scripts = async (line: string): Promise<string[]> => {
    const { out } = await at.run(`${line} --system ERP --json`)
    return (JSON.parse(out) as Scripts).systems[0]!.scripts.map(({ sql }) => sql)
  }

  it('prints, without a change, what --apply runs; and applying it again changes nothing', async () => {
    const printed = await scripts('prepare')
    expect(await there()).toEqual([])
    await at.sql(printed.join('\n'))
    const byHand = await there()
    expect(byHand.length).toBeGreaterThan(5)
    await at.sql((await scripts('prepare --undo')).join('\n'))
    expect(await there()).toEqual([])
    expect(await at.run('prepare --system ERP --apply')).toMatchObject({ code: 0, out: expect.stringContaining('ERP: prepared') })
    expect(await there()).toEqual(byHand)
    expect(await at.run('prepare --system ERP --apply')).toMatchObject({ code: 0 })
    expect(await there()).toEqual(byHand)
  })

  it('takes away what flows have left that are gone, and says so first', async () => {
    await at.run('prepare --system ERP --apply')
    const before = await there()
    await at.sql(leftOver[kind])
    expect((await scripts('prepare')).at(-1)).toMatch(/DROP TRIGGER .thalweg_capture_old_insert.[^]*DROP TABLE .thalweg_outbox_old.;/)
    const applied = await at.run('prepare --system ERP --apply')
    expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('took away what no flow asks for any more') })
    expect(await there()).toEqual(before)
  })

  it('refuses a place that was prepared for another system, and changes nothing there', async () => {
    await at.run('prepare --system ERP --apply')
    await at.sql(`UPDATE thalweg_prepared SET landscape = 'other'`)
    const before = await there()
    for (const line of ['prepare --apply', 'prepare --undo --apply'])
      expect(await at.run(`${line} --system ERP`)).toMatchObject({
        code: 1,
        err: expect.stringContaining('was prepared for another system or landscape, and nothing was changed'),
      })
    expect(await there()).toEqual(before)
    await at.sql(`UPDATE thalweg_prepared SET landscape = 'shop'`)
  })

  it('names what somebody with all rights has to run, where rights are missing; never a stack or a password', async () => {
    await at.sql(
      kind === 'postgres'
        ? `DROP ROLE IF EXISTS weak; CREATE ROLE weak LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO weak`
        : `CREATE USER IF NOT EXISTS weak@'127.0.0.1' IDENTIFIED BY 's3cret'; GRANT SELECT ON fixed_asset TO weak@'127.0.0.1'`,
    )
    await at.run('prepare --system ERP --undo --apply')
    const { code, err } = await at.run('prepare --system ERP --apply', { ERP_URL: at.urlOf('weak') })
    expect(code).toBe(1)
    expect(err).toMatch(kind === 'postgres' ? /GRANT CREATE, USAGE ON SCHEMA public TO weak;/ : /GRANT SELECT, .*TRIGGER ON .* TO `weak`@/)
    expect(err).not.toMatch(/s3cret|\n\s+at /)
    if (kind === 'postgres') await at.sql('DROP OWNED BY weak; DROP ROLE weak')
  })

  it('grants the role of the runtime what it needs, and users what their system owns', async () => {
    const [role, users] = kind === 'postgres' ? (['sync', 'app'] as const) : (['sync@127.0.0.1', 'app@127.0.0.1'] as const)
    const { out } = await at.run(`prepare --system ERP --json --role ${role}`)
    const runtime = (JSON.parse(out) as Scripts).systems[0]!.scripts.at(-1)!.sql
    const quote = kind === 'postgres' ? '"' : '`'
    const named = (name: string) => `${quote}${name}${quote}`
    expect(runtime).toContain(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${named('fixed_asset')} TO`)
    expect(runtime).toContain(`GRANT SELECT ON ${named('thalweg_prepared')} TO`)
    expect(runtime).toContain(`GRANT SELECT, DELETE ON ${named('thalweg_outbox_workOrders')} TO`)
    const said = await at.run(`prepare --system ERP --json --users ${users}`)
    const own = (JSON.parse(said.out) as Scripts).systems[0]!.scripts.at(-1)!.sql
    expect(own).toContain(`GRANT SELECT ON ${named('fixed_asset')} TO`)
    const columns = ['gl_code', 'cost', 'currency'].map(named).join(', ')
    expect(own).toContain(`GRANT SELECT, UPDATE (${columns}) ON ${named('maintenance_order')} TO`)
    expect((await at.run('prepare --undo --role sync')).code).toBe(64)
    expect(runtime).not.toContain('REPLICATION')
    const file = join(at.folder, 'generated/shop/flows/workOrders/ERP.ts')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/detect: \{[^}]*\}/, "detect: { kind: 'log' }"))
    at.edited()
    const logged = await at.run(`prepare --system ERP --json --role ${role}`)
    const rights = (JSON.parse(logged.out) as Scripts).systems[0]!.scripts.at(-1)!.sql
    expect(rights.includes('ALTER ROLE "sync" REPLICATION;')).toBe(kind === 'postgres')
    expect(rights.includes('pg_replication_origin_session_setup(text) TO "sync";')).toBe(kind === 'postgres')
  })
})
