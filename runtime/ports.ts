/**
 * What stands around settle: everything with an effect, behind four small interfaces. Each has one conformance suite that every implementation runs.
 * Time is epoch milliseconds throughout.
 */
import type { Entry } from './entry.ts'
import type { Adapter, EventLog, EventSource, WriteKind } from './door.ts'
import type { KeyText, Raw } from './values.ts'
import type { ConflictKind } from './conflict-kinds.ts'

export interface Clock {
  now(): number
  /** Resolves after `ms`, or at once when the run is asked to stop, or `wake` is aborted. */
  sleep(ms: number, wake?: AbortSignal): Promise<void>
  /** 0 ≤ x < 1, for jitter. */
  random(): number
}

// ─── Source and target ───────────────────────────────────────────────────────────────────────────

/** One look at one record in one system: the whole bound row at one moment. */
export interface Image {
  readonly present: boolean
  /** Raw values by field index of the adapter; empty where there is no row. */
  readonly values: readonly Raw[]
  /** The row that was there at `seen` has been deleted since by somebody else (what is there now, if anything, was created anew). */
  readonly died: boolean
  /** Number of the outbox entry that told of that death, else 0. */
  readonly death: number
  /** There is a row, and the flow does not carry it (`where`). Not `present` then. */
  readonly left?: true
  /** The row's stored key is no key of the record, for this reason: there is nothing to settle while it is there. */
  readonly invalid?: string
  /** The system's own id of the row. Only where the binding names one, and the row is there. */
  readonly id?: Raw
  /** The row that was asked for by its own id is there with this key. What has the key that was asked for, if anything, is another row. */
  readonly elsewhere?: { readonly key: KeyText; readonly invalid?: string }
  /** The row is known by its own id as that of this other record: it was renumbered, and nobody has followed it yet. Not told by connectors. */
  readonly of?: KeyText
  /** It was looked for under another key, which no row has, and was found under the record's own. */
  readonly underOwnKey?: true
  /** No row of this key was found, and for this reason one may be there all the same: nothing can be concluded. Not `present` then. */
  readonly unclear?: string
  /** By field index of the adapter: when somebody else last wrote it, epoch ms, or null. Only where the flow compares times, and the row is there. */
  readonly times?: readonly (number | null)[]
}

/** A change that detection reported: a hint that a record moved. */
export interface Hint {
  readonly key: KeyText
  /** Commit time at the system, or null. */
  readonly at: number | null
  /** For `Stamp.change`: `outbox 17`. */
  readonly change: string
  /** The operation that made the change; null: somebody else. */
  readonly op: number | null
  /** A stored value that is no key of the record: goes to the dead letters. */
  readonly invalid?: string
}

/** Where detection has got to; JSON, opaque to the engine; null: before the first look. */
export type Position = string

export interface Changes {
  readonly hints: readonly Hint[]
  /** Durable only after what the hints led to is. The same as before: nothing moved. */
  readonly position: Position | null
  readonly more: boolean
  /** The number to give to `look` and writes as `seen` once this position holds; 0 without outbox. */
  readonly seen: number
  /**
   * What changed between the hints and `position` is told by the rows alone: all of them are to be read again, also to find those that are gone, and changes from
   * `position` on. So a log that lost what was not read yet leaves no gap.
   */
  readonly readAgain?: true
  /** To be called once what this tells is settled, and the ledger holds it: until then the same is told again, wherever `position` stands. */
  readonly settled?: () => void
}

export interface PageRow {
  readonly key: KeyText
  readonly values: readonly Raw[]
  /** As in `Image`. */
  readonly id?: Raw
  readonly invalid?: string
}

/** A row that the system has without a reference to any record. */
export interface Unreferenced {
  readonly id: Raw
  readonly values: readonly Raw[]
}

