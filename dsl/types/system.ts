import type { Access, ConnectorData, data, SystemData } from '../data.ts'
import type { Binding } from './binding.ts'

/** What reaches a system: what may be done there (`A`), and the kind of binding that it takes (`sql`, `odata`, `file`). */
export interface Connector<A extends Access = Access, Kind extends string = string> {
  readonly access: A
  readonly kind: Kind
  readonly [data]: ConnectorData
}

export type Holds = { readonly [record: string]: Binding }

/** A named place where records live. */
export interface SystemDef<H extends Holds = Holds, A extends Access = Access> {
  readonly holds: H
  readonly access: A
  readonly [data]: SystemData
}
export type Systems = { readonly [system: string]: SystemDef<any, any> }
