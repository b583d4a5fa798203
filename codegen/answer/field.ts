/** The answer about one field, as data: of a unit that a policy decides, of a record's key, and of a field that one system alone holds. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import type { Outcome } from '../../runtime/policies/table.ts'
import { recordOf } from '../emit/view/adapter.ts'
import { writerOf } from '../emit/view/writers.ts'
import { lifeOf } from '../emit/view/life.ts'
import { outcomesOf } from '../emit/view/outcomes.ts'
import { outcomesOfAlone, outcomesOfKey } from '../emit/view/undecided.ts'
import type { Plan, PlanFlow, PlanPolicy, PlanUnit, Position } from '../plan/schema.ts'
import type { Keeping } from './kept.ts'
import { keepingsOf } from './kept.ts'
import type { Place, Way } from './ways.ts'
import { placesOf, waysOf } from './ways.ts'

export interface FieldAnswer {
  readonly flow: string
  readonly record: string
  readonly unit: string
  readonly fields: readonly string[]
  /** That hold it, in the order of the flow. */
  readonly systems: readonly string[]
  /** Null: several write it, or nobody. */
  readonly writer: string | null
  readonly policy: PlanPolicy | { readonly kind: 'key' | 'alone' }
  /** On the ladder; null where no policy decides. */
  readonly step: number | null
  readonly foreignWrite: PlanUnit['foreignWrite'] | null
  readonly because: string | undefined
  /** What is to be said of it before everything else. */
  readonly notes: readonly string[]
  readonly places: readonly Place[]
  readonly ways: readonly Way[]
  readonly outcomes: Readonly<Record<ConflictKind, Outcome>>
  readonly kept: readonly Keeping[]
  readonly at: Position
}

export function unitAnswer(plan: Plan, flowName: string, unit: PlanUnit): FieldAnswer {
  const flow = plan.flows[flowName]!
  return {
    ...common(flowName, flow),
    unit: unit.name,
    fields: unit.fields,
    systems: unit.systems,
    writer: writerOf(unit),
    policy: unit.policy,
    step: unit.step,
    foreignWrite: writerOf(unit) === null ? null : unit.foreignWrite,
    notes: notesOf(flow, unit),
    places: placesOf(plan, flow, unit.fields, unit.systems),
    ways: waysOf(plan, flowName, unit),
    outcomes: outcomesOf(plan, flow, unit),
    kept: keepingsOf(flowName, flow, unit),
    at: unit.at,
  }
}

export function keyAnswer(plan: Plan, flowName: string): FieldAnswer {
  const flow = plan.flows[flowName]!
  const { key } = recordOf(plan, flow)
  const { creates } = flow.lifecycle
  return {
    ...common(flowName, flow),
    unit: key.join(', '),
    fields: key,
    systems: flow.systems,
    writer: creates.length === 1 ? creates[0]! : null,
    policy: { kind: 'key' },
    notes: [`the key of ${flow.record}: it names the record, and whoever creates the record gives it`, ...lifeOf(plan, flow)],
    places: placesOf(plan, flow, key, flow.systems),
    outcomes: outcomesOfKey({ plan, flow }),
    at: plan.records[flow.record]!.at,
  }
}

export function aloneAnswer(plan: Plan, flowName: string, { field, system }: PlanFlow['alone'][number]): FieldAnswer {
  const flow = plan.flows[flowName]!
  return {
    ...common(flowName, flow),
    unit: field,
    fields: [field],
    systems: [system],
    writer: system,
    policy: { kind: 'alone' },
    notes: [`only ${system} holds it: it goes nowhere, and there is nothing to decide; bind it in another system of the flow to share it`],
    places: placesOf(plan, flow, [field], [system]),
    outcomes: outcomesOfAlone(system),
    at: plan.systems[system]!.holds[flow.record]!.at,
  }
}

function common(name: string, { record, because }: PlanFlow) {
  return { flow: name, record, because, step: null, foreignWrite: null, ways: [], kept: [] } as const
}

function notesOf({ keepWhenBlank, where }: PlanFlow, { fields, policy }: PlanUnit): readonly string[] {
  return [
    ...(policy.kind === 'lastWriteWins' ? [`a lost edit was accepted: ${policy.acceptLoss}`] : []),
    ...(keepWhenBlank.some(({ field }) => fields.includes(field)) ? ['a blank at its writer leaves the values of others as they are'] : []),
    ...(where === undefined ? [] : ['of the rows that the flow carries; see the whole flow']),
  ]
}
