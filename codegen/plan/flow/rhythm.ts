import type { FlowData } from '../../../dsl/data.ts'
import type { Context, Durations } from '../context.ts'
import { day, minute } from '../duration.ts'
import type { PlanFlow } from '../schema.ts'
import { lastCall } from './last-call.ts'

/** How often a source that has to be asked is asked. */
const defaultInterval = minute
const defaultReconcile = day

export function rhythmOf(flow: FlowData, context: Context, durations: Durations): PlanFlow['rhythm'] {
  const said = lastCall(flow, 'every', 'at')
  if (!said) return { kind: 'every', ms: defaultInterval }
  const at = context.at(said.at)
  if (said.call === 'at') return { kind: 'cron', cron: said.cron, timeZone: said.timeZone, at }
  return { kind: 'every', ms: durations.read(said.interval, defaultInterval, 'the interval of every', at, 1), at }
}

export function reconcileOf(flow: FlowData, context: Context, durations: Durations): PlanFlow['reconcile'] {
  const said = lastCall(flow, 'reconcile', 'noReconcile')
  if (!said) return { rhythm: { kind: 'every', ms: defaultReconcile }, repair: 'ask' }
  const at = context.at(said.at)
  if (said.call === 'noReconcile') return { none: said.reason, at }
  const repair = said.repair ?? 'ask'
  if (said.cron !== undefined)
    return { rhythm: { kind: 'cron', cron: said.cron, ...(said.timeZone !== undefined && { timeZone: said.timeZone }), at }, repair, at }
  return { rhythm: { kind: 'every', ms: durations.read(said.every, defaultReconcile, 'the interval of reconcile', at, 1), at }, repair, at }
}
