/** Opening a ledger file: the lock, the format, the migrations, and what is said when any of it is not as it should be. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { LedgerError } from '../ports.ts'

const migrations = ['001-first.sql'] as const

export interface OpenOptions {
  readonly landscape: string
  readonly readOnly?: boolean
  /** Make the file where it is absent. Default: a LedgerError `absent`. */
  readonly create?: boolean
}

export interface Opened {
  readonly db: DatabaseSync
  readonly id: string
  readonly unlock: () => void
}

export function openFile(file: string, options: OpenOptions): Opened {
  const memory = file === ':memory:'
  if (!memory && !existsSync(file)) {
    if (options.create !== true) {
      throw new LedgerError('absent', `there is no ledger at ${file}`, 'make one with `thalweg match --accept`, or restore it from a backup')
    }
    translate(file, () => mkdirSync(dirname(file), { recursive: true }))
  }
  const unlock = memory || options.readOnly === true ? () => undefined : lock(file)
  try {
    return translate(file, () => {
      const db = new DatabaseSync(file, { readOnly: options.readOnly === true, timeout: 5_000 })
      if (options.readOnly !== true) {
        db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
        migrate(db, file, options.landscape)
      }
      return { db, id: identify(db, file, options.landscape), unlock }
    })
  } catch (error) {
    unlock()
    throw error
  }
}

/**
 * One run at a time: an exclusive transaction in a database beside the ledger, held as long as the process lives and gone with it, however it ends. The
 * ledger itself is not touched, so that an idle run leaves it as it was.
 */
function lock(file: string): () => void {
  const db = translate(file, () => new DatabaseSync(`${file}.lock`))
  try {
    db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (isCode(error, 5)) throw new LedgerError('busy', `another run holds the ledger ${file}`, 'let it finish, or stop it; reading commands such as status and trace work meanwhile')
    throw translated(file, error)
  }
  return () => {
    db.close()
  }
}

function migrate(db: DatabaseSync, file: string, landscape: string): void {
  const [format] = Object.values(db.prepare('PRAGMA user_version').get()!) as [number]
  if (format > migrations.length) {
    throw new LedgerError('newer', `the ledger ${file} has format ${format}; this version of Thalweg knows ${migrations.length}`, 'update Thalweg')
  }
  for (const [i, name] of migrations.entries()) {
    if (i < format) continue
    db.exec('BEGIN IMMEDIATE')
    db.exec(readFileSync(new URL(`./migrations/${name}`, import.meta.url), 'utf8'))
    if (i === 0) {
      const put = db.prepare('INSERT INTO meta (name, value) VALUES (?, ?)')
      put.run('id', randomBytes(12).toString('hex'))
      put.run('landscape', landscape)
    }
    db.exec(`PRAGMA user_version = ${i + 1}`)
    db.exec('COMMIT')
  }
}

function identify(db: DatabaseSync, file: string, landscape: string): string {
  const read = db.prepare('SELECT value FROM meta WHERE name = ?')
  const of = read.get('landscape')?.['value']
  if (of !== landscape) throw new LedgerError('foreign', `the ledger ${file} is that of the landscape ${String(of)}, not of ${landscape}`, 'name another file with THALWEG_LEDGER')
  return String(read.get('id')?.['value'])
}

/** Runs what touches the file, with SQLite's errors told in the ledger's terms. */
export function translate<T>(file: string, call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw translated(file, error)
  }
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === code
}

export function translated(file: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const restore = 'restore it from a backup, or move it away and take new bases with `thalweg match --accept`'
  if (isCode(error, 11) || isCode(error, 26)) return new LedgerError('damaged', `the ledger ${file} is damaged: ${error.message}`, restore)
  if (isCode(error, 13) || ('code' in error && error.code === 'ENOSPC')) return new LedgerError('full', `no room for the ledger ${file}: ${error.message}`, 'make room on the disk; nothing was lost, the next run goes on')
  if (isCode(error, 10)) return new LedgerError('full', `the ledger ${file} could not be read or written: ${error.message}`, 'look at the disk; nothing was lost, the next run goes on')
  if (isCode(error, 8) || isCode(error, 14) || ('code' in error && (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM'))) {
    return new LedgerError('readOnly', `the ledger ${file} cannot be written: ${error.message}`, 'give this user the right to write the file and its folder, or name another file with THALWEG_LEDGER')
  }
  if (isCode(error, 5)) return new LedgerError('busy', `the ledger ${file} is in use: ${error.message}`, 'try again')
  return error
}
