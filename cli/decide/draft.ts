/** A flow that is not written yet: what the language would hold of it, so that plan and checker can be asked about it. */
import type { Call } from '../../dsl/flow/builder.ts'
import type { FlowData } from '../../dsl/data.ts'
import type { Context } from '../../codegen/plan/context.ts'
import { planFlow } from '../../codegen/plan/flow/index.ts'
import { orderOf } from '../../codegen/plan/order.ts'
import type { Plan } from '../../codegen/plan/schema.ts'

/** The calls that are decided about; all others are an engineer's own, and stay as they are. */
export const decidedCalls = [
  'because',
  'owner',
  'precedence',
  'lastWriteWins',
  'review',
  'union',
  'delta',
  'creates',
  'deletes',
  'returnPath',
  'onDelete',
  'every',
  'noReconcile',
] as const satisfies readonly Call['call'][]
export type DecidedCall = Extract<Call, { readonly call: (typeof decidedCalls)[number] }>

export interface Draft {
  readonly record: string
  readonly way: FlowData['way']
  readonly calls: readonly DecidedCall[]
}

const nowhere = { file: 'flows.ts', line: 1, column: 1 } as const
const context: Context = { at: () => nowhere, reference: () => ({ unresolved: 'a draft names no function' }) }

/** The draft as the language would hold it. */
export function flowDataOf({ record, way, calls }: Draft): FlowData {
  return { id: 0, record, way, calls: calls.map((call) => ({ ...call, at: nowhere })), landscape: nowhere, at: nowhere }
}

/** The plan as it would be with this flow in it. */
export function withDraft(plan: Plan, name: string, draft: Draft): Plan {
  const flows = { ...plan.flows, [name]: planFlow(flowDataOf(draft), plan, context) }
  return { ...plan, flows, order: orderOf(flows) }
}
