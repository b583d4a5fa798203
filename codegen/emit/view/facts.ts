/** What holds of a whole flow. */
import { carriesEvents } from '../../plan/flow/events.ts'
import type { Plan, PlanFlow } from '../../plan/schema.ts'
import { duration } from '../words.ts'
import { lifeOf } from './life.ts'

/** When it runs, how it is reconciled, and what becomes of its records, in sentences. */
export function factsOf(plan: Plan, flow: PlanFlow): string[] {
  const runs = `Runs ${rhythmText(flow.rhythm)}.`
  if (carriesEvents(plan, flow)) return [runs, ...('none' in flow.reconcile ? [`Never reconciled: ${flow.reconcile.none}.`] : [])]
  return [
    ...lifeOf(plan, flow),
    runs,
    'none' in flow.reconcile
      ? `Never reconciled: ${flow.reconcile.none}.`
      : `Reconciled ${rhythmText(flow.reconcile.rhythm)}, repair ${flow.reconcile.repair === 'ask' ? 'on request' : 'by policy'}.`,
    `At most ${flow.maxDeletes === null ? '1 % of the rows at its targets, at least one record’s and at most 100,' : String(flow.maxDeletes)} deletes in 24 hours.`,
    ...flow.references.map(({ field, record }) => `${field} holds the key of ${record}.`),
  ]
}

export function rhythmText(value: PlanFlow['rhythm']): string {
  return value.kind === 'every'
    ? `every ${duration(value.ms).replace(/^1 /, '')}`
    : `at ${value.cron}${value.timeZone === undefined ? '' : ` (${value.timeZone})`}`
}
