import type { GeneratedFlow } from '../../runtime/door.ts'
import type { Ledger } from '../../runtime/ports.ts'
import { lastReconciled } from '../reconcile/record.ts'
import { duration } from '../text.ts'

/** The four figures of one flow over a time, and whether they are what the flow expects. */
export interface Figures {
  /** Upper bounds in ms, of the buckets that the ledger keeps; null: over a day; undefined: no write whose source told a time. */
  readonly lag: { readonly p50: number | null; readonly p95: number | null } | undefined
  /** Records settled without a dead letter, of records attempted; undefined: none was attempted. */
  readonly success: { readonly rate: number; readonly attempted: number } | undefined
  /** Of the last reconciliation; undefined: there was none. */
  readonly drift: { readonly records: number; readonly at: number } | undefined
  readonly conflicts: Readonly<Record<string, number>>
  /** What is otherwise than the flow expects, in words. */
  readonly unmet: readonly string[]
}

const dayMs = 86_400_000

export async function figuresOf(ledger: Ledger, flow: GeneratedFlow, since: number, now: number): Promise<Figures> {
  const sums = new Map<string, number>()
  for (const { name, value } of await ledger.figures({ flow: flow.name, since })) sums.set(name, (sums.get(name) ?? 0) + value)
  const buckets = [...sums].flatMap(([name, value]) =>
    name.startsWith('lag:') ? [{ most: name === 'lag:more' ? Infinity : Number(name.slice('lag:'.length)), value }] : [],
  )
  const attempted = sums.get('attempted') ?? 0
  const last = await lastReconciled(ledger, flow.name)
  const figures = {
    lag: buckets.length === 0 ? undefined : { p50: quantile(buckets, 0.5), p95: quantile(buckets, 0.95) },
    success: attempted === 0 ? undefined : { rate: 1 - Math.min(attempted, sums.get('deadLettered') ?? 0) / attempted, attempted },
    drift: last === null ? undefined : { records: last.drift, at: last.at },
    conflicts: Object.fromEntries(
      [...sums].flatMap(([name, value]) => (name.startsWith('conflict:') ? [[name.slice('conflict:'.length), value]] : [])),
    ),
  }
  return { ...figures, unmet: unmet(flow, figures, Math.max(1, (now - since) / dayMs)) }
}

/** The upper bound of the bucket in which the share is reached. */
function quantile(buckets: readonly { readonly most: number; readonly value: number }[], share: number): number | null {
  const sorted = [...buckets].sort((a, b) => a.most - b.most)
  const total = sorted.reduce((sum, { value }) => sum + value, 0)
  let seen = 0
  const found = sorted.find(({ value }) => (seen += value) >= share * total)
  return found === undefined || found.most === Infinity ? null : found.most
}

function unmet({ expect }: GeneratedFlow, { lag, success, drift, conflicts }: Omit<Figures, 'unmet'>, days: number): string[] {
  const conflictsPerDay = Object.values(conflicts).reduce((sum, value) => sum + value, 0) / days
  return [
    ...(expect.lagMs !== undefined && lag !== undefined && (lag.p95 ?? Infinity) > expect.lagMs
      ? [`lag of at most ${duration(expect.lagMs)}`]
      : []),
    ...(expect.successRate !== undefined && success !== undefined && success.rate < expect.successRate
      ? [`a success rate of at least ${percent(expect.successRate)}`]
      : []),
    ...(expect.drift !== undefined && drift !== undefined && drift.records > expect.drift
      ? [`drift in at most ${expect.drift} records`]
      : []),
    ...(expect.conflictsPerDay !== undefined && conflictsPerDay > expect.conflictsPerDay
      ? [`at most ${expect.conflictsPerDay} conflicts a day`]
      : []),
  ]
}

export function percent(rate: number): string {
  return `${(Math.floor(rate * 10_000) / 100).toLocaleString('en')} %`
}
