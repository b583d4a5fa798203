/** One digest everywhere: what a server computes of its rows is what the runtime computes of them, whatever they hold. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sums } from '../../codegen/dialect/canonical/statements.ts'
import { digestStatements, uncomputed } from '../../codegen/dialect/canonical/statements.ts'
import type { Words } from '../../codegen/dialect/canonical/words.ts'
import * as mariadb from '../../codegen/dialect/mariadb/digest.ts'
import * as postgres from '../../codegen/dialect/postgres/digest.ts'
import type { Digests } from '../../runtime/connectors/digest.ts'
import { digestFlags, digestsOf } from '../../runtime/connectors/digest.ts'
import type { Adapter } from '../../runtime/door.ts'
import type { Raw } from '../../runtime/values.ts'
import { hasMariadb, mariadbDatabase, mariadbServer } from '../servers/mariadb.ts'
import { hasPostgres, postgresDatabase, postgresServer } from '../servers/postgres.ts'
import type { Field, Server } from './digest-fields.ts'
import { adapterOf, columnOf, fields, keys, unspelled } from './digest-fields.ts'

/** The same as `digest.ts` says it, of one text. */
function number40(text: string): string {
  return String(BigInt(`0x${createHash('md5').update(text).digest('hex').slice(0, 10)}`))
}

const seed = Number(process.env['DIGEST_SEED'] ?? 20_261_124)
const rows = Number(process.env['DIGEST_ROWS'] ?? 200)
const replay = `to replay: DIGEST_SEED=${seed} DIGEST_ROWS=${rows} npx vitest run test/connectors/digest-servers.test.ts`

/** So many that every key has a bucket of its own. */
const buckets = 2 ** 40

interface Client {
  readonly query: (sql: string, values?: readonly unknown[]) => Promise<(string | null)[][]>
  readonly close: () => Promise<void>
}

interface Spoken {
  readonly server: Server
  readonly words: Words
  readonly sums: Sums
  readonly quote: (name: string) => string
  readonly raw: (name: string) => string
  readonly place: (at: number, type: string) => string
  readonly open: () => Promise<Client>
}

const inPostgres = (version: 15 | 18): Spoken => ({
  server: 'postgres',
  words: postgres.words,
  sums: postgres.sums,
  quote: (name) => `"${name}"`,
  raw: (name) => `t."${name}"::text`,
  place: (at, type) => `$${at}::text::${type}`,
  open: async () => {
    const database = await postgresDatabase(await postgresServer(version))
    const client = new pg.Client({ connectionString: database.url, options: '-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1' })
    await client.connect()
    return {
      query: async (sql, values = []) => {
        const { rows: found } = await client.query({
          text: sql,
          values: [...values],
          rowMode: 'array',
          types: { getTypeParser: () => String },
        })
        return found as (string | null)[][]
      },
      close: async () => {
        await client.end()
        await database.drop()
      },
    }
  },
})

const inMariadb: Spoken = {
  server: 'mariadb',
  words: mariadb.words,
  sums: mariadb.sums,
  quote: (name) => `\`${name}\``,
  raw: (name) => `CONVERT(t.\`${name}\` USING utf8mb4) COLLATE utf8mb4_nopad_bin`,
  place: () => '?',
  open: async () => {
    const database = await mariadbDatabase(await mariadbServer())
    const client = await mysql.createConnection({
      uri: database.url.replace('mariadb:', 'mysql:'),
      charset: 'utf8mb4_bin',
      rowsAsArray: true,
      typeCast: (field) => field.string(),
    })
    await client.query(`SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES'`)
    return {
      query: async (sql, values = []) => (await client.query(sql, [...values]))[0] as (string | null)[][],
      close: async () => {
        await client.end()
        await database.drop()
      },
    }
  },
}

