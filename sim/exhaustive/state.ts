/**
 * One state of the exhaustive model: systems, the real ledger entry, and ghosts. A ghost is knowledge that only the model has: which acts of users a value
 * embodies. States are never changed in place.
 *
 * `h` is a set of acts as bits: those that a value embodies or that were knowingly superseded by it; `e` is the act that made it, -1: the start.
 */
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Write } from '../../runtime/ports.ts'
import type { Canonical } from '../../runtime/values.ts'

export interface Mark {
  readonly h: number
  readonly e: number
}
export interface Cell extends Mark {
  readonly v: number
}
/** A row, or with `cells: null` its absence. */
export interface Row {
  readonly cells: readonly Cell[] | null
  readonly life: Mark
  /** Number of the INSERT that made it. */
  readonly birth: number
}
export interface KnownOp {
  readonly op: number
  readonly state: 'landed' | 'failed' | 'void'
  readonly stored: Row | null
}
export interface ModelSystem {
  readonly row: Row
  /** Number of the newest outbox entry. */
  readonly seq: number
  /** Number of the newest delete by a user since our last INSERT, else 0. */
  readonly death: number
  readonly ops: readonly KnownOp[]
  /** After-images, kept only where the model has hints carry them. */
  readonly log: readonly { readonly seq: number; readonly row: Row }[]
}

/** What a pending write embodies, and what its plan saw. */
export interface Sent {
  readonly row: Row
  readonly expect: Row
}
/** The ghosts of the ledger entry. */
export interface Shadow {
  readonly g: { readonly cells: readonly Cell[]; readonly life: Mark }
  readonly b: readonly Row[]
  readonly pend: readonly (Sent | null)[]
}

export interface Act {
  readonly j: number
  /** As the flow sees it: `enter` and `leave` are updates by which the row comes to belong or no longer does, `outside` whatever is done to a row that does not. */
  readonly kind: 'create' | 'update' | 'delete' | 'enter' | 'leave' | 'outside'
  /** Field updated, else -1. */
  readonly f: number
  /** Values before; null: absent. */
  readonly from: readonly number[] | null
  readonly to: number
  /** Acts embodied by the row before. */
  readonly seen: number
}

export interface Flight {
  readonly j: number
  readonly op: number
  readonly write: Write
  readonly sent: Sent
}

export interface State {
  readonly s: readonly ModelSystem[]
  readonly entry: Entry
  readonly shadow: Shadow
  /** By system: the newest outbox entry that is absorbed, as the ledger holds it. */
  readonly pos: readonly number[]
  /** Writes that timed out and are still on their way. */
  readonly net: readonly Flight[]
  readonly acts: readonly Act[]
  readonly births: number
  readonly faults: number
  /** Reviews that a person decided. */
  readonly reviewed: number
  readonly writes: number
  /** Acts whose value the audit holds. */
  readonly audited: number
  /** Acts taken back before the hub looked: no edits. */
  readonly nil: number
  /** Somewhere two acts were taken for one because their values are equal. */
  readonly equal: boolean
  readonly bad: string | null
}

/** The parts of the protocol that can be taken away, each by a seam of the model and never in the product. */
export type Part =
  | 'operationMark'
  | 'void'
  | 'freezing'
  | 'condition'
  | 'deleteCondition'
  | 'deathMark'
  | 'insertIsInsert'
  | 'updateIsUpdate'
  | 'wholeRowAnswer'
  | 'asStored'
  | 'positionAfterCommit'
  | 'decisionFirst'
  | 'auditWithDecision'
  | 'lookNotCarried'
  | 'toldAgain'
  | 'decisionNumber'
  | 'decisionPerSystem'
  | 'lifePerSystem'
  | 'deleteSawFields'
  | 'lostCreation'
  | 'foreignApart'
  | 'reportedApart'
  | 'reportedTakesBack'
  | 'basePerSystem'
  | 'strictCondition'
  | 'fieldTime'
  | 'heldKeeps'
  | 'unmoved'
  | 'deltaOfEqual'
  | 'leaving'
  | 'leavingIsNoDelete'
  | 'leftApart'
  | 'keptApart'
  | 'keptInAudit'
  | 'entryTold'
  | 'blankPlanned'
  | 'blankSettled'
  | 'ownId'

