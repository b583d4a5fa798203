/** What is at stake, and who could put it at risk. */
import type { Plan, PlanField, PlanUnit } from '../plan/schema.ts'
import { recordOf, systemOf, writersOf } from './plan-parts.ts'

/** A unit of which some field has high stakes. */
export function isHighStakes(plan: Plan, record: string, unit: Unit): boolean {
  return fieldsOf(plan, record, unit).some(({ stakes }) => stakes === 'high')
}

/** Money or a quantity: what is wrong in it does not show by itself, as a wrong status does. */
export function isAmount(plan: Plan, record: string, unit: Unit): boolean {
  return fieldsOf(plan, record, unit).some(({ stakes, type }) => stakes === 'high' && type.kind === 'decimal')
}

type Unit = Pick<PlanUnit, 'fields'>

function fieldsOf(plan: Plan, record: string, { fields }: Unit): readonly PlanField[] {
  return recordOf(plan, record)?.fields.filter(({ name }) => fields.includes(name)) ?? []
}

/** The systems in which people could edit a unit that is not theirs: nobody works in a store that only takes copies. */
export function editorsOf(plan: Plan, unit: PlanUnit): readonly string[] {
  const writers = writersOf(unit)
  return unit.systems.filter((system) => !writers.includes(system) && systemOf(plan, system)?.access === 'readWrite')
}
