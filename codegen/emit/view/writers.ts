/** Who writes a unit: for good, and while it is handed over from one owner to another. */
import type { PlanUnit } from '../../plan/schema.ts'

/** May users of the system ever write the unit: its only writer, and who hands it over; any holder where there is no such. */
export function mayWriteAt({ policy, systems }: PlanUnit, system: string): boolean {
  return policy.kind === 'owner' ? policy.system === system || policy.from === system : systems.includes(system)
}

/** Is the unit ever written to the system: by nobody but its users only where they alone write it for good. */
export function isWrittenTo({ policy }: PlanUnit, system: string): boolean {
  return policy.kind !== 'owner' || policy.system !== system || policy.from !== undefined
}

/** The only writer of a unit, or who is to be that; null where every holder writes. */
export function writerOf(unit: PlanUnit): string | null {
  return unit.policy.kind === 'owner' ? unit.policy.system : null
}

/** The same for a page. */
export function writerWords(unit: PlanUnit): string {
  const { policy } = unit
  const by = policy.kind === 'owner' && policy.from !== undefined ? `, handed over by ${policy.from}` : ''
  return `${writerOf(unit) ?? 'all'}${by}`
}
