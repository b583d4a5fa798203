/** Ledgers, each with what a crash leaves of it. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openServerLedger } from '../../runtime/ledger/postgres/ledger.ts'
import { ledgerSchema } from '../../runtime/ledger/postgres/open.ts'
import { MemoryLedger, openLedger } from '../../runtime/ledger/index.ts'
import type { LedgerUnderTest } from './conformance.ts'
import { ask, postgresDatabase, postgresServer } from '../servers/postgres.ts'
import type { PostgresVersion } from '../servers/postgres.ts'
import { shapes } from './entries.ts'

export function memory(ledger = new MemoryLedger({ id: 'm', flows: shapes })): LedgerUnderTest {
  return { ledger, crash: async () => memory(ledger.clone()) }
}

/** Ledgers in files of one folder, which is gone with `remove`. */
export function files(): { readonly make: () => Promise<LedgerUnderTest>; readonly remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'thalweg-ledger-'))
  let n = 0
  const name = (): string => join(root, `${n++}.ledger.sqlite`)
  /** What a process that dies leaves: the file and its log as they are, without a checkpoint. */
  const open = async (file: string): Promise<LedgerUnderTest> => {
    const ledger = await openLedger(file, { landscape: 'estate', flows: shapes, create: true })
    const crash = async (): Promise<LedgerUnderTest> => {
      const next = name()
      for (const end of ['', '-wal']) if (existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, `${next}${end}`)
      await ledger.close()
      return open(next)
    }
    return { ledger, crash }
  }
  return { make: async () => open(name()), remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Ledgers in a database of their own, each as that of another landscape. */
export function inPostgres(version: PostgresVersion = 18) {
  const database = postgresServer(version).then(postgresDatabase)
  let n = 0
  const open = async (landscape: string): Promise<LedgerUnderTest> => {
    const { url, server, name } = await database
    const ledger = await openServerLedger(url, { landscape, flows: shapes, create: true })
    const crash = async (): Promise<LedgerUnderTest> => {
      // As if the lease of a process that died had run out.
      await ask(server, name, `UPDATE "${ledgerSchema(landscape)}".lease SET until = '-infinity'`)
      const next = await open(landscape)
      await ledger.close()
      return next
    }
    return { ledger, crash }
  }
  return { make: async () => open(`l${n++}`), database, remove: async () => (await database).drop() }
}
