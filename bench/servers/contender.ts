import type { Pair, Side } from './pair.ts'

/** A program that keeps the orders of two clusters alike. */
export interface Contender {
  readonly name: string
  /** Null: it can run here. Else in one line why not. */
  missing(): string | null
  /** A pair that it needs: versions differ. */
  start(): Promise<Running>
}

export interface Running {
  readonly pair: Pair
  /** Who writes: one that carries changes one way is given all of them on the first side. */
  readonly writers: readonly ('a' | 'b')[]
  /** The process that carries changes, where it is one of its own; null: servers do it. */
  readonly pid: number | null
  /** Ends what the contender started, the pair too. */
  stop(): Promise<void>
}

export interface Figures {
  readonly insertsPerSecond: number
  readonly updatesPerSecond: number
  readonly lagMs: { readonly p50: number; readonly p95: number }
  /** The most that the process held so far, MB; null: there is none of its own, or the machine does not tell. */
  readonly peakMb: number | null
}

export function other({ a, b }: Pair, writer: 'a' | 'b'): Side {
  return writer === 'a' ? b : a
}
