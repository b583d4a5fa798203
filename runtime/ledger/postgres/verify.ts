import type { AuditVerdict, ChainedRow } from '../chain.ts'
import { verdict } from '../chain.ts'
import type { Statements } from './connection.ts'
import { Connection } from './connection.ts'
import { identifyLedger } from './open.ts'

const rowsAtOnce = 5_000

/** @throws LedgerError */
export async function verifyServer(url: string, landscape: string, head?: string): Promise<AuditVerdict> {
  const connection = await Connection.open(url, landscape, true)
  try {
    await connection.alone(async ({ client }) => identifyLedger(client, landscape))
    return await connection.snapshot(async (statements) => {
      const links = await statements.all('SELECT last, hash FROM audit_chain ORDER BY last')
      const newest = await statements.one('SELECT coalesce(max(id), 0) FROM audit')
      return verdict(
        links.map(([last, hash]) => ({ last: Number(last), hash: String(hash) })),
        Number(newest![0]),
        (after) => rowsAfter(statements, after),
        head,
      )
    })
  } finally {
    await connection.close()
  }
}

async function* rowsAfter(statements: Statements, first: number): AsyncGenerator<ChainedRow> {
  for (let after = first; ;) {
    const rows = await statements.all(
      `SELECT a.id, f.name, a.key, a.at, a.kind, a.conflict, a.system, a.unit, a.body
      FROM audit AS a JOIN flow AS f ON f.id = a.flow WHERE a.id > $1 ORDER BY a.id LIMIT $2`,
      after,
      rowsAtOnce,
    )
    for (const [id, ...parts] of rows) yield [Number(id), ...parts]
    if (rows.length < rowsAtOnce) return
    after = Number(rows.at(-1)![0])
  }
}
