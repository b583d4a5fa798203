/** The door through which generated code comes in, and what runs it. */
export type {
  Adapter,
  AdapterStatements,
  Codec,
  GeneratedFlow,
  GeneratedLandscape,
  GeneratedSystem,
  Mapping,
  SettleTable,
  SystemStatements,
} from './door.ts'
export type { Canonical, KeyText, Raw } from './values.ts'
export { ValueError } from './values.ts'
export { owner } from './policies/owner.ts'
export type { Outcome, PolicyRow } from './policies/table.ts'
export type { FieldMapping, KeyMapping, TypedAdapter } from './dialect/mapping.ts'
export { key, stored } from './dialect/mapping.ts'
export { nullable } from './dialect/stored-type.ts'
export { boolean, date, datetime, decimal, enumeration, integer, json, number, text } from './dialect/sqlite.ts'
