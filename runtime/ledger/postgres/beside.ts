/** What is written to a ledger in a Postgres database beside the run that holds it. */
import { LedgerError } from '../../ports.ts'
import type { Beside } from '../beside.ts'
import { stateOf } from '../beside.ts'
import { Connection } from './connection.ts'
import { identifyLedger, ledgerMigrations } from './open.ts'

/** @throws LedgerError */
export async function serverLedgerIsThere(url: string, landscape: string): Promise<boolean> {
  const connection = await Connection.open(url, landscape, true)
  try {
    await connection.alone(async ({ client }) => identifyLedger(client, landscape))
    return true
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'absent') return false
    throw error
  } finally {
    await connection.close()
  }
}

/** @throws LedgerError */
export async function besideServer(url: string, landscape: string): Promise<Beside> {
  const connection = await Connection.open(url, landscape)
  try {
    await connection.alone(async ({ client }) => {
      await identifyLedger(client, landscape)
      if ((await ledgerMigrations(client, landscape)).length === 0) return
      throw new LedgerError(
        'foreign',
        'the ledger is of an older version',
        'run `thalweg run --once` first: it brings the ledger up to date',
      )
    })
  } catch (error) {
    await connection.close()
    throw error
  }
  const wrote = async (sql: string, id: number): Promise<boolean> =>
    connection.alone(async (statements) => (await statements.run(sql, id)) === 1)
  return {
    ask: async (body, at) =>
      connection.alone(async (statements) =>
        Number((await statements.one('INSERT INTO request (at, body) VALUES ($1, $2) RETURNING id', at, body))![0]),
      ),
    stateOf: async (id) =>
      connection.alone(async (statements) =>
        stateOf((await statements.one('SELECT answer, taken_at FROM request WHERE id = $1', id)) ?? []),
      ),
    withdraw: async (id) => wrote('DELETE FROM request WHERE id = $1 AND answer IS NULL AND taken_at IS NULL', id),
    takeOver: async (id) => wrote('DELETE FROM request WHERE id = $1 AND answer IS NULL', id),
    forget: async (id) => void (await wrote('DELETE FROM request WHERE id = $1', id)),
    change: async (name, change) =>
      connection.transaction(async (statements) => {
        // The row that there may be not yet cannot be locked.
        await statements.run('LOCK TABLE setting IN SHARE ROW EXCLUSIVE MODE')
        const before = (await statements.one('SELECT value FROM setting WHERE name = $1', name))?.[0] ?? null
        const after = change(before === null ? null : String(before))
        if (after === null) await statements.run('DELETE FROM setting WHERE name = $1', name)
        else if (after !== before)
          await statements.run(
            'INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
            name,
            after,
          )
      }),
    close: async () => connection.close(),
  }
}