/** What stands for a parameter, in its place. */
function bound(sql: string, values: Readonly<Record<string, boolean | number | string>>): string {
  return sql.replaceAll(/(?<!:):([a-z]\w*)/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`no value for ${name}`)
    return typeof value === 'string' ? `'${value}'` : String(value)
  })
}

describe('digests in PostgreSQL 18', () => {
  suite(inPostgres(18))
})
describe.skipIf(!hasPostgres(15))('digests in PostgreSQL 15', () => {
  suite(inPostgres(15))
})
describe.skipIf(!hasMariadb())('digests in MariaDB', () => {
  suite(inMariadb)
})

function suite(spoken: Spoken): void {
  const { server, words, sums, quote, raw } = spoken
  const held = fields.filter(({ columns }) => columns[server] !== undefined)
  const all = [...keys, ...held]
  const view = {
    systemName: 'HERE',
    key: keys.map((field, i) => columnOf(field, `key_${i}`)),
    fields: held.map((field, i) => columnOf(field, `field_${i}`)),
    peers: [
      {
        name: 'THERE',
        fields: held.map((field, i) => columnOf({ ...field, whenNull: undefined as never }, `field_${i}`, field.there ?? [])),
      },
    ],
  }
  const here = adapterOf('HERE', server, keys, held)
  const there = adapterOf('THERE', 'sqlite', keys, held, true)
  const selection = ['SELECT', all.map(({ name }) => `  ${raw(name)}`).join(',\n'), 'FROM kinds AS t']
  const source = ({ column }: { readonly column: string }) => ({ raw: raw(column), column: `t.${quote(column)}` })
  let client: Client

  beforeAll(async () => {
    client = await spoken.open()
    await client.query(`CREATE TABLE kinds (${all.map(({ name, columns }) => `${quote(name)} ${columns[server]!}`).join(', ')})`)
    await insert(fc.sample(fc.tuple(...all.map((field, i) => textOf(field, i))), { seed, numRuns: rows }))
  }, 60_000)
  afterAll(async () => client.close())

  async function insert(some: readonly (readonly (string | null)[])[]): Promise<void> {
    const places = all.map(({ columns }, i) => spoken.place(i + 1, columns[server]!)).join(', ')
    const unlike = new Map(some.map((values) => [JSON.stringify(values.slice(0, keys.length)), values]))
    for (const values of unlike.values()) await client.query(`INSERT INTO kinds VALUES (${places})`, values)
  }

  const statements = digestStatements(words, sums, view, {
    selection,
    from: 'FROM kinds AS t',
    ours: ['WHERE true'],
    source,
  })

  it('computes every kind of value', () => {
    expect(uncomputed(words, view)).toEqual([])
  })

  const single = (field: Field) => {
    const own = {
      ...view,
      fields: [columnOf(field, 'field_0')],
      peers: [{ name: 'THERE', fields: [columnOf({ ...field, whenNull: undefined as never }, 'field_0', field.there ?? [])] }],
    }
    return digestStatements(words, sums, own, { selection, from: 'FROM kinds AS t', ours: ['WHERE true'], source })
  }

  it.each(held.map((field) => ({ name: field.name, field })))('of $name, alone and beside another system', async ({ name, field }) => {
    const stored = await client.query(selection.join('\n'))
    const at = all.findIndex((each) => each.name === name)
    const [mine, other] = [adapterOf('HERE', server, keys, [field]), adapterOf('THERE', 'sqlite', keys, [field], true)]
    for (const peer of [undefined, 'nobody']) {
      const digests = digestsOf(mine, peer === undefined ? [other] : [])
      const flags = digestFlags(mine, [other], peer)
      const computed = new Map(
        (await client.query(bound(single(field).digests!.join('\n'), { ...flags, buckets }))).map(([bucket, held, digest]) => [
          bucket,
          `${held} ${digest}`,
        ]),
      )
      const wrong = stored.flatMap((row) => {
        const values = [...row.slice(0, keys.length), row[at]!] as Raw[]
        const bucket = String(digests.bucket(buckets, values.slice(0, keys.length)))
        return computed.get(bucket) === `1 ${digests.row(values)}` ? [] : [{ value: row[at], peer }]
      })
      expect({ wrong: wrong.slice(0, 5), replay }).toEqual({ wrong: [], replay })
      expect({ unlike: alike(mine, digestsOf(mine, []), stored, at).slice(0, 5), replay }).toEqual({ unlike: [], replay })
    }
  })
  it.each(unspelled.filter(({ columns }) => columns[server] !== undefined))(
    'that $name is to be looked at',
    async ({ columns, texts, ...field }) => {
      for (const value of new Set(fc.sample(texts, { seed, numRuns: 20 }))) {
        const column = columnOf({ columns, texts, ...field }, 'field_0')
        const table = `(SELECT '1'::text AS "number", 2::bigint AS "line", '${value}'::${columns[server]!} AS "${field.name}") AS t`
        const { digests } = digestStatements(
          words,
          sums,
          { ...view, fields: [column], peers: [] },
          { selection, from: `FROM ${table}`, ours: [], source },
        )
        const found = await client.query(bound(digests!.join('\n'), { with_field_0: true, buckets }))
        expect(found).toEqual([[number40('+1\u001f+2'), '1', number40(`+1\u001f+2\u001f!${value}`)]])
      }
    },
  )

  it('of whole rows', async () => {
    const stored = await client.query(selection.join('\n'))
    const digests = digestsOf(here, [there])
    const expected = stored.map((row) => `${digests.bucket(buckets, row)} 1 ${digests.row(row)}`)
    const computed = await client.query(bound(statements.digests!.join('\n'), { ...digestFlags(here, [there]), buckets }))
    expect({ computed: computed.map((row) => row.join(' ')).sort(), replay }).toEqual({ computed: expected.sort(), replay })
  })

  it('reads the rows of the buckets that are wanted', async () => {
    const stored = await client.query(selection.join('\n'))
    const digests = digestsOf(here, [there])
    const wanted = [3, 7]
    const expected = stored.filter((row) => wanted.includes(Number(digests.bucket(16, row))))
    const found = await client.query(bound(statements.bucketRows!.join('\n'), { buckets: 16, wanted: JSON.stringify(wanted) }))
    expect(expected.length).toBeGreaterThan(10)
    expect(found.map(String).sort()).toEqual(expected.map(String).sort())
  })
}

