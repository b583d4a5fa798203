import { describe, expect, it } from 'vitest'
import mysql from 'mysql2/promise'
import { hasMariadb, mariadbDatabase, mariadbServer } from './mariadb.ts'
import { ask, hasPostgres, postgresDatabase, postgresServer } from './postgres.ts'

describe('servers of the tests', () => {
  it.each([15, 18] as const)("PostgreSQL %i answers in a database of one's own", async (version) => {
    if (!hasPostgres(version)) return
    const server = await postgresServer(version)
    const database = await postgresDatabase(server)
    expect(String(await ask(server, database.name, 'SHOW server_version'))).toMatch(new RegExp(`^${version}`))
    await database.drop()
  })
  it.skipIf(!hasMariadb())("MariaDB answers in a database of one's own", async () => {
    const database = await mariadbDatabase(await mariadbServer())
    const client = await mysql.createConnection(database.url.replace('mariadb:', 'mysql:'))
    const [rows] = await client.query('SELECT 1 AS one')
    expect(rows).toEqual([{ one: 1 }])
    await client.end()
    await database.drop()
  })
})
