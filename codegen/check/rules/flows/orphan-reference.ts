import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsCarrying, flowsOf, recordOf } from '../../plan-parts.ts'
import { receiversOf } from '../../references.ts'

export interface Facts {
  readonly record: string
  readonly field: string
  readonly refersTo: string
  readonly systems: readonly string[]
}

const inspections = `inspections: flow('inspections').oneWay({ from: 'EAM', to: 'ERP' }),`

export const orphanReference = {
  code: 'TW111',
  severity: 'warning',
  title: 'a reference to a record that no flow brings',
  why: 'A record whose parent is brought by a flow waits until the parent is there. Where no flow brings the parent nothing waits: the system gets a reference to a row that it may not have.',
  example: {
    failing: flows(inspections),
    at: [4, 16],
    mended: flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),\n${inspections}`),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.references.flatMap(({ field, record: refersTo }) => {
        if (!recordOf(plan, refersTo)) return [] // a reference to nothing is another rule's
        const systems = receiversOf(plan, flow, field).filter((system) => !brought(plan, refersTo, system, flow))
        return systems.length > 0 ? [{ at: flow.at, flow: name, facts: { record: flow.record, field, refersTo, systems } }] : []
      }),
    ),
} as const satisfies Rule

/** A flow brings the record to the system; or it brings it from there to all who send the child, so that these cannot refer to what is not there. */
function brought(plan: Plan, record: string, system: string, child: PlanFlow): boolean {
  return flowsCarrying(plan, record).some((flow) => {
    if (!flow.systems.includes(system)) return false
    return flow.direction === 'twoWay' || flow.systems[0] !== system || child.systems.every((other) => flow.systems.includes(other))
  })
}