export interface Write {
  /** Under which the row is there, or is to be. */
  readonly key: KeyText
  readonly kind: WriteKind
  readonly units: readonly number[]
  /** By field index of the adapter; those of units not written are undefined. */
  readonly values: readonly (Raw | undefined)[]
  /** The base by field index of the adapter; of a link, what the row was paired by. */
  readonly expect: readonly Raw[]
  /** Of an update, by field index of the adapter: what must be as expected beside the fields that it writes. */
  readonly unmoved: readonly number[]
  readonly seen: number
  /** The system's own id of the row that is meant: nothing is written to another one. Absent: it has none, or none is known. */
  readonly id?: Raw
  /** Of a rekey: the key that the row is to have. */
  readonly to?: KeyText
}

/** What to look at. With an own id it is told where the row is now that no longer has this key. */
export interface LookAt {
  readonly key: KeyText
  readonly seen: number
  readonly id?: Raw
}

export type Answer =
  /** Written. The image is the row as stored, read in the same transaction. */
  | { readonly outcome: 'done'; readonly image: Image }
  /** The condition did not hold: nothing was written, the image is what is there. */
  | { readonly outcome: 'stale'; readonly image: Image }
  /** The system refuses this row (constraint, lookup without a row): nothing was written for it, the others go on. */
  | { readonly outcome: 'rejected'; readonly reason: 'constraint' | 'missingParent'; readonly detail: string; readonly image: Image }

export type Delivery =
  /** The target's transaction committed; one answer for each write, in order. `at`: commit time by the target's clock. */
  | { readonly outcome: 'answered'; readonly at: number; readonly answers: readonly Answer[] }
  /** Refused as a whole, nothing was written (a constraint checked at commit): smaller batches isolate the row. */
  | { readonly outcome: 'rejected'; readonly detail: string }
  /** Nothing was written, for certain; try again later. */
  | { readonly outcome: 'throttled' | 'unreachable'; readonly detail: string; readonly retryAfterMs?: number }
  /** It may have landed. */
  | { readonly outcome: 'uncertain'; readonly detail: string }

export type Resolution =
  | { readonly state: 'void' }
  /** `failed`: the keys for which the condition did not hold or the row was refused. `stored`: rows whose stored form differs from what was sent, by adapter field index. */
  | {
      readonly state: 'landed'
      readonly failed: ReadonlySet<KeyText>
      readonly stored: ReadonlyMap<KeyText, readonly Raw[]>
      /** Own ids of rows that were made. Absent: nobody can tell. */
      readonly ids?: ReadonlyMap<KeyText, Raw>
      /** Those of `failed` that may have landed: somebody has written the same fields since, and nobody can tell whether on top of them. */
      readonly unknown?: ReadonlySet<KeyText>
    }

/** What is known of a system when it is reached. */
export interface Identity {
  /** Made when the system was prepared; a copy has the same. */
  readonly identity: string
  /** The ledger that writes here, null before the first. */
  readonly ledger: string | null
  /** The highest operation that was recorded here. */
  readonly opHigh: number
  /** The highest operation that is known here, recorded or declared void. */
  readonly opKnown: number
  /** What its clock says, by which its commit times are: epoch ms. */
  readonly clock: number
  /** It keeps nothing of ours: no ledger is noted there and no operation. */
  readonly unmarked?: true
}

/** A system cannot be used now or at all; `detail` says why and `wayOut` what to do. */
export class SystemError extends Error {
  override readonly name = 'SystemError'
  readonly kind: 'unreachable' | 'misfit'
  readonly code: string
  readonly system: string
  readonly wayOut: string
  /** How long the system asked to be left alone. */
  readonly retryAfterMs: number | undefined
  constructor(kind: 'unreachable' | 'misfit', code: string, system: string, detail: string, wayOut: string, retryAfterMs?: number) {
    super(detail)
    this.kind = kind
    this.code = code
    this.system = system
    this.wayOut = wayOut
    this.retryAfterMs = retryAfterMs
  }
}

