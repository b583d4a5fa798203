import { afterAll, describe } from 'vitest'
import { hasPostgres } from '../servers/postgres.ts'
import { ledgerConformance } from './conformance.ts'
import { inPostgres } from './under-test.ts'

for (const version of [18, 15] as const) {
  describe.skipIf(!hasPostgres(version))(`PostgreSQL ${version}`, () => {
    if (!hasPostgres(version)) return
    const { make, remove } = inPostgres(version)
    afterAll(remove)
    ledgerConformance(`a database of PostgreSQL ${version}`, make)
  })
}
