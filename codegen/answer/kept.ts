/** What can be lost of a unit, where it is kept, and the command that shows it. */
import { writerOf } from '../emit/view/writers.ts'
import { duration } from '../emit/words.ts'
import type { PlanFlow, PlanUnit } from '../plan/schema.ts'

export interface Keeping {
  readonly what: string
  readonly where: 'audit' | 'review' | 'deadLetters'
  readonly says: string
  readonly command: string
}

export function keepingsOf(flowName: string, flow: PlanFlow, unit: PlanUnit): readonly Keeping[] {
  const key = '<key>'
  const shared = unit.systems.length > 1
  const { foreignCreate, foreignDelete, againstUpdate } = flow.lifecycle
  const reviewed =
    unit.policy.kind === 'review' ||
    unit.foreignWrite === 'propose' ||
    (unit.policy.kind === 'owner' && unit.policy.answers !== undefined) ||
    [foreignCreate, foreignDelete, againstUpdate].includes('review')
  const keepings: (Keeping | false)[] = [
    shared && {
      what: 'a value that does not stand',
      where: 'audit',
      says: overturned(unit),
      command: `thalweg trace ${flowName} ${key} ${unit.name}`,
    },
    flow.systems.length > 1 && {
      what: 'a row that is deleted',
      where: 'audit',
      says: 'kept in the audit with its last values',
      command: `thalweg trace ${flowName} ${key}`,
    },
    reviewed && {
      what: 'what a person must decide',
      where: 'review',
      says: `each system keeps its value until then${withinOf(unit)}`,
      command: `thalweg review list --flow ${flowName}`,
    },
    shared && {
      what: 'what a system does not take',
      where: 'deadLetters',
      says: `tried for ${duration(flow.failure.retryForMs)}, then a dead letter with its reason, until a later change heals it`,
      command: `thalweg dead-letters list --flow ${flowName}`,
    },
  ]
  return keepings.filter((each) => each !== false)
}

function overturned(unit: PlanUnit): string {
  const writer = writerOf(unit)
  if (writer !== null)
    return unit.foreignWrite === 'restore'
      ? `kept in the audit; only ${writer} can make it stand, by typing it`
      : `stays where it was typed, until ${writer} changes the field; kept in the audit then`
  return 'kept in the audit; thalweg review overturn <number> makes it stand after all'
}

function withinOf({ policy }: PlanUnit): string {
  if (policy.kind !== 'review') return ''
  const by = policy.team === undefined ? '' : `; for ${policy.team}`
  return policy.withinMs === undefined ? by : `${by}, within ${duration(policy.withinMs)}`
}
