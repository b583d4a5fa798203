import { LedgerError, SystemError } from '../runtime/ports.ts'

/**
 * 0 fine; 1 findings, drift, a failed record, or anything that cannot be done; 2 something would change; 64 the command was written wrongly; 129, 130 and 143
 * it was stopped by SIGHUP, SIGINT or SIGTERM before it was done.
 */
export type Exit = 0 | 1 | 2 | 64 | 129 | 130 | 143

/** Something that the person at the command line can act on: what is wrong, and the way out. Never shown with a stack trace. */
export class Failure extends Error {
  override readonly name = 'Failure'
  /** Stable, for programs: stands in `--json` as `error.code`. */
  readonly code: string
  readonly wayOut: string
  readonly exit: Exit
  constructor(code: string, message: string, wayOut: string, exit: Exit = 1) {
    super(message)
    this.code = code
    this.wayOut = wayOut
    this.exit = exit
  }
}

/** The command cannot be understood as it was written. */
export function usage(message: string, wayOut: string): Failure {
  return new Failure('usage', message, wayOut, 64)
}

/** What any error is to the person at the command line. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof LedgerError) return new Failure(`ledger.${error.code}`, error.message, error.wayOut)
  if (error instanceof SystemError) return new Failure(`system.${error.code}`, `${error.system}: ${error.message}`, error.wayOut)
  // Errors of the generator and of plans say what to do themselves.
  if (error instanceof Error && 'wayOut' in error)
    return new Failure(error.name.replace(/Error$/, '').toLowerCase(), error.message, String(error.wayOut))
  if (error instanceof Error) return ofDisk(error) ?? unexpected(error)
  return unexpected(new Error(String(error)))
}

const disk: Readonly<Record<string, readonly [string, string]>> = {
  ENOSPC: ['the disk is full', 'make room, then run the command again'],
  EROFS: ['the disk is read-only', 'use a folder that can be written to'],
  EACCES: ['no permission', 'change the permissions of the file or of its folder, or run as a user who has them'],
  EPERM: ['not permitted', 'change the permissions of the file or of its folder, or run as a user who has them'],
  ENOENT: ['no such file', 'check the path'],
  ENOTDIR: ['a part of the path is no folder', 'check the path'],
  EISDIR: ['it is a folder', 'name a file'],
  EMFILE: ['too many open files', 'raise the limit (ulimit -n), or close other programs'],
}

function ofDisk(error: NodeJS.ErrnoException): Failure | undefined {
  const known = error.code === undefined ? undefined : disk[error.code]
  if (known === undefined || error.path === undefined) return undefined
  return new Failure(`disk.${error.code}`, `${error.path}: ${known[0]}`, known[1])
}

function unexpected(error: Error): Failure {
  return new Failure('unexpected', error.message, 'this should not happen: THALWEG_DEBUG=1 shows where it did; please report it with that')
}
