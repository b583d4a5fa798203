/** Changes out of the log of a PostgreSQL server. */
export { logDetection } from './detection.ts'
export { logName } from './name.ts'
export { takeOrigin } from './origin.ts'
export { slotState } from './slot.ts'
export type { LogOptions } from './stream.ts'
export { LogStream } from './stream.ts'
