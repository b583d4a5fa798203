/**
 * One run at a time. Free: nobody has the lock file's exclusive transaction. Held: a process has it, from opening the ledger until it closes it or ends,
 * however it ends: the operating system takes the lock back. The ledger itself is not touched, so an idle run leaves it as it was; readers need no lock.
 * Who holds it stands in a file beside, which is believed only while the lock is held.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { LedgerError } from '../ports.ts'
import { resultCode, translate, translated } from './failures.ts'

/** @returns what gives the lock back. @throws LedgerError `busy`, with the process that holds it */
export function lock(file: string): () => void {
  const holder = `${file}.lock.json`
  const db = translate(file, () => new DatabaseSync(`${file}.lock`))
  try {
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    writeFileSync(holder, JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() }))
  } catch (error) {
    db.close()
    if (resultCode(error) !== 5) throw translated(file, error)
    throw new LedgerError(
      'busy',
      `the ledger ${file} is held by ${whoHolds(holder)}`,
      'let that run finish or stop it; commands that read, such as status and trace, work meanwhile',
    )
  }
  return () => {
    rmSync(holder, { force: true })
    db.close()
  }
}

function whoHolds(holder: string): string {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(holder, 'utf8')) as {
      readonly pid: number
      readonly host: string
      readonly since: string
    }
    return `process ${pid} on ${host} since ${since}`
  } catch {
    return 'another run'
  }
}
