/**
 * Where reading has come among entries that triggers leave, by number.
 *
 * A position remembers what its entry was, and that entry is kept: where it is another one now, the database was restored from a backup, also where it has
 * captured more changes since than had been read.
 */
import { hash } from 'node:crypto'
import type { Position } from '../ports.ts'
import { SystemError } from '../ports.ts'
import type { Raw } from '../values.ts'

export interface EntryPosition {
  readonly seq: number
  /** Mark of the entry of that number; absent where there was none. */
  readonly entry?: string
}

export function placeOf(position: Position | null): EntryPosition {
  return position === null ? { seq: 0 } : (JSON.parse(position) as EntryPosition)
}

/** @param entry its number first */
export function positionAt(seq: number, entry: readonly Raw[] | undefined): Position {
  return JSON.stringify({ seq, ...(entry === undefined ? {} : { entry: markOf(entry) }) } satisfies EntryPosition)
}

/** Is the entry that is found where a position stands the one that stood there. */
export function isStill(at: EntryPosition, found: readonly Raw[] | undefined): boolean {
  return found !== undefined && markOf(found) === at.entry
}

function markOf(entry: readonly Raw[]): string {
  return hash('md5', JSON.stringify(entry.map(String)), 'hex').slice(0, 12)
}

/** Number of the entry at which a position stands: those below are not needed any more once it holds. */
export function seqOf(position: Position): number {
  return placeOf(position).seq
}

/** What was read is not there any more: the next changes of an older state, or of another database, would be taken for known ones. */
export function wentBack(system: string, place: string, read: number, high: number): SystemError {
  return new SystemError(
    'misfit',
    'wentBack',
    system,
    `captured changes of ${place} were read up to number ${read}, and ${
      high < read ? `the highest is now ${high}` : 'that is now another change'
    }: ${system} was restored from a backup, or prepared anew`,
    'take new bases with `thalweg match --accept`',
  )
}
