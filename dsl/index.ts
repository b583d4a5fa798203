/**
 * The language in which flows are written. Everything here gives frozen values that carry plain data; nothing touches a file, a database or the
 * environment.
 */
export { env, secret } from './environment.ts'
export { field } from './field.ts'
export { record } from './record.ts'
export { appendTo, dropTo, folder, mariadb, odata, postgres, sqlite, through } from './connectors.ts'
export { custom, entitySet, file, table } from './binding.ts'
export { system } from './system.ts'
export { landscape } from './landscape.ts'

export type { Access, Duration } from './data.ts'
export type { Decimal, Env, HighStakes, RefersTo, Secret } from './types/values.ts'
export type { RecordDef } from './types/record.ts'
export type { Binding, BindingOptions, Column, CustomOptions, Detect, FileFormat } from './types/binding.ts'
export type { Connector, PulledColumns, SystemDef } from './types/system.ts'
export type { Common, Flow, ForeignWrite, Where } from './types/flow.ts'
export type { OneWay } from './types/one-way.ts'
export type { TwoWay } from './types/two-way.ts'
export type { FlowStart } from './types/start.ts'
export type { Landscape, Portfolio } from './types/landscape.ts'
