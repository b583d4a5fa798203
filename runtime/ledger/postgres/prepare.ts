/** Preparing a Postgres database for a ledger. */
import { Connection } from './connection.ts'
import { ledgerScript, migrateLedger } from './open.ts'

/** @param role that is to use the ledger and does not own it @returns SQL; null: nothing has to be done @throws LedgerError */
export async function preparationOfLedger(url: string, landscape: string, role: string | undefined): Promise<string | null> {
  const connection = await Connection.open(url, landscape, true)
  try {
    return await connection.alone(async ({ client }) => ledgerScript(client, landscape, role))
  } finally {
    await connection.close()
  }
}

/** @throws LedgerError */
export async function prepareLedger(url: string, landscape: string, role: string | undefined): Promise<void> {
  const connection = await Connection.open(url, landscape)
  try {
    await connection.alone(async ({ client }) => {
      await migrateLedger(client, landscape)
      const rights = await ledgerScript(client, landscape, role)
      if (rights !== null) await client.query(rights)
    })
  } finally {
    await connection.close()
  }
}
