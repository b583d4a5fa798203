/** How changes are found in one table at a server. */
import type { AdapterDetect, TableAdapter } from '../../door.ts'
import type { Changes, Position } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { KeyText } from '../../values.ts'
import type { Scope } from '../scope.ts'
import type { Line } from './line.ts'
import { outbox } from './outbox.ts'
import type { Server, ServerColumn } from './session.ts'
import { updatedAt } from './updated-at.ts'

export interface ServerDetection {
  changes(position: Position | null, limit: number): Promise<Changes>
  /** The flow's ledger holds what was told up to here. */
  known?(upTo: Position): void
  /** The position that stands for now. */
  head(): Promise<{ readonly position: Position | null; readonly seen: number }>
  /** Everything up to here is in the ledger, of every flow: the server may forget it. */
  forget(upTo: Position): Promise<void>
  /** Where `look` cannot ask the database for deaths: number of the newest death by others of this key after `seen`, else 0. Those that are `known` may be forgotten. */
  died?(key: KeyText, seen: number): number
  /**
   * Where `died` answers: rows of these keys were made by us just now, in a transaction that has committed. `at`: what `madeAt` gave within it, after they were
   * written. Whoever had died before was another row.
   */
  made?(keys: readonly KeyText[], at: string): void
  /** The statement to run for that: → one text. */
  readonly madeAt?: string
  /** Calls back as soon as there is something to read, after there was nothing. */
  onArrival?(wake: () => void): void
}

export interface DetectionOptions {
  readonly server: Server
  readonly line: Line
  readonly scope: Scope
  /** Of the table, by their names as the server takes them. */
  readonly columns: ReadonlyMap<string, ServerColumn>
  readonly now: () => number
}

/** The server's own log, read once for all flows of a system. */
export interface Log {
  /** @throws SystemError where the log does not hold what the flow needs */
  detection(options: DetectionOptions, adapter: TableAdapter): Promise<ServerDetection>
  close(): Promise<void>
}

/** Snapshot and none: nothing is told of changes. */
const untold: ServerDetection = {
  changes: async (position) => ({ hints: [], position, more: false, seen: 0 }),
  head: async () => ({ position: null, seen: 0 }),
  forget: async () => undefined,
}

type Detectors = {
  readonly [K in Exclude<AdapterDetect['kind'], 'log'>]: (
    options: DetectionOptions,
    adapter: TableAdapter,
    detect: Extract<AdapterDetect, { kind: K }>,
  ) => ServerDetection
}

const detectors: Detectors = {
  outbox: (options, adapter) => outbox(options, adapter),
  updatedAt,
  snapshot: () => untold,
  changes: () => untold,
  none: () => untold,
}

export async function detectionOf(options: DetectionOptions, adapter: TableAdapter, log: Log | undefined): Promise<ServerDetection> {
  const { detect } = adapter
  if (detect.kind !== 'log') return detectors[detect.kind](options, adapter, detect as never)
  if (log !== undefined) return log.detection(options, adapter)
  const { system, place } = adapter
  throw new SystemError(
    'misfit',
    'noLog',
    system,
    `${system} has no log that the changes of ${place} could be read from`,
    `detect them by 'outbox', and generate`,
  )
}
