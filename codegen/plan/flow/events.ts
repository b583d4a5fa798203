/** Flows that carry events: what is appended is every change, so there is nothing to settle. */
import type { Plan, PlanFlow } from '../schema.ts'

/** Does the flow carry events: it is one-way, and every target is only appended to. One of both kinds of targets is refused by a rule. */
export function carriesEvents(plan: Plan, { direction, systems }: Pick<PlanFlow, 'direction' | 'systems'>): boolean {
  const targets = systems.slice(1)
  return direction === 'oneWay' && targets.length > 0 && targets.every((name) => isAppendOnly(plan, name))
}

export function isAppendOnly({ systems }: Plan, name: string): boolean {
  return Object.hasOwn(systems, name) && systems[name]!.access === 'appendOnly'
}

/** The same plan without them: all that is settled. */
export function settledPart(plan: Plan): Plan {
  const flows = Object.entries(plan.flows).filter(([, flow]) => !carriesEvents(plan, flow))
  return flows.length === Object.keys(plan.flows).length ? plan : { ...plan, flows: Object.fromEntries(flows) }
}
