import { afterAll, beforeAll, describe } from 'vitest'
import type { PostgresDatabase } from '../servers/postgres.ts'
import { hasPostgres, postgresDatabase, postgresServer } from '../servers/postgres.ts'
import { conformsToSystem } from './conformance.ts'
import { conformsToOwnIds } from './own-ids-conformance.ts'
import { postgresSetting } from './postgres-setting.ts'
import { conformsToSource } from './source-conformance.ts'

describe.each([18, 15] as const)('PostgreSQL %i', (version) => {
  describe.skipIf(!hasPostgres(version))('conforms', () => {
    let database: PostgresDatabase
    beforeAll(async () => {
      database = await postgresDatabase(await postgresServer(version))
    })
    afterAll(async () => database.drop())
    const make = postgresSetting(() => database)

    conformsToSystem('a PostgreSQL database', make, 12)
    conformsToOwnIds('a PostgreSQL database', make)
    conformsToSource('a PostgreSQL database', make)
  })
})
