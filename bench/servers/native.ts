/** Logical replication of Postgres itself: one way, no conflicts known, nothing kept of what it did. The floor under everything else. */
import { setTimeout as sleep } from 'node:timers/promises'
import { hasPostgres } from '../../test/servers/postgres.ts'
import type { Contender } from './contender.ts'
import { database, startPair } from './pair.ts'

export const native: Contender = {
  name: 'PostgreSQL 18, publication and subscription, one-way',
  missing: () => (hasPostgres(18) ? null : 'PostgreSQL 18 is not installed: npm ci'),
  start: async () => {
    const pair = await startPair(18)
    await pair.a.client.query('CREATE PUBLICATION orders FOR TABLE orders')
    const from = `host=127.0.0.1 port=${pair.a.server.port} user=postgres dbname=${database}`
    await pair.b.client.query(`CREATE SUBSCRIPTION orders CONNECTION '${from}' PUBLICATION orders`)
    const synced = `SELECT count(*)::int AS n FROM pg_subscription_rel WHERE srsubstate = 'r'`
    while ((await pair.b.client.query<{ n: number }>(synced)).rows[0]!.n === 0) await sleep(50)
    return { pair, writers: ['a'], pid: null, stop: async () => pair.stop() }
  },
}
