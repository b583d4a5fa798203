import type { Place, Row } from './place.ts'

/** What one person, or one machine, does at a time of the day. */
export interface Act {
  /** `06:30`, in UTC. */
  readonly at: string
  readonly who: string
  /** Told as it happens; work that is like the work of every day is counted only. */
  readonly says?: string
  readonly does: (place: Place) => Promise<string | void> | string | void
}

const minuteMs = 60_000

/** Milliseconds from midnight: `06:30:15` is 23,415,000. */
export function timeOf(at: string): number {
  const [hours, minutes, seconds = '0'] = at.split(':')
  return (Number(hours) * 60 + Number(minutes)) * minuteMs + Number(seconds) * 1_000
}
export function clockText(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16)
}

/** Who works where. */
export const people = {
  sales: 'Ada in sales (CRM)',
  finance: 'Ben in finance (ERP)',
  credit: 'Carla in credit control (ERP)',
  planner: 'Dan, who plans (EAM)',
  technician: 'Eve at the drill (EAM)',
  buyer: 'Faye in procurement (PROC)',
  warehouse: 'Gus in the warehouse (WMS)',
} as const

/** What somebody reads on a screen: the values of the rows that are there. */
export function told(rows: readonly Row[]): string {
  return rows.length === 0 ? 'nothing is there' : rows.map((row) => Object.values(row).map(String).join(', ')).join('; ')
}
