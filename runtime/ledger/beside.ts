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
  ask(body: string, at: number): Promise<number>
  /** What became of a request. */
  stateOf(id: number): Promise<RequestState>
  /** Takes a request back. @returns false: the run has begun with it, or it is gone */
  withdraw(id: number): Promise<boolean>
  /** Takes a request back also where a run began with it: for whoever holds the lock, since that run has ended. @returns false: it was answered, or is gone */
  takeOver(id: number): Promise<boolean>
  /** Takes a request away, answered or not. */
  forget(id: number): Promise<void>
  /** Replaces a setting by what `change` makes of it; null takes it away. */
  change(name: string, change: (value: string | null) => string | null): Promise<void>
  close(): Promise<void>
}

/** @throws LedgerError */
export async function besideFile(file: string, landscape: string): Promise<Beside> {
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
    ask: async (body, at) => guard(() => Number(db.prepare(statements.ask).run(at, body).lastInsertRowid)),
    stateOf: async (id) => guard(() => stateOf(Object.values(db.prepare(statements.request).get(id) ?? {}))),
    withdraw: async (id) => guard(() => Number(db.prepare(statements.withdraw).run(id).changes) === 1),
    takeOver: async (id) => guard(() => Number(db.prepare(statements.takeOver).run(id).changes) === 1),
    forget: async (id) => guard(() => void db.prepare(statements.forgetRequest).run(id)),
    change: async (name, change) =>
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
    close: async () => db.close(),
  }
}

/** @param row answer, and when it was taken; empty: there is none */
export function stateOf([answer, takenAt]: readonly SQLOutputValue[]): RequestState {
  if (answer === undefined) return { is: 'gone' }
  if (answer !== null) return { is: 'answered', answer: String(answer) }
  return { is: takenAt === null ? 'waits' : 'taken' }
}
