import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { LedgerUnderTest } from './conformance.ts'
import { ledgerConformance } from './conformance.ts'
import { shapes } from './entries.ts'
import { openLedger } from '../../runtime/ledger/index.ts'

const root = mkdtempSync(join(tmpdir(), 'thalweg-ledger-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let n = 0

/** What a process that dies leaves: the file and its log as they are, without a checkpoint. */
async function open(file: string): Promise<LedgerUnderTest> {
  const ledger = await openLedger(file, { landscape: 'estate', flows: shapes, create: true })
  const crash = async (): Promise<LedgerUnderTest> => {
    const next = join(root, `${n++}.ledger.sqlite`)
    for (const end of ['', '-wal']) if (existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, `${next}${end}`)
    return open(next)
  }
  return { ledger, crash }
}

ledgerConformance('a SQLite file', async () => open(join(root, `${n++}.ledger.sqlite`)))
