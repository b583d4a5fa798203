/** What is written to a ledger beside the run that holds it: requests to that run, and settings that it reads. Everything else needs the lock. */
import type { SQLOutputValue } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import { LedgerError } from '../ports.ts'
import { translate } from './failures.ts'
import { formatOf, identify, migrationCount, mustExist } from './open.ts'
import { statements } from './statements.ts'

/** `waits` for the run; the run does it (`taken`); it was answered; `gone`: nobody will do it. */
export type RequestState = { readonly is: 'waits' | 'taken' | 'gone' } | { readonly is: 'answered'; readonly answer: string }

export interface Beside {
  /** @returns the request's number */
  ask(body: string, at: number): number
  /** What became of a request. */
  stateOf(id: number): RequestState
  /** Takes a request back. @returns false: the run has begun with it, or it is gone */
  withdraw(id: number): boolean
  /** Takes a request back also where a run began with it: for whoever holds the lock, since that run has ended. @returns false: it was answered, or is gone */
  takeOver(id: number): boolean
  /** Takes a request away, answered or not. */
  forget(id: number): void
  /** Replaces a setting by what `change` makes of it; null takes it away. */
  change(name: string, change: (value: string | null) => string | null): void
  close(): void
}

/** @throws LedgerError */
export function openBeside(file: string, landscape: string): Beside {
  const guard = <T>(call: () => T): T => translate(file, call)
  const db = guard(() => {
    mustExist(file)
    const opened = new DatabaseSync(file, { timeout: 10_000 })
    try {
      identify(opened, file, landscape)
      if (formatOf(opened, file) < migrationCount)
        throw new LedgerError(
          'foreign',
          `the ledger ${file} is of an older version`,
          'run `thalweg run --once` first: it brings the ledger up to date',
        )
      opened.exec('PRAGMA synchronous = FULL')
      return opened
    } catch (error) {
      opened.close()
      throw error
    }
  })
  return {
    ask: (body, at) => guard(() => Number(db.prepare(statements.ask).run(at, body).lastInsertRowid)),
    stateOf: (id) => guard(() => stateOf(db.prepare(statements.request).get(id))),
    withdraw: (id) => guard(() => Number(db.prepare(statements.withdraw).run(id).changes) === 1),
    takeOver: (id) => guard(() => Number(db.prepare(statements.takeOver).run(id).changes) === 1),
    forget: (id) => guard(() => void db.prepare(statements.forgetRequest).run(id)),
    change: (name, change) =>
      guard(() => {
        db.exec('BEGIN IMMEDIATE')
        try {
          const before = (db.prepare(statements.readSetting).get(name)?.['value'] as string | undefined) ?? null
          const after = change(before)
          if (after === null) db.prepare(statements.clearSetting).run(name)
          else if (after !== before) db.prepare(statements.putSetting).run(name, after)
          db.exec('COMMIT')
        } catch (error) {
          db.exec('ROLLBACK')
          throw error
        }
      }),
    close: () => db.close(),
  }
}

function stateOf(row: Record<string, SQLOutputValue> | undefined): RequestState {
  if (row === undefined) return { is: 'gone' }
  if (row['answer'] !== null) return { is: 'answered', answer: String(row['answer']) }
  return { is: row['taken_at'] === null ? 'waits' : 'taken' }
}
