export type { FlowShape, LedgerOptions } from './sqlite.ts'
export { openLedger } from './sqlite.ts'