/** Rows that SQLite would hold with other digests. */
function alike(mine: Adapter, digests: Digests, stored: readonly (readonly Raw[])[], at: number): Raw[] {
  const [field] = fields.filter(({ name }) => name === mine.fields[0]!.field)
  const twin = adapterOf('HERE', 'sqlite', keys, [field!])
  const inSqlite = digestsOf(twin, [])
  return stored.flatMap((row) => {
    const values = [...row.slice(0, keys.length), row[at]!]
    const mappings = [...mine.key, ...mine.fields]
    let there: Raw[]
    try {
      there = [...twin.key, ...twin.fields].map((mapping, i) => mapping.encode(mappings[i]!.decode(values[i]!)))
      // What a system rounds to may be no value any more.
      twin.fields[0]!.decode(there.at(-1)!)
    } catch {
      return []
    }
    const key = there.slice(0, keys.length)
    const same =
      digests.row(values) === inSqlite.row(there) && digests.bucket(64, values.slice(0, keys.length)) === inSqlite.bucket(64, key)
    return same ? [] : [row[at]!]
  })
}

function textOf({ nullable, texts, values, stores }: Field, at: number): fc.Arbitrary<string | null> {
  if (at < keys.length) return texts
  const mayBeNull = nullable === true || values !== undefined || stores?.includes('blankAsNull') === true
  return mayBeNull ? fc.option(texts, { freq: 8 }) : fc.option(texts, { freq: 60 })
}