/** One connection to one system. Every method may reject with a SystemError, and with nothing else that is the system's fault. */
export interface System {
  readonly name: string
  /** null: not prepared. */
  identity(): Promise<Identity | null>
  /** Makes this system belong to a ledger. */
  claim(ledger: string, opHigh: number): Promise<void>
  /** Source and target for one flow; `peers` are the flow's adapters at the other systems, whose normalisations digests apply too. Checks that table and columns are there, else rejects with a SystemError 'misfit'. */
  bind(adapter: Adapter, peers?: readonly Adapter[]): Promise<Bound>
  /** The captured changes of one record, where they are captured with the rows before and after them. */
  readonly events?: (source: EventSource) => Promise<Events>
  /** Where captured changes are appended, at an append-only system. */
  readonly log?: (log: EventLog) => Promise<Log>
  /** Has the operation landed? Makes the answer final: what has not landed never will. */
  resolve(op: number): Promise<Resolution>
  /** Has the operation landed by now? Nothing is written for that: what has not may still. */
  landed(op: number): Promise<Resolution>
  /** Lets others see what was delivered, where that is done at once for all of it: at the end of a pass. @returns whether there was anything */
  readonly publish?: () => Promise<boolean>
  /** Forgets operations below this one. Called only along with other writes. */
  prune(below: number): Promise<void>
  close(): Promise<void>
}

/** Source and target of one flow at one system. */
export interface Bound {
  readonly adapter: Adapter
  /** Writes that one operation may hold. Default: as many as come together. */
  readonly most?: number
  /** Every look at a row is a call of its own: no more are asked for than needed. */
  readonly looksOneByOne?: true
  /**
   * Changes after `position`, in order, at most `limit` hints. Without detection: none. Snapshot detection reports nothing here; it is read by `page`.
   * Rejects with the code `wentBack` where what was read up to `position` is not there any more: an older state of the system, or another one.
   * To ask does not say that anything up to `position` was settled: the change cap reads ahead.
   */
  changes(position: Position | null, limit: number): Promise<Changes>
  /** The ledger holds what was told up to here: what the connector remembers for the flow's sake, it need not any more. */
  known?(upTo: Position): void
  /**
   * The position that stands for now, taken before a first page is read. With snapshot detection: what stands for the whole of the system's content, which is read
   * from there on, so that it need not be read while it is the same; null where nothing can tell.
   */
  head(): Promise<{ readonly position: Position | null; readonly seen: number }>
  /** Calls back as soon as there is something to read, where the system tells so: a run that waits for its next pass makes it at once. */
  onArrival?(wake: () => void): void
  /** Rows as they are now, by key, in one snapshot; one image for each key, in order. */
  look(looks: readonly LookAt[]): Promise<readonly Image[]>
  /** The next rows in the system's key order, after a key. */
  page(after: KeyText | null, limit: number): Promise<readonly PageRow[]>
  /** The next rows that have no reference to a record, in the order of the system's own ids, after one. Only where the system keeps references. */
  unreferenced?(after: Raw, limit: number): Promise<readonly Unreferenced[]>
  /** Writes all in one transaction of the target, under one operation. */
  deliver(op: number, writes: readonly Write[]): Promise<Delivery>
  /** Where the system keeps no mark of operations, instead of its own `resolve`: what the rows tell of the doubtful writes of this one. */
  resolve?(op: number, writes: readonly Write[]): Promise<Resolution>
  /** Forgets captured changes before this position; the one at it stays, so that it can be told later whether it is still the same. Called only along with other writes. */
  forget(upTo: Position): Promise<void>
  count(): Promise<number>
  /**
   * Digest per bucket of the key's hash; buckets without rows are absent. The digest is over canonical values, so it is the same in every dialect: of the
   * fields that this system and `peer` hold, without `peer` of those that every system of the flow holds.
   */
  digests(buckets: number, peer?: string): Promise<ReadonlyMap<number, { readonly rows: number; readonly digest: string }>>
  /** The rows of these buckets, in any order. One scan of the table, however many buckets: the caller sees to it that the rows fit into memory. */
  bucketRows(buckets: number, wanted: readonly number[]): Promise<readonly PageRow[]>
  /** A faster way to the same, with buckets of its own. */
  readonly asStored?: AsStored
}

