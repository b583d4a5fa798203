import type { GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import type { Ledger } from '../../runtime/ports.ts'
import { lastReconciled } from '../reconcile/record.ts'
import { duration } from '../text.ts'
import type { Freshness } from './freshness.ts'
import { freshnessOf } from './freshness.ts'

/** The four figures of one flow over a time, and whether they are what the flow expects. */
export interface Figures {
  /**
   * From the commit at the source to the commit at the target. Upper bounds in ms, of the buckets that the ledger keeps; null: over a day; undefined: nothing
   * was written. `fromDetection` of the `writes` are counted from when the change was seen, since their source gives no time.
   */
  readonly lag:
    { readonly p50: number | null; readonly p95: number | null; readonly writes: number; readonly fromDetection: number } | undefined
  /** Records settled without a dead letter, of records attempted; undefined: none was attempted. */
  readonly success: { readonly rate: number; readonly attempted: number } | undefined
  /** Of the last reconciliation, and how many there were in this time and their mean; undefined: there was none ever. */
  readonly drift:
    { readonly records: number; readonly at: number; readonly reconciliations: number; readonly mean: number | null } | undefined
  /** Rows without a key, by system, when it was last reconciled. */
  readonly unreferenced: Readonly<Record<string, number>>
  readonly conflicts: Readonly<Record<string, number>>
  /** When the newest change of the source was read, and how old that is, counted on the business days of its calendar; undefined: nothing was read of it yet. */
  readonly fresh: Freshness | undefined
  /** What is otherwise than the flow expects, in words. */
  readonly unmet: readonly string[]
}

const dayMs = 86_400_000

/** The lag alone, of a flow that has no other figure. */
export async function lagOf(
  ledger: Ledger,
  { name, expect }: Pick<GeneratedFlow, 'name' | 'expect'>,
  since: number,
): Promise<Pick<Figures, 'lag' | 'unmet'>> {
  const { lag } = countedIn(await sumsOf(ledger, name, since))
  return { lag, unmet: unmetLag(expect, lag) }
}

async function sumsOf(ledger: Ledger, flow: string, since: number): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>()
  for (const { name, value } of await ledger.figures({ flow, since })) sums.set(name, (sums.get(name) ?? 0) + value)
  return sums
}

export async function figuresOf(
  ledger: Ledger,
  flow: GeneratedFlow,
  systems: GeneratedLandscape['systems'],
  since: number,
  now: number,
): Promise<Figures> {
  const sums = await sumsOf(ledger, flow.name, since)
  const last = await lastReconciled(ledger, flow.name)
  const { lag, success, conflicts, reconciliations, meanDrift: mean } = countedIn(sums)
  const drift = last === null ? undefined : { records: last.drift, at: last.at, reconciliations, mean }
  const loose = Object.entries(last?.unreferenced ?? {}).flatMap(([system, rows]) => (rows === null || rows === 0 ? [] : [[system, rows]]))
  const unreferenced = Object.fromEntries(loose) as Figures['unreferenced']
  const figures = { lag, success, drift, unreferenced, conflicts, fresh: await freshnessOf(ledger, flow, systems, now) }
  return { ...figures, unmet: unmet(flow, figures, Math.max(1, (now - since) / dayMs)) }
}

/** What the ledger's counters of some time say, by their names. */
export interface Counted extends Pick<Figures, 'lag' | 'success' | 'conflicts'> {
  /** Records that were given up, attempted then or before. */
  readonly deadLettered: number
  readonly reconciliations: number
  /** Of those reconciliations; null: there was none. */
  readonly meanDrift: number | null
}

export function countedIn(sums: ReadonlyMap<string, number>): Counted {
  const buckets = [...bucketsOf(sums, 'lag:'), ...bucketsOf(sums, 'detectedLag:')]
  const attempted = sums.get('attempted') ?? 0
  const deadLettered = sums.get('deadLettered') ?? 0
  const reconciliations = sums.get('reconciled') ?? 0
  return {
    lag:
      buckets.length === 0
        ? undefined
        : {
            p50: quantile(buckets, 0.5),
            p95: quantile(buckets, 0.95),
            writes: sum(buckets),
            fromDetection: sum(bucketsOf(sums, 'detectedLag:')),
          },
    success: attempted === 0 ? undefined : { rate: 1 - Math.min(attempted, deadLettered) / attempted, attempted },
    deadLettered,
    conflicts: Object.fromEntries(
      [...sums].flatMap(([name, value]) => (name.startsWith('conflict:') ? [[name.slice('conflict:'.length), value]] : [])),
    ),
    reconciliations,
    meanDrift: reconciliations === 0 ? null : (sums.get('drift') ?? 0) / reconciliations,
  }
}

interface Bucket {
  readonly most: number
  readonly value: number
}

function bucketsOf(sums: ReadonlyMap<string, number>, prefix: string): Bucket[] {
  return [...sums].flatMap(([name, value]) => {
    if (!name.startsWith(prefix)) return []
    const most = name.slice(prefix.length)
    return [{ most: most === 'more' ? Infinity : Number(most), value }]
  })
}
function sum(buckets: readonly Bucket[]): number {
  return buckets.reduce((total, { value }) => total + value, 0)
}

/** The upper bound of the bucket in which the share is reached. */
function quantile(buckets: readonly Bucket[], share: number): number | null {
  const sorted = [...buckets].sort((a, b) => a.most - b.most)
  const total = sum(sorted)
  let seen = 0
  const found = sorted.find(({ value }) => (seen += value) >= share * total)
  return found === undefined || found.most === Infinity ? null : found.most
}

function unmet({ expect }: GeneratedFlow, { lag, success, drift, conflicts, fresh }: Omit<Figures, 'unmet'>, days: number): string[] {
  const conflictsPerDay = Object.values(conflicts).reduce((sum, value) => sum + value, 0) / days
  return [
    ...unmetLag(expect, lag),
    ...(expect.successRate !== undefined && success !== undefined && success.rate < expect.successRate
      ? [`a success rate of at least ${percent(expect.successRate)}`]
      : []),
    ...(expect.drift !== undefined && drift !== undefined && drift.records > expect.drift
      ? [`drift in at most ${expect.drift} records`]
      : []),
    ...(expect.conflictsPerDay !== undefined && conflictsPerDay > expect.conflictsPerDay
      ? [`at most ${expect.conflictsPerDay} conflicts a day`]
      : []),
    ...(expect.freshWithinMs !== undefined && (fresh?.ageMs ?? Infinity) > expect.freshWithinMs
      ? [`a change of the source within ${duration(expect.freshWithinMs)}`]
      : []),
  ]
}

function unmetLag({ lagMs }: GeneratedFlow['expect'], lag: Figures['lag']): string[] {
  return lagMs !== undefined && lag !== undefined && (lag.p95 ?? Infinity) > lagMs ? [`lag of at most ${duration(lagMs)}`] : []
}

export function percent(rate: number): string {
  return `${(Math.floor(rate * 10_000) / 100).toLocaleString('en')} %`
}

/** Of a lag: the upper bound of its bucket. */
export function bound(ms: number | null): string {
  return ms === null ? 'over a day' : `≤ ${duration(ms)}`
}
