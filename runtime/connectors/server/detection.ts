/** How changes are found in one table at a server. */
import type { Changes, Position } from '../../ports.ts'
import type { KeyText } from '../../values.ts'

export interface ServerDetection {
  changes(position: Position | null, limit: number): Promise<Changes>
  /** The position that stands for now. */
  head(): Promise<{ readonly position: Position | null; readonly seen: number }>
  /** Everything up to here is in the ledger: the server may forget it. */
  forget(upTo: Position): Promise<void>
  /** Where `look` cannot ask the database for deaths: number of the newest death by others of this key after `seen`, else 0. */
  died?(key: KeyText, seen: number): number
  /** Calls back as soon as there is something to read, after there was nothing. */
  onArrival?(wake: () => void): void
  close(): Promise<void>
}