/** Digests of what is stored, whatever it means: equal ones prove equal values where both systems store them alike; others prove nothing. */
export interface AsStored {
  /** @returns null: the two do not store alike, or the server has no such digest of these columns */
  digests(buckets: number, peer: string): Promise<ReadonlyMap<number, { readonly rows: number; readonly digest: string }> | null>
  bucketRows(buckets: number, wanted: readonly number[]): Promise<readonly PageRow[]>
}

// ─── Events ──────────────────────────────────────────────────────────────────────────────────────

/** One captured change. Images have the stored values by field index of the source; what was not captured then is undefined. */
export interface CapturedChange {
  /** Where it stands among the captured changes; reading goes on behind it. */
  readonly position: Position
  /** As stored, in the order of the source's key. */
  readonly key: readonly Raw[]
  readonly kind: 'create' | 'update' | 'delete'
  /** The operation that made the change; null: somebody else. */
  readonly op: number | null
  /** When the change was made, by the system's clock. */
  readonly at: number
  /** Null: there was no row. */
  readonly before: readonly (Raw | undefined)[] | null
  readonly after: readonly (Raw | undefined)[] | null
}

export interface Events {
  /**
   * At most `limit` changes after `position`, in order, none merged into another; null: from the first that was ever captured. Rejects with the code `wentBack`
   * where what was read up to `position` is not there any more.
   */
  read(position: Position | null, limit: number): Promise<readonly CapturedChange[]>
  /** The position that stands for now. */
  head(): Promise<Position>
  /** Forgets captured changes before all of these positions; those at them stay. Called only along with other writes. */
  forget(upTo: readonly Position[]): Promise<void>
}

/** How far a log has come. */
export interface LogEnd {
  /** Number of its last line; lines are counted over all its files. 0: none yet. */
  readonly n: number
  /** The file that holds that line, and the bytes up to its end; absent where there was none. */
  readonly file?: string
  readonly size: number
  /** Where the source was read up to; null: from the first captured change on. */
  readonly position: Position | null
}

/** A line before it has its number. `position` is that of the change it tells of. */
export interface LogLine {
  readonly position: Position
  readonly body: Readonly<Record<string, unknown>>
}

/** What stands behind the last whole line of a file: a run ended in the middle of appending. */
export interface TornEnd {
  readonly file: string
  /** Bytes of the file that are whole. */
  readonly size: number
}

/** One log. Lines are on the disk, whole, or not there. */
export interface Log {
  /**
   * Where the log ends. `known` is what the ledger holds: whole lines behind it count, since they may have been appended by a run that ended before it could say
   * so. Rejects with the code `logCut` where lines that `known` counts are not there any more.
   */
  end(known: LogEnd | null): Promise<{ readonly end: LogEnd; readonly torn: readonly TornEnd[] }>
  /** Cuts off what is not whole, before anything is appended. @param at epoch ms @returns what was cut, in words */
  cut(torn: TornEnd, at: number): Promise<string>
  /** Appends lines behind `end`, all or none of them. @param at epoch ms: says which file they go to @returns where the log ends then */
  append(end: LogEnd, lines: readonly LogLine[], at: number): Promise<LogEnd>
}

// ─── Ledger ──────────────────────────────────────────────────────────────────────────────────────

export type AuditKind =
  | 'decided'
  | 'overruled'
  | 'created'
  | 'deleted'
  | 'revived'
  | 'renumbered'
  | 'linked'
  /** While something of the record was in review, users went on: it led to nothing, or ended the review. */
  | 'entered'
  | 'conflict'
  | 'deadLetter'
  | 'healed'
  | 'repaired'
  | 'matched'
  | 'reshaped'
  | 'accepted'
  | 'shadowed'
  | 'handover'

