/** What a dialect of SQL has to give: the statements of adapters and systems, and the scripts that prepare a system. */
import type { AdapterView, ColumnView } from '../emit/view/adapter.ts'
import type { HeldView, SystemView } from '../emit/view/system.ts'

/** A statement, line by line. A line may hold a line break only inside a quoted name or text. */
export type Sql = readonly string[]

export interface AdapterSql {
  readonly look: Sql
  readonly death?: Sql
  readonly firstPage: Sql
  readonly nextPage: Sql
  readonly insert?: Sql
  /** Where deleting marks a row: tried before `insert`. */
  readonly revive?: Sql
  readonly update?: Sql
  readonly delete?: Sql
  readonly rekey?: Sql
  readonly link?: Sql
  readonly unreferenced?: Sql
  readonly byId?: Sql
  readonly lookups: readonly { readonly field: string; readonly sql: Sql }[]
  readonly changes?: Sql
  readonly high?: Sql
  readonly prune?: Sql
  readonly count: Sql
  readonly digests?: Sql
  readonly bucketRows?: Sql
  readonly digestRows?: Sql
  readonly storedDigests?: Sql
  readonly storedRows?: Sql
}

/** Statements that read captured changes with the rows before and after them. */
export interface EventSql {
  readonly events: Sql
  readonly high: Sql
  readonly prune: Sql
}

export type SystemStatementName = 'readIdentity' | 'claim' | 'recordOp' | 'fence' | 'setCurrentOp' | 'voidOp' | 'readOp' | 'pruneOps'
export type SystemSql = Readonly<Record<SystemStatementName, Sql>>

/** One step of a script: what it is for, and its statements. */
export interface ScriptStep {
  readonly comment: string
  readonly statements: readonly Sql[]
}

export interface Dialect {
  /** Under which name the runtime's door has the types of its columns; absent: by their own names. */
  readonly types?: 'postgres' | 'mariadb'
  /** The type that a value is given before it goes to its column, where it is not that of its kind. */
  readonly storedAs?: (column: ColumnView) => string | undefined
  /** What makes one transaction of a script. Absent: what makes tables and triggers there commits by itself. */
  readonly transaction?: { readonly begin: string; readonly commit: string }
  readonly adapterStatements: (view: AdapterView) => AdapterSql
  readonly eventStatements: (view: AdapterView) => EventSql
  readonly systemStatements: SystemSql
  /** Where files are dropped: what one of them holds, and the columns of that in order. */
  readonly dropped?: (held: HeldView) => { readonly columns: readonly string[]; readonly rows: Sql }
  /** Tables and triggers that detection and writing need; may be run again. */
  readonly capture: (view: SystemView) => readonly ScriptStep[]
  /** Triggers that refuse writes by others than the owner; empty where no flow asks for a guard. */
  readonly guard: (view: SystemView) => readonly ScriptStep[]
  /** Takes away all that the other two made. */
  readonly undo: (view: SystemView) => readonly ScriptStep[]
  /** Plain queries for a person, beside the digests that only a connector can run. */
  readonly reconcile: (view: SystemView) => readonly ScriptStep[]
  /** Who computes digests, as a sentence for that person. Absent: functions that only the runtime brings along. */
  readonly digests?: string
}
