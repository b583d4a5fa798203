import type { Plan } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf, placeOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly lagMs: number
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
  title: 'a lag that the rhythm cannot keep',
  why: 'A change waits for the next pass. Where passes are rarer than the lag that is promised, the promise is broken each day, and whoever watches it learns to look away.',
  example: { failing: said('1h'), at: [4, 73], mended: said('5m') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const { rhythm, expect, record } = flow
      if (rhythm.kind !== 'every' || rhythm.ms <= wokenMs || expect.lagMs === undefined || expect.lagMs >= rhythm.ms * share) return []
      return [{ at: placeOf(flow, 'expect'), flow: name, facts: { record, lagMs: expect.lagMs, everyMs: rhythm.ms } }]
    }),
} as const satisfies Rule
