import type { FlowShape } from './shape.ts'

export interface OpenOptions {
  readonly landscape: string
  /** No lock is taken, and nothing can be written. Works beside a run. */
  readonly readOnly?: boolean
  /** Make the ledger where it is absent. Default: a LedgerError `absent`. */
  readonly create?: boolean
  /** Of a ledger that is made. Default: one made at random, which no other ledger has. */
  readonly id?: string
}

export interface LedgerOptions extends OpenOptions {
  readonly flows: readonly FlowShape[]
}
