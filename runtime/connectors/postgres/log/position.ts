/**
 * Where a flow stands in the log. Positions stand between transactions, in the order of their commits, and within a large one behind so many of its changes of
 * the flow's table. They name the server's history, so that a server that was restored, or is another one, is told from the one that was read.
 */
import type { Position } from '../../../ports.ts'

export interface LogPosition {
  /** Every transaction whose commit stands here or before was read. */
  readonly seq: number
  /** And of this one the first so many changes. */
  readonly within?: { readonly n: number; readonly done: number }
  /** The cluster's own number. */
  readonly server: string
  readonly timeline: number
}

/** What positions are counted in. */
export type History = Pick<LogPosition, 'server' | 'timeline'>

export function positionText({ seq, within, server, timeline }: LogPosition): Position {
  return JSON.stringify({ seq, ...(within !== undefined && { within }), server, timeline } satisfies LogPosition)
}

export function positionOf(text: Position): LogPosition {
  return JSON.parse(text) as LogPosition
}

/** How far the server may forget: up to the first byte that is still needed. */
export function confirmed({ seq }: LogPosition): number {
  return seq + 1
}