/** What the audit keeps of one decision. Values are canonical where they could be decoded, raw text otherwise. */
export interface AuditRow {
  readonly flow: string
  readonly key: KeyText
  /** The hub's clock. */
  readonly at: number
  readonly kind: AuditKind
  readonly conflict?: ConflictKind
  /** System whose act it was. */
  readonly system?: string
  readonly unit?: string
  /**
   * JSON. `was`: what stood before; `lost`: the value that did not come to stand; `change`, `version`, `policy`. The first row of what one image led to has `seen`
   * (what `observed` gives, with the system as `by` where the row names another one), of a person's decision `person`.
   */
  readonly body: Readonly<Record<string, unknown>>
}

export interface Review {
  readonly id: number
  readonly flow: string
  readonly key: KeyText
  /** Unit name, or `` for the life of the record. */
  readonly unit: string
  readonly conflict: ConflictKind
  readonly openedAt: number
  readonly system: string
  readonly body: Readonly<Record<string, unknown>>
}

/** A record has another key: its entry goes, with what is open of it, to where the same commit writes it. */
export interface Renumbering {
  readonly flow: string
  readonly from: KeyText
  /** Of the entry that goes, as it was read. */
  readonly rev: number
  readonly to: KeyText
}

/** What a system calls a row: its own id of it, or a key that the record does not have (any more). */
export type Reference = { readonly id: Raw } | { readonly key: KeyText }
/** A review as the ledger keeps it: `closed` once it is, with how in words. */
export interface StoredReview extends Review {
  readonly closed?: { readonly at: number; readonly how: string }
}

/** Audit rows that are alike, counted: those of one step of time. */
export interface Tally extends Pick<AuditRow, 'flow' | 'kind' | 'conflict' | 'system' | 'unit'> {
  /** Start of the step: a multiple of its length. */
  readonly from: number
  readonly rows: number
  /** Of the first and the last of them. */
  readonly first: number
  readonly last: number
}

export interface EntryWrite {
  readonly flow: string
  readonly key: KeyText
  /** `rev` is that of the entry as it was read; the stored one must be the same. */
  readonly entry: Entry
}

/** Everything that one decision step makes durable, in one transaction. */
export interface LedgerCommit {
  readonly entries: readonly EntryWrite[]
  readonly renumbered?: readonly Renumbering[]
  readonly audit: readonly AuditRow[]
  readonly openReviews: readonly Review[]
  readonly closeReviews: readonly { readonly id: number; readonly at: number; readonly how: string }[]
  readonly positions: readonly { readonly flow: string; readonly system: string; readonly position: Position }[]
  /** Operations that were answered as sent: every pending write of theirs that is not among `entries` has landed exactly so. */
  readonly landed: readonly number[]
  readonly figures: readonly { readonly flow: string; readonly hour: number; readonly name: string; readonly add: number }[]
  readonly deletes?: readonly { readonly flow: string; readonly at: number; readonly rows: number }[]
  readonly settings?: readonly { readonly name: string; readonly value: string | null }[]
}

/** The entry's rev had moved: somebody else decided in between. Nothing was written; read again and settle again. */
export class RevConflict extends Error {
  override readonly name = 'RevConflict'
}

/** The ledger cannot be used; `wayOut` says what to do. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
  readonly code: 'absent' | 'damaged' | 'foreign' | 'newer' | 'busy' | 'full' | 'readOnly' | 'unreachable'
  readonly wayOut: string
  constructor(code: LedgerError['code'], detail: string, wayOut: string) {
    super(detail)
    this.code = code
    this.wayOut = wayOut
  }
}

/** How a flow's fields differ from those that its entries were written for. */
export interface Reshape {
  readonly flow: string
  /** What has to be compared: fields and groups, or `price at BI` for one that came to a system. */
  readonly added: readonly string[]
  /** In the same words. Nothing has to be compared for these. */
  readonly removed: readonly string[]
  /** By system, for each field of now in the order of its adapter: its place in the adapter of then; -1: it had none. */
  readonly slots: readonly (readonly number[])[]
}

