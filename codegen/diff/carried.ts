/** What a flow carries, and how its systems store that. */
import type { Plan, PlanFlow } from '../plan/schema.ts'
import type { Difference } from './change.ts'
import { differences } from './member.ts'
import { bindingMembers, columnMembers, fieldMembers } from './members/binding.ts'
import { recordMembers } from './members/system.ts'

interface Side {
  readonly plan: Plan
  readonly flow: PlanFlow
}

/** Fields that both carry, the key's among them. */
function shared(before: Side, after: Side): readonly string[] {
  const names = ({ plan, flow }: Side) => [...(plan.records[flow.record]?.key ?? []), ...flow.units.flatMap((unit) => unit.fields)]
  const was = new Set(names(before))
  return names(after).filter((name) => was.has(name))
}

export function carriedDifferences(before: Side, after: Side): readonly Difference[] {
  const fields = shared(before, after)
  return [
    ...recordDifferences(before, after, fields),
    ...after.flow.systems.flatMap((system) => storedDifferences(before, after, system, fields)),
  ]
}

function recordDifferences(before: Side, after: Side, fields: readonly string[]): readonly Difference[] {
  const [was, is] = [before.plan.records[before.flow.record], after.plan.records[after.flow.record]]
  if (was === undefined || is === undefined) return []
  return [
    ...differences(recordMembers, was, is, { at: is.at, of: '' }),
    ...fields.flatMap((name) => {
      const [old, now] = [was, is].map((record) => record.fields.find((field) => field.name === name))
      return old === undefined || now === undefined ? [] : differences(fieldMembers, old, now, { at: is.at, of: ` of ${name}`, unit: name })
    }),
  ]
}

function storedDifferences(before: Side, after: Side, system: string, fields: readonly string[]): readonly Difference[] {
  const [was, is] = [before, after].map(({ plan, flow }) => plan.systems[system]?.holds[flow.record])
  if (was === undefined || is === undefined) return []
  const { at, detect } = is
  const found = [
    ...differences(bindingMembers, was, is, { at, of: ` at ${system}`, system }),
    ...fields.flatMap((name) => {
      const [old, now] = [was, is].map((binding) => binding.columns.find((column) => column.field === name))
      const about = { at, of: ` of ${name} at ${system}`, system, unit: name }
      return old === undefined || now === undefined ? [] : differences(columnMembers, old, now, about)
    }),
  ]
  return detect.kind === 'none' ? found.map(unread) : found
}

/** Nobody reads it but to compare. */
function unread(difference: Difference): Difference {
  return difference.effect === 'readAgain' ? { ...difference, effect: 'notRead' } : difference
}
