/**
 * The ledger entry of one record in one flow: what is decided, and what each system is known to hold. The words and the rules are those of the protocol:
 * `n` decision number, `b` base, `d` the decision that a base stands for, `ln` and `dl` the same for life. Entries are values: settle gives a new one.
 */
import type { WriteKind } from './door.ts'
import type { Canonical, KeyText, Raw } from './values.ts'

/** An open review of a unit. */
export interface Held {
  readonly id: number
  /** Nothing of the unit is written anywhere until it closes: each system keeps its value. Not so for a proposal to a field's writer. */
  readonly frozen: boolean
}

/** Whose decision a value is. Shared between the units that one image decided. */
export interface Stamp {
  /** Decision number; counts up within the entry. */
  readonly n: number
  /** Index of the system in the flow, or -1: taken as agreed (baseline) or decided by a person. */
  readonly origin: number
  /** Commit time at the origin, epoch ms; null where the system gives none. */
  readonly at: number | null
  /** The change in the words of its source: `outbox 17`, `page`, `look`. */
  readonly change: string
  /** Version of the flow that decided. */
  readonly version: string
}

/** `d` or `dl` of a system that must be told again although it had been told: its foreign write or delete is set back. */
export const TOLD_AGAIN = -1
/** `dl` of a system whose own creation lost and that has not taken over the other's yet. */
export const LOST_CREATION = -2
/** `d` of a system for a unit that came to the flow, or to the system, after its row was first read: its base is none, and nothing is written there before it was looked at. */
export const UNCOMPARED = -3

export interface Pending {
  readonly op: number
  readonly kind: WriteKind
  /** Units written (all of the system's for insert; only updates and inserts write any). */
  readonly units: readonly number[]
  /** Raw values sent, by field index of the adapter; holes where a unit is not written. Of a link, those by which the row was paired. */
  readonly values: readonly Raw[]
  /** Decision numbers that the write carries: per unit as in `units`, and of life. */
  readonly n: readonly number[]
  readonly ln: number
  /** Not known to have landed (crash, timeout): frozen until resolved. */
  readonly doubtful: boolean
  /** The system's state if the write lands exactly so: what the ledger stores at once, so that landing costs no second write of the entry. */
  readonly after: Landing
}

/** @see SystemState */
export type Landing = Pick<SystemState, 'b' | 'd' | 'dl' | 'key'>

/** Why a record waits at a system, and since when. */
export interface Dirty {
  readonly reason: 'missingParent' | 'constraint' | 'value' | 'doesNotSettle' | 'heldBack' | 'ambiguous'
  readonly detail: string
  /** Epoch ms. */
  readonly since: number
  readonly tries: number
  /** Epoch ms: not tried before. */
  readonly due: number
  /** Given up: in the dead letters until a later change settles or somebody retries. */
  readonly dead: boolean
}

export interface SystemState {
  /** Is there a row, as far as was seen. */
  readonly present: boolean
  /** Raw values last seen, by field index of the adapter; null: exactly the encoding of the decided values (also when absent). */
  readonly b: readonly Raw[] | null
  /** Per unit, the decision that b stands for; null: all told. */
  readonly d: readonly number[] | null
  readonly dl: number
  /** A row that is nobody's in this flow: `reported` is left alone, `foreign` waits for its removal, `left` is carried no longer (and not `present`). */
  readonly apart: 'no' | 'reported' | 'foreign' | 'left'
  readonly pend: Pending | null
  readonly dirty: Dirty | null
  /** Number of the newest outbox entry absorbed by a look that ran ahead of the position; else 0. */
  readonly seen: number
  /** The system's own id of the row, as far as its binding names one and it was seen, or is to be linked; else null. Another one is another row. */
  readonly id: Raw
  /** The key under which the system has the row, where that is not the record's: it was renumbered. Else null. */
  readonly key: KeyText | null
}

export interface Entry {
  /** Compare-and-set number in the ledger; 0: not stored yet. */
  readonly rev: number
  readonly live: boolean
  /** Incarnation: counts up when a deleted key is created anew. 0: never created. */
  readonly inc: number
  readonly ln: number
  /** System whose act the newest life decision is; -1: none. */
  readonly lo: number
  /** Decided values by field index of the flow; of a deleted record the last ones. */
  readonly g: readonly Canonical[]
  /** By unit. */
  readonly stamp: readonly Stamp[]
  /** Open reviews by unit; null: none at all. */
  readonly held: readonly (Held | null)[] | null
  /** Open review of the record's life; 0: none. */
  readonly lifeHeld: number
  readonly s: readonly SystemState[]
  /** Rounds of writes since the last change from outside: a record that keeps moving is stopped as `doesNotSettle`. */
  readonly rounds: number
  /** A unit that systems change to and fro; null: none does. */
  readonly swing: Swing | null
}

export interface Swing {
  readonly unit: number
  /** Whose changes of each other's they are. */
  readonly systems: readonly number[]
  /** Digests of the values it had of late. */
  readonly values: readonly number[]
  /** Changes in a row to a value that it had before. */
  readonly times: number
  /** Of the last one: the hub's clock, epoch ms. */
  readonly at: number
}

/** Has the system the row, under the record's own key. */
export function holdsUnderItsKey(s: SystemState | undefined): boolean {
  return s !== undefined && s.present && s.key === null
}

/** Is it stopped, since it keeps moving: `rounds` is how often at most. */
export function keepsMoving(entry: Entry, rounds: number): boolean {
  return entry.rounds > rounds || (entry.swing !== null && entry.swing.times > rounds)
}

/** Is anything of it in review: what users enter meanwhile may lead to nothing before a person decides. */
export function waitsForPerson({ held, lifeHeld }: Entry): boolean {
  return held !== null || lifeHeld !== 0
}
