/**
 * What the language leaves behind: plain data, the border between the builders and the plan. Nothing here decides anything.
 * A value of the language carries its data under {@link data}; `codegen/plan` is the only reader.
 */
import type { z } from 'zod'
import type { Definition } from './types/connector.ts'

/** Where every value of the language keeps its plain data. Registered, so that two loaded copies of the language (one native, one through a transpiler) agree on it. */
export const data: unique symbol = Symbol.for('thalweg.data')

/**
 * The place of a call: the first stack frame outside the DSL. `file` is a path or a file URL as the engine reports it; `line` and `column` count
 * from 1 and are of the code that runs, so under a transpiler they still have to go through its source map.
 */
export interface CallSite {
  readonly file: string
  readonly line: number
  readonly column: number
}

export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`
export type Scalar = string | number | boolean

export interface EnvName {
  readonly env: string
  readonly default?: string
}
export interface SecretName {
  readonly secret: string
}

/** Whose business days a system keeps. */
export type CalendarName = 'TARGET'
export type Access = 'readWrite' | 'readOnly' | 'copyOnly' | 'appendOnly'

/** What `field.*` says beyond the zod schema. A plain zod schema has ordinary stakes, no reference and no decimal. */
export interface FieldMarks {
  readonly stakes?: 'high'
  readonly decimal?: { readonly precision: number; readonly scale: number }
  /** `status` is a closed list of values. */
  readonly status?: readonly string[]
  readonly ref?: string
}

export interface FieldData {
  readonly schema: z.ZodType
  readonly marks: FieldMarks
}

export interface RecordData {
  readonly key: readonly string[]
  readonly fields: Readonly<Record<string, FieldData>>
  readonly groups: Readonly<Record<string, readonly string[]>>
  readonly at: CallSite
}

export type ConnectorData =
  | { readonly kind: 'sqlite'; readonly file: string | EnvName }
  | { readonly kind: 'postgres'; readonly url: SecretName; readonly schema?: string | EnvName }
  | { readonly kind: 'mariadb'; readonly url: SecretName }
  | {
      readonly kind: 'odata'
      readonly url: EnvName
      readonly token: SecretName
      readonly company?: EnvName
      readonly pageSize?: number
      readonly callsPerMinute?: number
    }
  | {
      readonly kind: 'custom'
      /** Made by `defineConnector` of `thalweg/connector`; generated code imports it. */
      readonly definition: Definition
      readonly settings: Readonly<Record<string, string | EnvName | SecretName>>
      readonly at: CallSite
    }
  | { readonly kind: 'folder'; readonly path: string | EnvName; readonly settle?: Duration; readonly manifest?: 'required' }
  | { readonly kind: 'appendTo'; readonly path: string | EnvName; readonly rotate?: Duration }
  | { readonly kind: 'dropTo'; readonly path: string | EnvName }

export type DetectData =
  | 'outbox'
  | 'log'
  | 'snapshot'
  | 'changes'
  | 'none'
  | { readonly updatedAt: string; readonly overlap?: Duration }
  | { readonly webhook: { readonly path: string; readonly secret: SecretName } }

export type StoresData =
  'trim' | 'upper' | 'blankAsNull' | { readonly scale: number } | { readonly length: number } | { readonly precision: 's' | 'ms' }

export type ColumnData =
  | string
  | {
      readonly column: string
      readonly codec?: z.ZodType
      readonly values?: Readonly<Record<string, Scalar | null>>
      readonly lookup?: { readonly table: string; readonly match: string; readonly id: string }
      readonly stores?: readonly StoresData[]
      readonly whenNull?: Scalar
      readonly sqlType?: string
    }

export interface BindingOptionsData {
  readonly naming?: 'same' | 'snake_case' | 'UPPER_CASE'
  readonly columns?: Readonly<Record<string, ColumnData>>
  readonly omit?: readonly string[]
  readonly detect?: DetectData
  readonly constants?: { readonly onCreate?: Readonly<Record<string, Scalar>>; readonly always?: Readonly<Record<string, Scalar>> }
  readonly scope?: Readonly<Record<string, Scalar | EnvName>>
  readonly identity?: { readonly ownId: string; readonly externalRef?: string; readonly sqlType?: string }
  readonly token?: string
  readonly deletes?: 'row' | 'never' | { readonly mark: string; readonly as: Scalar; readonly otherwise?: Scalar | null }
  readonly otherWriters?: Readonly<Record<string, readonly string[]>>
  /** Files only. */
  readonly format?: unknown
}

export interface BindingData {
  readonly form: 'table' | 'entitySet' | 'file' | 'custom'
  readonly record: RecordData
  readonly name: string
  readonly options: BindingOptionsData
  readonly at: CallSite
}

/** What a database says of one column. What it does not say, or does not hold to (the length in SQLite's VARCHAR(30)), is left out. */
export interface PulledColumnData {
  /** As the database prints it: `varchar(30)`. */
  readonly type: string
  /** `numeral`: SQLite's columns of numbers, which take any text, and make a number of one that looks like it. */
  readonly is?: 'text' | 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'datetime' | 'json' | 'enum' | 'numeral'
  /** Most characters of a text. */
  readonly length?: number
  /** Limits of an integer. */
  readonly min?: number
  readonly max?: number
  /** Digits of a decimal, and those after the point; digits that a float keeps. */
  readonly precision?: number
  readonly scale?: number
  /** All that an enum takes. */
  readonly values?: readonly string[]
  /** Digits of a second. */
  readonly digits?: number
  /** Does a time name its moment in every time zone. */
  readonly zone?: boolean
  readonly nullable?: boolean
  /** A row without a value for it is refused: it is never null, and the database puts nothing there by itself. */
  readonly required?: boolean
}

export interface SystemData {
  readonly connector: ConnectorData
  /** `copyOnly` where the system said so, else the connector's. */
  readonly access: Access
  readonly holds: Readonly<Record<string, BindingData>>
  readonly clockTolerance?: Duration
  readonly calendar?: CalendarName
  /** By table and column. */
  readonly columns?: Readonly<Record<string, Readonly<Record<string, PulledColumnData>>>>
  readonly at: CallSite
}

export interface LandscapeData {
  readonly name: string
  readonly records: Readonly<Record<string, RecordData>>
  /** In the order of declaration, which is the default order of systems. */
  readonly systems: Readonly<Record<string, SystemData>>
  readonly at: CallSite
}

/** One call on a flow, as it was written. `fields` is always a list; it may name a group. */
export type CallData = { readonly at: CallSite } & (
  | { readonly call: 'owner'; readonly fields: readonly string[]; readonly system: string }
  | { readonly call: 'ownerOfRest'; readonly system: string }
  | { readonly call: 'returnPath'; readonly fields: readonly string[]; readonly system: string; readonly answers?: readonly string[] }
  | { readonly call: 'precedence'; readonly fields: readonly string[]; readonly system: string }
  | { readonly call: 'lastWriteWins'; readonly fields: readonly string[]; readonly acceptLoss: string }
  | { readonly call: 'review'; readonly fields: readonly string[]; readonly team?: string; readonly within?: Duration }
  | { readonly call: 'union'; readonly fields: readonly string[] }
  | { readonly call: 'delta'; readonly fields: readonly string[] }
  | { readonly call: 'merge'; readonly fields: readonly string[]; readonly decide: (...args: never[]) => unknown }
  | { readonly call: 'where'; readonly rows: Readonly<Record<string, unknown>>; readonly whenRowLeaves: 'delete' | 'keep' }
  | { readonly call: 'every'; readonly interval: Duration }
  | { readonly call: 'at'; readonly cron: string; readonly timeZone: string }
  | {
      readonly call: 'reconcile'
      readonly every?: Duration
      readonly cron?: string
      readonly timeZone?: string
      readonly repair?: 'ask' | 'byPolicy'
    }
  | { readonly call: 'noReconcile'; readonly reason: string }
  | { readonly call: 'onForeignWrite'; readonly outcome: 'restore' | 'keep' | 'propose'; readonly fields?: readonly string[] }
  | { readonly call: 'keepWhenBlank'; readonly fields: readonly string[] }
  | { readonly call: 'guard' }
  | { readonly call: 'maxDeletes'; readonly rows: number }
  | {
      readonly call: 'expect'
      readonly lag?: Duration
      readonly freshWithin?: Duration
      readonly successRate?: number
      readonly drift?: number
      readonly conflictsPerDay?: number
    }
  | { readonly call: 'onFailure'; readonly retryFor?: Duration; readonly then?: 'deadLetter' | 'stopFlow' }
  | { readonly call: 'firstSync'; readonly match?: readonly string[]; readonly whereTheyDiffer?: 'byPolicy' | 'review' }
  | { readonly call: 'accepts'; readonly change: string }
  | { readonly call: 'allows'; readonly code: string; readonly because: string }
  | { readonly call: 'onDelete'; readonly outcome: 'mirror' | 'keep' }
  | { readonly call: 'onForeignCreate'; readonly outcome: 'report' | 'remove' | 'review' }
  | { readonly call: 'creates'; readonly by: readonly string[] | 'anyone'; readonly foreignCreate?: 'report' | 'remove' | 'review' }
  | {
      readonly call: 'deletes'
      readonly by: readonly string[] | 'anyone' | 'nobody'
      readonly foreignDelete?: 'restore' | 'accept' | 'review'
      readonly againstUpdate?: 'deleteWins' | 'updateWins' | 'review'
    }
  | { readonly call: 'because'; readonly why: string }
)

/** One flow: its start and every call on it, in order. Builders are immutable; each derived flow has the same `id`. */
export interface FlowData {
  /** Counts up within one landscape: tells a flow that never reached the portfolio. */
  readonly id: number
  readonly record: string
  /** `twoWay` without names holds no systems here; the plan finds the two that can share the record. */
  readonly way:
    | { readonly kind: 'oneWay'; readonly from: string; readonly to: readonly string[] }
    | { readonly kind: 'twoWay'; readonly systems?: readonly string[] }
  readonly calls: readonly CallData[]
  /** Where its landscape was made: the very value that the landscape holds, which tells a flow of another one. */
  readonly landscape: CallSite
  readonly at: CallSite
}

export interface PortfolioData {
  readonly landscape: LandscapeData
  readonly flows: Readonly<Record<string, FlowData>>
  /** Every flow that was started (with a direction) on this landscape, in each state that no further call was made on, put into the portfolio or not. */
  readonly started: readonly FlowData[]
  readonly at: CallSite
}
