/**
 * The same estate with maintenance on PostgreSQL and finance on MariaDB. What changes in its code is where the two systems are placed, a line for each; the
 * project with these lines changed is written beside the other files of the day, checked and generated there.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { GeneratedLandscape } from '../../../runtime/door.ts'
import { launchMariadb, mariadbDatabase, hasMariadb, noMariadb, startMariadb, stopMariadb } from '../../../test/servers/mariadb.ts'
import { launchPostgres, postgresDatabase, startPostgres, stopPostgres } from '../../../test/servers/postgres.ts'
import { cli } from '../../terminal.ts'
import { buildDatabases } from '../build.ts'
import { byTheClock } from '../day/by-the-clock.ts'
import type { Value } from '../day/clients/client.ts'
import { ServerClient } from '../day/clients/server.ts'
import type { Stage } from '../day/stage.ts'

const here = import.meta.dirname
const estate = join(here, '..')

/** Where each of the two is placed: what stands in its file, and what stands there now. */
const placed = {
  eam: [
    "sqlite({ file: env('EAM_DB', { default: 'live/eam.sqlite' }) })",
    "postgres({ url: secret('EAM_URL') })",
    '{ env, sqlite,',
    '{ postgres, secret,',
  ],
  erp: [
    "sqlite({ file: env('ERP_DB', { default: 'live/erp.sqlite' }) })",
    "mariadb({ url: secret('ERP_URL') })",
    '{ env, sqlite,',
    '{ env, mariadb, secret,',
  ],
} as const

export interface ServersStage extends Stage {
  stop(): Promise<void>
}

/** @param project folder to write the changed project to @returns why there is none, where a server is not on this machine */
export async function onServers(project: string, say: (line: string) => void): Promise<ServersStage | string> {
  if (!hasMariadb()) return noMariadb
  const index = writeProject(project, say)
  const postgres = await startPostgres(18, { fsync: true })
  const mariadb = await startMariadb({ fsync: true }).catch((error: unknown) => {
    stopPostgres(postgres)
    throw error
  })
  const [eam, erp] = [await postgresDatabase(postgres), await mariadbDatabase(mariadb)]
  const env = { EAM_URL: eam.url, ERP_URL: erp.url }
  let [postgresNow, mariadbNow] = [postgres, mariadb]
  const clients = {
    EAM: new ServerClient('EAM', {
      kind: 'postgres',
      url: eam.url,
      goDown: () => stopPostgres(postgresNow, 'SIGKILL'),
      comeBack: () => void (postgresNow = launchPostgres(postgresNow)),
    }),
    ERP: new ServerClient('ERP', {
      kind: 'mariadb',
      url: erp.url,
      goDown: () => stopMariadb(mariadbNow),
      comeBack: () => void (mariadbNow = launchMariadb(mariadbNow)),
    }),
  }
  const { landscape } = (await import(pathToFileURL(index).href)) as { readonly landscape: GeneratedLandscape }
  return {
    landscape,
    index,
    build: (folder) => {
      const built = buildDatabases(folder)
      move(built.eam, clients.EAM, 'eam.postgres.sql', [
        "SET session_replication_role = 'replica'",
        "SET session_replication_role = 'origin'",
      ])
      move(built.erp, clients.ERP, 'erp.mariadb.sql', ['SET foreign_key_checks = 0', 'SET foreign_key_checks = 1'])
      clients.EAM.script("SELECT setval(pg_get_serial_sequence('equipment', 'equipment_id'), (SELECT max(equipment_id) FROM equipment))")
      for (const file of [built.eam, built.erp]) rmSync(file)
    },
    elsewhere: { clients, env, around: byTheClock(Object.keys(clients)) },
    stop: async () => {
      for (const client of Object.values(clients)) await client.close()
      stopPostgres(postgresNow)
      stopMariadb(mariadbNow, 'SIGTERM')
    },
  }
}

/** @returns the module of the generated code */
function writeProject(project: string, say: (line: string) => void): string {
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  for (const part of ['flows.ts', 'landscape.ts', 'larger-segment.ts', 'records', 'systems', 'crm'])
    cpSync(join(estate, part), join(project, part), { recursive: true })
  for (const [name, [was, is, importsWere, imports]] of Object.entries(placed)) {
    const file = join(project, 'systems', `${name}.ts`)
    const text = readFileSync(file, 'utf8')
    if (!text.includes(was) || !text.includes(importsWere)) throw new Error(`${name}.ts does not place its system with ${was}`)
    writeFileSync(file, text.replace(was, is).replace(importsWere, imports))
    say(`systems/${name}.ts: ${is}`)
  }
  for (const command of ['check', 'generate']) {
    const { status } = spawnSync(process.execPath, [cli, command, '--flows', join(project, 'flows.ts')], { stdio: 'inherit' })
    if (status !== 0) throw new Error(`thalweg ${command} ended with ${status}`)
  }
  return join(project, 'generated/estate/index.ts')
}

const rowsAtOnce = 200

/** The rows of a file, as they are, into the tables that the makers built at the server; those refer to each other. */
function move(file: string, client: ServerClient, schema: string, [loose, strict]: readonly [string, string]): void {
  client.script(readFileSync(join(here, schema), 'utf8'))
  client.script(loose)
  const db = new DatabaseSync(file, { readOnly: true })
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'").all()
  for (const { name } of tables) {
    const table = String(name)
    const rows = db.prepare(`SELECT * FROM ${table}`).all()
    const columns = Object.keys(rows[0] ?? {})
    const places = `(${columns.map(() => '?').join(', ')})`
    for (let i = 0; i < rows.length; i += rowsAtOnce) {
      const some = rows.slice(i, i + rowsAtOnce)
      const values = some.flatMap((row): Value[] => columns.map((column) => row[column]!))
      client.rows(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ${some.map(() => places).join(', ')}`, values)
    }
  }
  db.close()
  client.script(strict)
}
