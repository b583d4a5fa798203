/** Values of a plan as people write them. */
import type { FunctionReference, PlanFlow, PlanPolicy } from '../plan/schema.ts'

export function rateText(rhythm: PlanFlow['rhythm']): string {
  if (rhythm.kind === 'cron') return `at ${rhythm.cron}${rhythm.timeZone === undefined ? '' : ` (${rhythm.timeZone})`}`
  return `every ${durationText(rhythm.ms)}`
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const

/** In the largest unit that gives it exactly. */
export function durationText(ms: number): string {
  const [unit, size] = units.find(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}

export function policyText(policy: PlanPolicy): string {
  switch (policy.kind) {
    case 'owner':
      return [
        `owner ${policy.system}`,
        ...(policy.from === undefined ? [] : [`handed over by ${policy.from}`]),
        ...(policy.answers === undefined ? [] : [`answers ${policy.answers.join(', ')}`]),
      ].join(', ')
    case 'precedence':
      return `precedence ${policy.system}`
    case 'lastWriteWins':
      return `lastWriteWins (${policy.acceptLoss})`
    case 'review':
      return ['review', policy.team, policy.withinMs === undefined ? undefined : `within ${durationText(policy.withinMs)}`]
        .filter((part) => part !== undefined)
        .join(', ')
    case 'merge':
      return `merge ${functionText(policy.decide)}`
    default:
      return policy.kind
  }
}

/** With its hash: a body that changed is a change. */
export function functionText(reference: FunctionReference): string {
  return 'unresolved' in reference ? reference.unresolved : `${reference.name} of ${reference.module} (body ${reference.hash})`
}
