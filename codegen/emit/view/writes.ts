/** Which writes a flow may ever ask of a system. A statement that can never be needed is not generated, so that nobody has to read it. */
import type { Plan, PlanBinding, PlanFlow } from '../../plan/schema.ts'
import { isWrittenTo } from './writers.ts'

/** Rows come into being here because others create them, or because a delete here is set back. */
export function mayInsert(flow: PlanFlow, system: string): boolean {
  const { creates, deletes, againstUpdate } = flow.lifecycle
  const createdElsewhere = creates.some((other) => other !== system)
  const deletesAreSetBack = !deletes.includes(system) && flow.lifecycle.foreignDelete !== 'accept'
  const updatesSetDeletesBack = againstUpdate !== 'deleteWins' && flow.units.some((unit) => isWrittenTo(unit, system))
  return createdElsewhere || (deletesAreSetBack && writes(flow, system)) || (updatesSetDeletesBack && writes(flow, system))
}

/** Rows go away here because others may delete them, or because a row that may not be created here is removed. */
export function mayDelete(flow: PlanFlow, system: string, binding: PlanBinding): boolean {
  if (binding.deletes === 'never') return false
  const { creates, deletes, onDelete, foreignCreate, foreignDelete } = flow.lifecycle
  const deletedElsewhere = flow.systems.some((other) => other !== system && (deletes.includes(other) || foreignDelete !== 'restore'))
  const removed = foreignCreate !== 'report' && !creates.includes(system)
  return (deletedElsewhere && onDelete === 'mirror' && writes(flow, system)) || removed
}

/** Keys change in place here: another system that names the records renumbers them and has own ids; or this one has, and a key here is to be set back. */
export function mayRekey(plan: Plan, flow: PlanFlow, system: string): boolean {
  const hasOwnIds = (each: string): boolean => plan.systems[each]?.holds[flow.record]?.identity !== undefined
  const { creates } = flow.lifecycle
  const renumberedElsewhere = creates.some((other) => other !== system && hasOwnIds(other))
  return writes(flow, system) && (renumberedElsewhere || hasOwnIds(system))
}

/** The source of a one-way flow without a way back is never written. */
function writes(flow: PlanFlow, system: string): boolean {
  return (
    flow.direction === 'twoWay' ||
    system !== flow.systems[0] ||
    flow.units.some((unit) => unit.policy.kind === 'owner' && isWrittenTo(unit, system))
  )
}
