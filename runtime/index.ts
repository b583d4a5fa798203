/** The door through which generated code comes in, and what runs it. */
export type {
  Adapter,
  AdapterStatements,
  Codec,
  GeneratedEvents,
  GeneratedFlow,
  GeneratedLandscape,
  GeneratedSystem,
  Mapping,
  SettleTable,
  SystemStatements,
} from './door.ts'
export type { Canonical, KeyText, Raw } from './values.ts'
export { ValueError } from './values.ts'
export { delta } from './policies/delta.ts'
export { lastWriteWins } from './policies/last-write-wins.ts'
export { merge } from './policies/merge.ts'
export { owner } from './policies/owner.ts'
export { precedence } from './policies/precedence.ts'
export { review } from './policies/review.ts'
export { union } from './policies/union.ts'
export type { Outcome, PolicyRow } from './policies/table.ts'
export type { FieldMapping, KeyMapping, TypedAdapter } from './dialect/mapping.ts'
export { key, stored } from './dialect/mapping.ts'
export { nullable } from './dialect/stored-type.ts'
export * as mariadb from './dialect/mariadb.ts'
export * as postgres from './dialect/postgres.ts'
export { boolean, date, datetime, decimal, enumeration, integer, json, number, text } from './dialect/sqlite.ts'