export interface Ledger {
  /** Made when the ledger was. */
  readonly id: string
  /** Entries by key, in order; null where there is none. Pending writes are part of them. */
  read(flow: string, keys: readonly KeyText[]): Promise<readonly (Entry | null)[]>
  commit(commit: LedgerCommit): Promise<void>
  /** The records whose entries were last written with these references at a system, in order. The entry itself says whether that still holds. */
  referred(flow: string, system: string, references: readonly Reference[]): Promise<readonly (KeyText | null)[]>
  /** Draws `count` operation ids, the first is returned; they grow for ever. Durable with the next commit that uses them. */
  drawOps(count: number): number
  drawReviews(count: number): number
  /** Operation ids drawn from here on are higher than this one, which another ledger has used. */
  outgrow(op: number): Promise<void>
  /** Highest operation id that was ever made durable, by whomever: as it is now. */
  opHigh(): Promise<number>
  /** Keys with a pending write, by operation, in order: all of them are doubtful when the runtime starts. */
  pending(): Promise<readonly { readonly op: number; readonly flow: string; readonly system: string; readonly keys: readonly KeyText[] }[]>
  /** Keys that wait (dirty) and are due, oldest first. `dead` ones only with `dead: true`. */
  waiting(flow: string, options: { readonly dueAt: number; readonly dead?: boolean; readonly limit: number }): Promise<readonly KeyText[]>
  position(flow: string, system: string): Promise<Position | null>
  /** Keys of all entries of a flow in key order, a page at a time. */
  keys(flow: string, after: KeyText | null, limit: number): Promise<readonly KeyText[]>
  count(flow: string): Promise<{ readonly live: number; readonly deleted: number }>
  /** Does system hold this record under this key, as far as the ledger knows (landed, not only decided)? */
  holds(flow: string, system: string, keys: readonly KeyText[]): Promise<readonly boolean[]>
  deletesSince(flow: string, since: number): Promise<number>
  setting(name: string): Promise<string | null>
  /** What was asked of this run by somebody beside it, and not taken away by whoever asked. `at`: epoch ms. */
  requests(): Promise<readonly { readonly id: number; readonly at: number; readonly body: string; readonly answered: boolean }[]>
  /** Begins with a request. @returns false: it was taken back */
  take(id: number, at: number): Promise<boolean>
  answer(id: number, answer: string): Promise<void>
  forgetRequest(id: number): Promise<void>
  /** Flows whose systems are not those that the ledger's entries were written for: their entries cannot be read as they are. */
  changedFlows(): readonly string[]
  /** Flows whose entries were written for other fields. They are read in the shape of now; nothing can be written to such a flow before `reshape`. */
  reshapes(): readonly Reshape[]
  /**
   * From here on the flow's entries are stored in the shape in which they are read, and open reviews of what is gone are closed. With what else is to become
   * durable with that, in one transaction.
   */
  reshape(flow: string, at: number, also: LedgerCommit): Promise<void>
  /** Forgets a flow's entries, pending writes and positions, so that a first sync takes new bases; the audit stays, open reviews are closed. */
  reset(flow: string, at: number): Promise<void>
  audit(filter: {
    readonly flow?: string
    readonly key?: KeyText
    /** Not with `key`. */
    readonly kind?: AuditKind
    /** Only the row of this number. */
    readonly id?: number
    /** Only rows of this time and after. Not with `key`. */
    readonly since?: number
    readonly limit?: number
  }): Promise<readonly (AuditRow & { readonly id: number })[]>
  /** How many audit rows there are from `since` to `until`, both included, of each kind in each step of time; by time. One scan of the audit. */
  tally(filter: { readonly since: number; readonly until: number; readonly stepMs: number }): Promise<readonly Tally[]>
  reviews(filter: { readonly flow?: string; readonly open?: boolean }): Promise<readonly StoredReview[]>
  deadLetters(filter: { readonly flow?: string }): Promise<
    readonly {
      readonly flow: string
      readonly key: KeyText
      readonly system: string
      readonly reason: string
      readonly detail: string
      readonly since: number
      readonly tries: number
    }[]
  >
  figures(filter: {
    readonly flow?: string
    readonly since?: number
  }): Promise<readonly { readonly flow: string; readonly hour: number; readonly name: string; readonly value: number }[]>
  close(): Promise<void>
}
