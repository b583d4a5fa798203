import type { Plan } from '../../codegen/plan/schema.ts'
import { holdersOf } from './holders.ts'
import { ladder } from './ladder.ts'
import { choice, type Asking } from './question.ts'
import type { Verdict } from './verdict.ts'

export interface Decision {
  /** Of the flow. */
  readonly name: string
  readonly verdict: Verdict
}

/** The whole dialogue. @param name of the flow; that of the record, where nobody says another */
export function* decision(plan: Plan, given: string | undefined, name: string | undefined): Asking<Decision> {
  const record = given ?? (yield* choice({ id: 'record', text: 'Which record?', options: shareable(plan) }))
  return { name: name ?? record, verdict: yield* ladder(plan, name ?? record, record) }
}

function shareable(plan: Plan): Readonly<Record<string, string>> {
  const held = Object.keys(plan.records).map((record) => [record, holdersOf(plan, record).map(({ system }) => system)] as const)
  return Object.fromEntries(
    held.filter(([, systems]) => systems.length > 1).map(([record, systems]) => [record, `${record}, in ${systems.join(', ')}`]),
  )
}
