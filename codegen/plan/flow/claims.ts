import type { CallData, FlowData } from '../../../dsl/data.ts'
import type { Context, Durations } from '../context.ts'
import type { PlanClaim, PlanPolicy } from '../schema.ts'
import type { Choice } from './choices.ts'

type Naming = Extract<CallData, { readonly call: PlanPolicy['kind'] | 'returnPath' }>
type PolicyCalls = {
  [K in Naming['call']]: (call: Extract<Naming, { readonly call: K }>, context: Context, durations: Durations) => PlanPolicy
}

/** What each policy call becomes. */
const policies: PolicyCalls = {
  owner: ({ system, from }) => ({ kind: 'owner', system, ...(from !== undefined && { from }), returnPath: false }),
  returnPath: ({ system, answers }) => ({ kind: 'owner', system, returnPath: true, ...(answers && { answers: [...answers] }) }),
  precedence: ({ system }) => ({ kind: 'precedence', system }),
  lastWriteWins: ({ acceptLoss }) => ({ kind: 'lastWriteWins', acceptLoss }),
  review: ({ team, within, at }, context, durations) => {
    const withinMs = durations.read(within, undefined, 'the time for a review', context.at(at), 1)
    return { kind: 'review', ...(team !== undefined && { team }), ...(withinMs !== undefined && { withinMs }) }
  },
  union: () => ({ kind: 'union' }),
  delta: () => ({ kind: 'delta' }),
  merge: (call, context) => ({ kind: 'merge', decide: context.reference(call) }),
}

/** Every policy call on every name, as it was written; `ownerOfRest` last, on each choice that no other call names. */
export function claimsOf(flow: FlowData, choices: readonly Choice[], context: Context, durations: Durations): PlanClaim[] {
  const claims = flow.calls.filter(isNaming).flatMap((call) => {
    const policy = (policies[call.call] as (call: Naming, context: Context, durations: Durations) => PlanPolicy)(call, context, durations)
    return call.fields.map((field) => ({ field, policy, at: context.at(call.at) }))
  })
  const named = new Set(claims.map((claim) => claim.field))
  const rest = flow.calls
    .filter((call) => call.call === 'ownerOfRest')
    .flatMap((call) =>
      choices
        .filter((choice) => !named.has(choice.name))
        .map(({ name }): PlanClaim => ({
          field: name,
          policy: { kind: 'owner', system: call.system, returnPath: false },
          at: context.at(call.at),
        })),
    )
  return [...claims, ...rest]
}

function isNaming(call: CallData): call is Naming & CallData {
  return Object.hasOwn(policies, call.call)
}
