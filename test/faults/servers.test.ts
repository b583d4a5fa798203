/** One fault of each cheap kind under load; `npm run test:full` has the others. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasMariadb, mariadbDatabase, mariadbServer } from '../servers/mariadb.ts'
import { ask, postgresDatabase, postgresServer } from '../servers/postgres.ts'
import { agreed, Estate } from './estate.ts'

describe.for(['postgres', 'mariadb'] as const)('a flow from PostgreSQL to %s under faults', (kind) => {
  const skipped = kind === 'mariadb' && !hasMariadb()
  let estate: Estate
  let name: string
  const drops: (() => Promise<void>)[] = []
  beforeAll(async () => {
    if (skipped) return
    const eam = await postgresDatabase(await postgresServer())
    const erp = kind === 'mariadb' ? await mariadbDatabase(await mariadbServer()) : await postgresDatabase(await postgresServer())
    name = eam.name
    drops.push(eam.drop, erp.drop)
    estate = await Estate.make({ kind: 'postgres', url: eam.url }, { kind, url: erp.url })
  })
  afterAll(async () => {
    if (skipped) return
    estate.end()
    for (const drop of drops) await drop()
  })

  it.skipIf(skipped)('sessions that are ended, and a run that is killed, lose nothing and do nothing twice', async () => {
    await estate.under(async () => {
      await ask(await postgresServer(), 'postgres', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
      await estate.stop('SIGKILL')
      estate.start()
    })
    expect(await estate.atRest()).toEqual(agreed)
  })
})
