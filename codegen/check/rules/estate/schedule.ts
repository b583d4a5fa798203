import { Cron } from 'croner'
import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf } from '../../plan-parts.ts'

export type Facts = { readonly call: 'at' | 'reconcile' } & (
  { readonly kind: 'cron'; readonly cron: string; readonly reason: string } | { readonly kind: 'zone'; readonly timeZone: string }
)

const said = (cron: string) => flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).at('${cron}', 'Europe/Berlin'),`)

export const schedule = {
  code: 'TW305',
  severity: 'error',
  title: 'a schedule that never comes, or no time zone',
  why: 'A schedule that cannot be read never comes: the flow would stand still, and nothing would fail.',
  example: { failing: said('30 25 * * 1-5'), at: [4, 61], mended: said('30 16 * * 1-5') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, { rhythm, reconcile }]) => [
      ...judged(name, 'at', rhythm),
      ...('rhythm' in reconcile ? judged(name, 'reconcile', reconcile.rhythm) : []),
    ]),
} as const satisfies Rule

function judged(flow: string, call: Facts['call'], rhythm: PlanFlow['rhythm']): readonly Found<Facts>[] {
  if (rhythm.kind !== 'cron' || !rhythm.at) return []
  const { at, cron, timeZone } = rhythm
  const reason = reasonAgainst(cron)
  const found: Found<Facts>[] = reason === undefined ? [] : [{ at, flow, facts: { call, kind: 'cron', cron, reason } }]
  if (timeZone !== undefined && !isZone(timeZone)) found.push({ at, flow, facts: { call, kind: 'zone', timeZone } })
  return found
}

/** A rule knows no time: what never comes after this day never comes. */
const anyDay = '2000-01-01T00:00:00'

function reasonAgainst(cron: string): string | undefined {
  try {
    const next = new Cron(cron, { paused: true }).nextRun(anyDay)
    return next === null ? 'there is no such day' : undefined
  } catch (error) {
    return (error as Error).message
  }
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