/** A number as it is; an amount that is added up; a set of elements, as bits; a number whose 0 is a blank; what a function makes one of two of. */
export type FieldKind = 'value' | 'amount' | 'set' | 'blank' | 'merged'

export interface Config {
  readonly name: string
  readonly kernel: Kernel
  readonly systems: number
  /** By field: the system that writes it; null: every system. */
  readonly owner: readonly (number | null)[]
  /** By field: what its numbers stand for. */
  readonly kinds: readonly FieldKind[]
  readonly values: readonly number[]
  readonly edits: number
  readonly faults: number
  /** Reviews that a person may decide. */
  readonly reviews: number
  /** Do users create and delete. */
  readonly lives: boolean
  /** Rows of system A whose first field holds this are not carried; null: all are. */
  readonly outside: number | null
  /** Images say when each field was written, and acts are so far apart: ms; null: they do not. */
  readonly apartMs: number | null
  /** By field, where one system's value is preferred: its index. */
  readonly preferred: readonly (number | null)[]
  readonly start: 'live' | 'absent'
  readonly late: boolean
  /** The position may lag behind what was looked at. */
  readonly lag: boolean
  /** Systems number their rows themselves, and nothing else tells of a row that was deleted and made anew between two looks. */
  readonly ownIds: boolean
  /** By system: sent value → stored value. */
  readonly stores: readonly (readonly number[])[] | null
  /** Systems whose users never edit. */
  readonly readOnly: readonly number[]
  readonly maxWrites: number
  readonly without: ReadonlySet<Part>
}

export const nobody: Mark = { h: 0, e: -1 }

export function has(mask: number, act: number): boolean {
  return act >= 0 && ((mask >> act) & 1) === 1
}
/** Everything that a row embodies. */
export function embodied(row: Row): number {
  let h = row.life.h
  for (const cell of row.cells ?? []) h |= cell.h
  return h
}
/** Does the flow carry rows of system j with these values. */
export function belongs({ outside }: Config, j: number, cells: readonly { readonly v: number }[] | null): boolean {
  return outside === null || j !== 0 || cells === null || cells[0]!.v !== outside
}
/** A row as the flow sees it: one that it does not carry is none. */
export function seenRow(config: Config, j: number, row: Row): Row {
  return belongs(config, j, row.cells) ? row : { cells: null, life: { h: embodied(row), e: row.life.e }, birth: 0 }
}
/** Acts that bring a row into the flow, or take it out. */
export function begins({ kind }: Act): boolean {
  return kind === 'create' || kind === 'enter'
}
export function ends({ kind, from }: Act): boolean {
  return kind === 'delete' || kind === 'leave' || (kind === 'outside' && from === null)
}
export function replace<T>(list: readonly T[], at: number, value: T): T[] {
  const out = list.slice()
  out[at] = value
  return out
}
/** A canonical value of field f as the model's number. */
export function number(config: Config, f: number, value: Canonical): number {
  return config.kernel.systems[0]!.adapter.fields[f]!.encode(value) as number
}
export function numbers(config: Config, fields: readonly number[], values: readonly Canonical[]): number[] {
  return fields.map((f, i) => (values[i] === null && config.kinds[f] !== 'blank' ? Number.NaN : number(config, f, values[i]!)))
}
export function systemName({ kernel }: Config, j: number): string {
  return kernel.systems[j]!.name
}
/** A row as people read it. */
export function shown(config: Config, row: Row): string {
  return row.cells === null ? 'absent' : row.cells.map(({ v }, f) => valueShown(config, f, v)).join(', ')
}
function fieldName({ kernel }: Config, f: number): string {
  return kernel.flow.fields[f]!
}
/** What number v of field f stands for. */
export function valueShown(config: Config, f: number, v: number): string {
  return `${fieldName(config, f)}=${bare(config, f, v)}`
}
export function bare({ kernel }: Config, f: number, v: number): string {
  return JSON.stringify(kernel.systems[0]!.adapter.fields[f]!.decode(v))
}
