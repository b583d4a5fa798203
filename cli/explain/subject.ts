/** What somebody asks about, found by the name that he typed. */
import { carriesEvents } from '../../codegen/plan/flow/events.ts'
import type { Plan, PlanFlow, PlanUnit } from '../../codegen/plan/schema.ts'
import { Failure, usage } from '../failure.ts'
import { nearest } from '../nearest.ts'

export type Subject =
  | { readonly kind: 'flow'; readonly flow: string }
  | { readonly kind: 'unit'; readonly flow: string; readonly unit: PlanUnit }
  | { readonly kind: 'key'; readonly flow: string }
  | { readonly kind: 'alone'; readonly flow: string; readonly alone: PlanFlow['alone'][number] }

export function isRuleCode(text: string): boolean {
  return /^tw\d+$/i.test(text)
}

/** @throws Failure with exit code 64 for a name of nothing */
export function subjectOf(text: string, plan: Plan): Subject {
  const { flow, field } = split(text, plan)
  if (field === null) return { kind: 'flow', flow }
  const { units, alone, record } = plan.flows[flow]!
  const unit = units.find(({ name }) => name === field) ?? units.find(({ fields }) => fields.includes(field))
  // Of what is appended there is no policy: a field is answered by the flow.
  if (unit !== undefined) return carriesEvents(plan, plan.flows[flow]!) ? { kind: 'flow', flow } : { kind: 'unit', flow, unit }
  if (plan.records[record]!.key.includes(field)) return { kind: 'key', flow }
  const single = alone.find((each) => each.field === field)
  if (single !== undefined) return { kind: 'alone', flow, alone: single }
  throw unknownField(plan, flow, field)
}

export function systemOf(name: string, plan: Plan): string {
  if (Object.hasOwn(plan.systems, name)) return name
  throw new Failure('noSystem', `there is no system ${name}`, nearest(name, Object.keys(plan.systems), 'the systems are'), 64)
}

/** Names of flows may hold dots themselves. */
function split(text: string, plan: Plan): { readonly flow: string; readonly field: string | null } {
  const names = Object.keys(plan.flows)
  if (names.includes(text)) return { flow: text, field: null }
  const flow = names.filter((name) => text.startsWith(`${name}.`)).sort((a, b) => b.length - a.length)[0]
  if (flow !== undefined && text.length > flow.length + 1) return { flow, field: text.slice(flow.length + 1) }
  const dot = text.lastIndexOf('.')
  const name = dot < 0 ? text : text.slice(0, dot)
  if (Object.hasOwn(plan.systems, text))
    throw usage(`${text} is a system, and no flow`, `what its users may edit: thalweg explain --system ${text}`)
  const carriers = dot < 0 ? names.filter((each) => fieldsOf(plan, each).includes(text)) : []
  if (carriers.length > 0)
    throw usage(`${text} is a field: say of which flow`, `as in thalweg explain ${carriers.map((each) => `${each}.${text}`).join(', or ')}`)
  throw new Failure('noFlow', `there is no flow ${name}`, nearest(name, names, 'the flows are'), 64)
}

function unknownField(plan: Plan, flow: string, field: string): Failure {
  const { record } = plan.flows[flow]!
  if (plan.records[record]!.fields.some((each) => each.name === field))
    return new Failure('noField', `${flow} does not carry ${field} of ${record}`, 'no system of the flow holds it', 64)
  return new Failure('noField', `${record} has no field ${field}`, nearest(field, fieldsOf(plan, flow), `${flow} carries`), 64)
}

function fieldsOf(plan: Plan, name: string): readonly string[] {
  const { record, units, alone } = plan.flows[name]!
  const carried = units.flatMap((unit) => (unit.fields.length === 1 ? unit.fields : [unit.name, ...unit.fields]))
  return [...plan.records[record]!.key, ...carried, ...alone.map(({ field }) => field)]
}
