/** Opening a ledger file: the lock, the format, the migrations, and what is said when any of it is not as it should be. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { LedgerError } from '../ports.ts'
import { otherFile, translate } from './failures.ts'
import { lock } from './lock.ts'
import type { OpenOptions } from './options.ts'

const migrations = ['0001-first.sql', '0002-audit-chain.sql', '0003-requests.sql', '0004-request-taken.sql', '0005-references.sql'] as const
export const migrationCount = migrations.length

/** `TWLG`: tells a ledger from any other SQLite file. */
const applicationId = 0x54574c47
/** Files up to this size are checked whole when they are opened for writing: some tens of milliseconds. */
const checkedBytes = 16 * 2 ** 20

export interface Opened {
  readonly db: DatabaseSync
  readonly id: string
  readonly unlock: () => void
}

export function openFile(file: string, options: OpenOptions): Opened {
  const inMemory = file === ':memory:'
  const readOnly = options.readOnly === true
  if (!inMemory && !ledgerFileIsThere(file)) {
    if (readOnly || options.create !== true) mustExist(file)
    translate(file, () => mkdirSync(dirname(file), { recursive: true }))
  }
  const unlock = inMemory || readOnly ? () => undefined : lock(file)
  let db: DatabaseSync | undefined
  try {
    return translate(file, () => {
      const opened = (db = new DatabaseSync(file, { readOnly, timeout: 5_000 }))
      const format = formatOf(opened, file)
      if (!readOnly) {
        if (format > 0 && !inMemory) checkWhole(opened, file)
        prepare(opened, format, options)
      }
      return { db: opened, id: identify(opened, file, options.landscape), unlock }
    })
  } catch (error) {
    db?.close()
    unlock()
    throw error
  }
}

/** @throws LedgerError where there is no ledger */
export function mustExist(file: string): void {
  if (ledgerFileIsThere(file)) return
  throw new LedgerError('absent', `there is no ledger at ${file}`, 'make one with `thalweg match --accept`, or restore it from a backup')
}

/** Not so for what a creation leaves that came to no end (a full disk): a file without a byte, or a database without a table. @throws LedgerError */
export function ledgerFileIsThere(file: string): boolean {
  if (!existsSync(file)) return false
  return translate(file, () => {
    const found = statSync(file)
    // What is no file is no ledger either, and opening it says why.
    if (!found.isFile()) return true
    if (found.size === 0) return false
    const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
    try {
      return tablesIn(db) > 0 || pragma(db, 'application_id') === applicationId
    } finally {
      db.close()
    }
  })
}

function tablesIn(db: DatabaseSync): number {
  return Number(Object.values(db.prepare('SELECT count(*) FROM sqlite_schema').get()!)[0])
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0])
}

/** @returns migrations that were applied; 0 for a new file */
export function formatOf(db: DatabaseSync, file: string): number {
  const format = pragma(db, 'user_version')
  if (tablesIn(db) > 0 && pragma(db, 'application_id') !== applicationId) {
    throw new LedgerError('foreign', `${file} is a SQLite database, but no ledger`, otherFile)
  }
  if (format > migrations.length) {
    throw new LedgerError(
      'newer',
      `the ledger ${file} has format ${format}; this version of Thalweg knows formats up to ${migrations.length}`,
      `update Thalweg, or ${otherFile}`,
    )
  }
  return format
}

function checkWhole(db: DatabaseSync, file: string): void {
  if (statSync(file).size > checkedBytes) return
  const [first] = db.prepare('PRAGMA quick_check(1)').all()
  const verdict = String(Object.values(first ?? {})[0])
  if (verdict === 'ok') return
  throw new LedgerError(
    'damaged',
    `the ledger ${file} is damaged: ${verdict}`,
    'restore it from a backup, or move it away and take new bases with `thalweg match --accept`',
  )
}

/** Every commit is on the disk before it returns: a decision must outlive what is done because of it. */
function prepare(db: DatabaseSync, format: number, { landscape, id = randomBytes(12).toString('hex') }: OpenOptions): void {
  if (format === 0) db.exec('PRAGMA page_size = 8192')
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000')
  for (const [i, name] of migrations.entries()) {
    if (i < format) continue
    db.exec('BEGIN IMMEDIATE')
    db.exec(readFileSync(new URL(`./migrations/${name}`, import.meta.url), 'utf8'))
    if (i === 0) {
      const put = db.prepare('INSERT INTO meta (name, value) VALUES (?, ?)')
      put.run('id', id)
      put.run('landscape', landscape)
      db.exec(`PRAGMA application_id = ${applicationId}`)
    }
    db.exec(`PRAGMA user_version = ${i + 1}`)
    db.exec('COMMIT')
  }
}

export function identify(db: DatabaseSync, file: string, landscape: string): string {
  const read = db.prepare('SELECT value FROM meta WHERE name = ?')
  const of = read.get('landscape')?.['value']
  if (of !== landscape)
    throw new LedgerError('foreign', `the ledger ${file} is that of the landscape ${String(of)}, not of ${landscape}`, otherFile)
  return String(read.get('id')?.['value'])
}
