import type { Access, ConnectorData, data, PulledColumnData, SystemData } from '../data.ts'
import type { Binding } from './binding.ts'

/** What reaches a system: what may be done there (`A`), and the kind of binding that it takes (`sql`, `odata`, `file`, `custom`). */
export interface Connector<A extends Access = Access, Kind extends string = string> {
  readonly access: A
  readonly kind: Kind
  readonly [data]: ConnectorData
}

export type Holds = { readonly [record: string]: Binding }

/** The functions that bind a record, by the kind of connector that takes them. */
type Binder = { readonly sql: 'table'; readonly odata: 'entitySet'; readonly file: 'file'; readonly custom: 'custom' }
/** What a connector of this kind does not take, as a sentence. { a: entitySet(…) }, 'sql' → { a: 'a: this connector …' } */
export type Takes<Kind, H extends Holds> = {
  readonly [N in keyof H]: H[N]['kind'] extends Kind
    ? unknown
    : `${N & string}: the connector of this system takes ${Binder[Kind & keyof Binder]}(…) only`
}

/** What a database says of its columns, by table: `thalweg pull` writes it beside the system, and anew each time. */
export interface PulledColumns {
  readonly [table: string]: { readonly [column: string]: PulledColumnData }
}

/** A named place where records live. */
export interface SystemDef<H extends Holds = Holds, A extends Access = Access> {
  readonly holds: H
  readonly access: A
  readonly [data]: SystemData
}
export type Systems = { readonly [system: string]: SystemDef<any, any> }
