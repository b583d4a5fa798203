/** What a database server says of what is ours there, and of what its scripts make. One file for each dialect. */
import type { Session } from '../../runtime/connectors/server/session.ts'
import type { Right } from './rights.ts'

/** A trigger, a function or a table of ours. */
export interface Ours {
  readonly kind: 'trigger' | 'function' | 'table'
  readonly name: string
  /** The table that a trigger watches. */
  readonly on?: string
  /** What it does, as it was written; null: there is no such thing, or it cannot be seen. */
  readonly body: string | null
  /** A trigger that somebody switched off does nothing. */
  readonly enabled: boolean
}

export interface Catalog {
  /** In the order in which they can be dropped. */
  ours(session: Session): Promise<readonly Ours[]>
  /** May this user see triggers at all; where not, nobody knows which there are. */
  seesTriggers(session: Session): Promise<boolean>
  /** Statements that a person with all rights runs, so that this user may prepare these tables. */
  toPrepare(session: Session, tables: readonly string[]): Promise<readonly string[]>
  drop(object: Ours): string
  /** Statements that give a role these rights. `only`: what else it may write in these tables is taken from it. */
  grants(session: Session, role: string, rights: readonly Right[], only: boolean): Promise<readonly string[]>
  /** Statements that let a role read the server's log, and mark in it what it writes. */
  logGrants(role: string, writes: boolean): readonly string[]
  /** A script as it is sent: whole where the server takes several statements at once. */
  statements(script: string): readonly string[]
  /** Around statements that stand or fall together; null: each commits by itself there. */
  readonly transaction: { readonly begin: string; readonly commit: string } | null
}
