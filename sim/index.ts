/** `thalweg/testing`: simulate generated flows, and the properties that generated tests run. */
export type { FlowProperty } from './properties.ts'
export { flowProperties } from './properties.ts'
export type { Quirk, Quirks } from './quirks.ts'
export { calm, rough } from './quirks.ts'
export type { Simulated, SimulationOptions } from './simulate.ts'
export { simulate } from './simulate.ts'
