import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Failure } from '../failure.ts'
import { shown } from '../shown.ts'
import { leftOverScript, preparation } from './prepared.ts'

/** Runs scripts on a SQLite file, each of them whole or not at all. */
export function applySqlite(system: string, file: string, scripts: readonly string[]): void {
  const database = openFile(system, file)
  try {
    for (const script of scripts) database.exec(script)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw refused(system, file, error as Error)
  } finally {
    database.close()
  }
}

/** What has to be run after the scripts, since they do not take it away: a script, or null. */
export function leftOverSqlite(system: string, file: string, scripts: readonly string[]): string | null {
  const database = openFile(system, file, true)
  try {
    return leftOverScript(preparation(database, scripts))
  } catch (error) {
    throw refused(system, file, error as Error)
  } finally {
    database.close()
  }
}

/** Never makes a file. */
export function openFile(system: string, file: string, readOnly = false): DatabaseSync {
  if (!existsSync(file))
    throw new Failure(
      'system.absent',
      `${system}: there is no file ${shown(file)}`,
      `say where the database of ${system} is, or put it there`,
    )
  try {
    const database = new DatabaseSync(file, { readOnly, timeout: 5_000 })
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return database
  } catch (error) {
    throw refused(system, file, error as Error)
  }
}

const wayOuts: Readonly<Record<number, readonly [string, string]>> = {
  5: ['is locked by another program', 'see which program holds a transaction open, and try again'],
  8: ['cannot be written', 'give this user the right to write the file and its folder'],
  10: ['could not be read or written', 'look at the disk'],
  11: ['is damaged', 'restore it from a backup'],
  13: ['cannot grow: the disk is full', 'make room on the disk; nothing was changed'],
  14: ['cannot be opened', 'look at the rights of the file and its folder'],
  26: ['is no SQLite database', 'name the right file'],
}

/** What SQLite says of a file, as a failure with a way out. */
export function refused(system: string, file: string, error: Error & { readonly errcode?: number }): Failure {
  if (error.message.includes('thalweg_prepared'))
    return new Failure(
      'system.refused',
      `${system}: ${shown(file)} was prepared for another system or landscape, and nothing was changed`,
      `place ${system} in a database of its own, or take the other's preparation away with its own thalweg prepare --undo`,
    )
  const [what, wayOut] = wayOuts[(error.errcode ?? 0) & 0xff] ?? [
    'refuses a statement',
    'nothing of it was changed; see whether the tables are those that the bindings name: thalweg doctor',
  ]
  return new Failure('system.refused', `${system}: ${shown(file)} ${what}: ${error.message}`, wayOut)
}
