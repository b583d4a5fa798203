/** What SQLite and the file system say of a ledger file, in the ledger's terms. */
import { LedgerError } from '../ports.ts'

/** Low bytes of SQLite's result codes. */
const told: Readonly<Record<number, LedgerError['code']>> = {
  5: 'busy',
  6: 'busy',
  8: 'readOnly',
  10: 'full',
  11: 'damaged',
  13: 'full',
  14: 'readOnly',
  26: 'damaged',
}
const system: Readonly<Record<string, LedgerError['code']>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EIO: 'full',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
  EROFS: 'readOnly',
  ENOTDIR: 'readOnly',
  EISDIR: 'readOnly',
  EEXIST: 'readOnly',
}

export function resultCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null
}

function codeOf(error: unknown): LedgerError['code'] | null {
  const code = resultCode(error)
  if (code !== null) return told[code] ?? null
  return error instanceof Error && 'code' in error ? (system[String(error.code)] ?? null) : null
}

export const otherFile = 'name another file with THALWEG_LEDGER'
const sentences: Readonly<Record<'busy' | 'readOnly' | 'full' | 'damaged', readonly [what: string, wayOut: string]>> = {
  busy: ['is in use', 'try again when the other program is done'],
  readOnly: ['cannot be opened for writing', `give this user the right to write the file and its folder, or ${otherFile}`],
  full: ['could not be written', 'make room on the disk or repair it; nothing that was decided is lost, the next run goes on'],
  damaged: ['is damaged', 'restore it from a backup, or move it away and take new bases with `thalweg match --accept`'],
}

/** @returns a LedgerError for what is the file's fault; anything else as it is */
export function translated(file: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === null || !(code in sentences) || !(error instanceof Error)) return error
  const [what, wayOut] = sentences[code as keyof typeof sentences]
  return new LedgerError(code, `the ledger ${file} ${what}: ${error.message}`, wayOut)
}

export function translate<T>(file: string, call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw translated(file, error)
  }
}
