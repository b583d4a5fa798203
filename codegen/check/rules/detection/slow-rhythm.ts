import { Cron } from 'croner'
import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf, placeOf, systemOf } from '../../plan-parts.ts'

export interface Facts {
  readonly kind: 'lag' | 'freshWithin'
  readonly record: string
  readonly promisedMs: number
  /** Two passes are at least so far apart. */
  readonly everyMs: number
}

const said = (rhythm: string) =>
  flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).every('${rhythm}').expect({ lag: '5m' }),`)

/** What is asked at least so often is woken by a system that tells of changes, and keeps no rhythm. */
const wokenMs = 60_000
/** A lag is met when 95 of 100 changes are there in time; those that come right after a pass wait for the next. */
const share = 0.95

export const slowRhythm = {
  code: 'TW211',
  severity: 'warning',
  title: 'a lag or freshness that the rhythm cannot keep',
  why: 'A change waits for the next pass. Where passes are rarer than what is promised, the promise is broken each day, and whoever watches it learns to look away.',
  example: { failing: said('1h'), at: [4, 73], mended: said('5m') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const { expect, record } = flow
      if (expect.lagMs === undefined && expect.freshWithinMs === undefined) return []
      const everyMs = leastBetween(flow.rhythm)
      if (everyMs === undefined || everyMs <= wokenMs) return []
      const found = (kind: Facts['kind'], promisedMs: number): Found<Facts> => ({
        at: placeOf(flow, 'expect'),
        flow: name,
        facts: { kind, record, promisedMs, everyMs },
      })
      return [
        ...(expect.lagMs !== undefined && expect.lagMs < everyMs * share ? [found('lag', expect.lagMs)] : []),
        ...(expect.freshWithinMs !== undefined && expect.freshWithinMs < everyMs && !growsOldOnSomeDays(plan, flow)
          ? [found('freshWithin', expect.freshWithinMs)]
          : []),
      ]
    }),
} as const satisfies Rule

/** The shortest time between two passes; what a cron says is known from its first ones after a fixed day. Undefined where it never comes. */
function leastBetween(rhythm: PlanFlow['rhythm']): number | undefined {
  if (rhythm.kind === 'every') return rhythm.ms
  const times = timesOf(rhythm)
  const between = times.slice(1).map((time, index) => time - times[index]!)
  return between.length === 0 ? undefined : Math.min(...between)
}

const fewPasses = 64
const anyDay = '2000-01-01T00:00:00'

function timesOf({ cron, timeZone }: Extract<PlanFlow['rhythm'], { readonly kind: 'cron' }>): readonly number[] {
  try {
    const runs = new Cron(cron, { paused: true, ...(timeZone !== undefined && { timezone: timeZone }) }).nextRuns(fewPasses, anyDay)
    return runs.map((run) => run.getTime())
  } catch {
    return []
  }
}

/** By a calendar the nights and days between two passes may not count. */
function growsOldOnSomeDays(plan: Plan, { systems, rhythm }: PlanFlow): boolean {
  return rhythm.kind === 'cron' && systems.some((system) => systemOf(plan, system)?.calendar !== undefined)
}
