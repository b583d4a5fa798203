/** MariaDB databases as the conformance suites and the tests of the connector need them, with statements and scripts from the generator. */
import { readFileSync } from 'node:fs'
import { afterAll } from 'vitest'
import type { Plan, PlanField } from '../../codegen/plan/schema.ts'
import { openMariadb } from '../../runtime/connectors/mariadb/index.ts'
import { MariadbServer } from '../../runtime/connectors/mariadb/server.ts'
import type { Session } from '../../runtime/connectors/server/session.ts'
import type { GeneratedLandscape, TableAdapter } from '../../runtime/door.ts'
import type { System } from '../../runtime/ports.ts'
import { scriptsIn } from '../../runtime/scripts.ts'
import { atMariadb } from '../emit/mariadb-setting.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { project, sqlSystem } from '../emit/project.ts'
import type { MariadbDatabase } from '../servers/mariadb.ts'
import { mariadbDatabase, mariadbServer } from '../servers/mariadb.ts'
import type { TableShape } from './adapters.ts'
import type { Setting } from './conformance.ts'
import { counted } from './postgres-setting.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }
const other = 'OTHER'

/** Things that another system owns and this one holds. */
function things({ system: name, key, fields, detect = { kind: 'none' }, ownId }: TableShape): Plan {
  const kinds = [...key, ...fields].map((each) => field(each.field, each.type.type as PlanField['type'], { nullable: each.type.nullable }))
  const bound = binding(
    'things',
    kinds.map((each) => column(each.name)),
    {
      detect: detect.kind === 'outbox' ? { kind: 'outbox' } : { kind: 'none' },
      ...(ownId !== undefined && { identity: { ownId } }),
    },
  )
  const both = [other, name]
  return atMariadb(
    plan({
      records: { things: { key: key.map((each) => each.field), fields: kinds, groups: {}, at } },
      systems: { [other]: system({ things: binding('things', bound.columns) }), [name]: system({ things: bound }) },
      flows: {
        things: flow(
          'things',
          both,
          fields.map((each) => unit(each.field, other, both)),
        ),
      },
    }),
  )
}

export interface MariadbTable {
  readonly database: MariadbDatabase
  readonly landscape: GeneratedLandscape
  readonly adapter: TableAdapter
  /** As a user's client. */
  readonly user: Session
  /** One of the files beside its statements. */
  script(file: string): string
  open(as?: string): Promise<System>
  client(): Promise<Session>
  empty(): Promise<void>
}

/** Of one test file: a database for each shape, made once, and gone at its end. */
export function mariadbTables(serverOf = mariadbServer): (shape: TableShape) => Promise<MariadbTable> {
  const files = project()
  const made = new Map<string, Promise<MariadbTable>>()
  afterAll(async () => {
    for (const each of made.values()) {
      const { user, database } = await each
      await user.close()
      // A server that a test took away has none any more.
      await database.drop().catch(() => undefined)
    }
    files.remove()
  })
  return async (shape) => {
    const name = JSON.stringify([shape.system, shape.detect?.kind, shape.ownId])
    let table = made.get(name)
    if (table === undefined) made.set(name, (table = tableOf(files, shape, made.size, serverOf)))
    await (await table).empty()
    return table
  }
}

async function tableOf(
  files: ReturnType<typeof project>,
  shape: TableShape,
  nth: number,
  serverOf: typeof mariadbServer,
): Promise<MariadbTable> {
  const landscape = await files.load(files.generate(things(shape), `things-${nth}`))
  const database = await mariadbDatabase(await serverOf())
  const { server, session: user } = await MariadbServer.open('user', database.url)
  const key = 'name VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL'
  const keyed = shape.ownId === undefined ? `${key} PRIMARY KEY` : `${shape.ownId} BIGINT AUTO_INCREMENT PRIMARY KEY, ${key} UNIQUE`
  const generated = sqlSystem(landscape.systems[shape.system])
  await user.query(`CREATE TABLE things (${keyed}, title LONGTEXT NOT NULL, remark LONGTEXT, size INT NOT NULL) CHARACTER SET utf8mb4`)
  await user.query(readFileSync(scriptsIn(generated)[0]!.file, 'utf8'))
  const outbox = shape.detect?.kind === 'outbox'
  return {
    database,
    landscape,
    adapter: landscape.flows['things']!.adapters[shape.system] as TableAdapter,
    user,
    script: (file) => readFileSync(new URL(file, scriptsIn(generated)[0]!.file), 'utf8'),
    open: async (as) => openMariadb({ name: shape.system, url: as ?? database.url, statements: generated.statements, env: {} }),
    client: async () => server.connect(),
    empty: async () =>
      void (await user.query(
        `DELETE FROM things; DELETE FROM thalweg_ops; UPDATE thalweg_system SET ledger = NULL, op_high = 0${outbox ? '; TRUNCATE thalweg_outbox_things' : ''}`,
      )),
  }
}

/** Makes settings for the conformance suites. */
export function mariadbSetting(tables: ReturnType<typeof mariadbTables>): (shape: TableShape) => Promise<Setting> {
  return async (shape) => {
    const made = await tables(shape)
    const system = await made.open()
    const { user, adapter } = made
    const values = ([title, remark, size]: readonly unknown[], name: string) =>
      ({ name, title, remark, size }) as Record<'name' | 'title' | 'remark' | 'size', string | number | null>
    return {
      system: counted(system),
      adapter,
      user: {
        insert: async (name, row) =>
          void (await user.query(
            'INSERT INTO things (name, title, remark, size) VALUES (:name, :title, :remark, :size)',
            values(row, name),
          )),
        update: async (name, row) =>
          void (await user.query('UPDATE things SET title = :title, remark = :remark, size = :size WHERE name = :name', values(row, name))),
        delete: async (name) => void (await user.query('DELETE FROM things WHERE name = :name', { name })),
        rename: async (name, to) => void (await user.query('UPDATE things SET name = :to WHERE name = :name', { name, to })),
      },
      close: async () => system.close(),
    }
  }
}
