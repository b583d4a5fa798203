/** What happened to the records of one simulation, in order: what users did, what the hub wrote, and what a reviewer decided. */
import type { Adapter, WriteKind } from '../runtime/door.ts'
import type { Canonical, KeyText, Raw } from '../runtime/values.ts'
import { ValueError } from '../runtime/values.ts'
import type { StoredRow } from './store.ts'

/** What happened, as a person reads it. */
export interface Told {
  /** Epoch ms of the simulated clock. */
  readonly at: number
  readonly what: string
  readonly who: 'user' | 'hub' | 'reviewer' | 'nobody'
  /** Where; null: at the hub itself. */
  readonly system: string | null
}

/** A row as its users see it, by field. */
export type Values = Readonly<Record<string, Canonical>>

export interface UserAct {
  readonly what: 'act'
  readonly at: number
  /** The same moment by the clock of the system. */
  readonly clock: number
  readonly flow: string
  readonly system: string
  readonly key: KeyText
  /** As the flow sees it: by an update a row may come to belong to what it carries, or no longer. */
  readonly kind: 'create' | 'update' | 'delete'
  /** The row is there, and carried no longer. */
  readonly left: boolean
  /** Fields typed, with their values. */
  readonly values: Values
  readonly before: Values | null
  readonly after: Values | null
}
export interface HubWrite {
  readonly what: 'write'
  readonly flow: string
  readonly system: string
  readonly key: KeyText
  readonly kind: WriteKind
  readonly fields: readonly string[]
  /** Did it change anything. */
  readonly changed: boolean
  /** What it changed, by field, as the system stores it; what an insert makes but for blanks. */
  readonly made: Readonly<Record<string, Raw>>
  readonly before: Values | null
  readonly after: Values | null
}
export interface Ruling {
  readonly what: 'ruling'
  readonly at: number
  readonly flow: string
  readonly key: KeyText
  /** Empty: the life of the record. */
  readonly unit: string
  /** null: everything stays as it is. */
  readonly value: readonly Canonical[] | null
  /** A system did not answer when it was made. */
  blind: boolean
}
export type Happening = UserAct | HubWrite | Ruling

export function valuesOf(adapter: Adapter, row: StoredRow | undefined | null): Values | null {
  if (row === undefined || row === null) return null
  return Object.fromEntries(adapter.fields.map((mapping) => [mapping.field, read(mapping, row.columns[mapping.column] ?? null)]))
}

/** What is no value of the field is shown as it is stored. */
function read(mapping: Adapter['fields'][number], raw: Raw): Canonical {
  try {
    return mapping.decode(raw)
  } catch (error) {
    if (error instanceof ValueError) return String(raw)
    throw error
  }
}
