import type { FlowData } from '../../../dsl/data.ts'
import type { Context, Durations } from '../context.ts'
import { day } from '../duration.ts'
import type { PlanFlow } from '../schema.ts'
import { lastCall } from './last-call.ts'

const defaultRetry = day

/** What the flow promises to its users. Without it nothing alerts. */
export function expectOf(flow: FlowData, context: Context, durations: Durations): PlanFlow['expect'] {
  const said = lastCall(flow, 'expect')
  if (!said) return {}
  const at = context.at(said.at)
  const lagMs = durations.read(said.lag, undefined, 'the expected lag', at, 1)
  const freshWithinMs = durations.read(said.freshWithin, undefined, 'the expected freshness', at, 1)
  return {
    ...(lagMs !== undefined && { lagMs }),
    ...(freshWithinMs !== undefined && { freshWithinMs }),
    ...(said.successRate !== undefined && { successRate: said.successRate }),
    ...(said.drift !== undefined && { drift: said.drift }),
    ...(said.conflictsPerDay !== undefined && { conflictsPerDay: said.conflictsPerDay }),
  }
}

export function failureOf(flow: FlowData, context: Context, durations: Durations): PlanFlow['failure'] {
  const said = lastCall(flow, 'onFailure')
  const retryForMs = said ? durations.read(said.retryFor, defaultRetry, 'the time of trying again', context.at(said.at)) : defaultRetry
  return { retryForMs, then: said?.then ?? 'deadLetter' }
}

/** How rows are paired on day one; by key where nothing else was said. */
export function firstSyncOf(flow: FlowData, key: readonly string[], context: Context): PlanFlow['firstSync'] {
  const said = lastCall(flow, 'firstSync')
  return {
    match: [...(said?.match ?? key)],
    whereTheyDiffer: said?.whereTheyDiffer ?? 'byPolicy',
    ...(said && { at: context.at(said.at) }),
  }
}
