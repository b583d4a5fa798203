import type { FlowData } from '../../../dsl/data.ts'
import type { Context } from '../context.ts'
import type { PlanClaim, PlanPolicy, PlanUnit } from '../schema.ts'
import type { Choice } from './choices.ts'

/** Steps of the ladder of answers, cheapest first. */
const steps = {
  owner: 3,
  precedence: 4,
  lastWriteWins: 5,
  review: 5,
  union: 5,
  delta: 5,
  merge: 5,
} as const satisfies Record<PlanPolicy['kind'], number>

const oneWayStep = 1
const returnPathStep = 2

/** Each choice with its policy: what was said first, one-way the source; a choice of a two-way flow that nothing was said about is no unit. */
export function unitsOf(flow: FlowData, choices: readonly Choice[], claims: readonly PlanClaim[], context: Context): PlanUnit[] {
  return choices.flatMap((choice): PlanUnit[] => {
    const claim = claims.find(({ field }) => field === choice.name) ?? sourceOwns(flow, choice, context)
    if (!claim) return []
    const { name, fields, systems } = choice
    return [
      {
        name,
        fields: [...fields],
        systems: [...systems],
        policy: claim.policy,
        step: stepOf(flow, claim.policy),
        foreignWrite: foreignWriteOf(flow, name),
        at: claim.at,
      },
    ]
  })
}

function sourceOwns({ way, at }: FlowData, { name }: Choice, context: Context): PlanClaim | undefined {
  if (way.kind === 'twoWay') return undefined
  return { field: name, policy: { kind: 'owner', system: way.from, returnPath: false }, at: context.at(at) }
}

function stepOf({ way }: FlowData, policy: PlanPolicy): number {
  if (policy.kind !== 'owner' || way.kind === 'twoWay') return steps[policy.kind]
  return policy.returnPath ? returnPathStep : oneWayStep
}

/** The last that was said about all fields or about this one. */
function foreignWriteOf({ calls }: FlowData, unit: string): PlanUnit['foreignWrite'] {
  const said = calls.filter((call) => call.call === 'onForeignWrite').filter(({ fields }) => !fields || fields.includes(unit))
  return said.at(-1)?.outcome ?? 'restore'
}
