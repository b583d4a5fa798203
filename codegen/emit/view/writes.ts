/** Which writes a flow may ever ask of a system. A statement that can never be needed is not generated, so that nobody has to read it. */
import type { Plan, PlanBinding, PlanFlow } from '../../plan/schema.ts'
import { isWrittenTo } from './writers.ts'

/** Rows come into being here because others create them, or because a delete here is set back: by rule, or by a person who decides that the record lives. */
export function mayInsert(flow: PlanFlow, system: string): boolean {
  if (!writes(flow, system)) return false
  const { creates, deletes, foreignDelete, againstUpdate } = flow.lifecycle
  const createdElsewhere = creates.some((other) => other !== system)
  const deletesAreSetBack = foreignDelete === 'restore' && !deletes.includes(system)
  const updatesSetDeletesBack = againstUpdate === 'updateWins' && flow.units.some((unit) => isWrittenTo(unit, system))
  return createdElsewhere || deletesAreSetBack || updatesSetDeletesBack || asksWhetherItLives(flow)
}

/** Rows go away here because others may delete them or no longer carry them, because one that may not be created here is removed, or because a person decides so. */
export function mayDelete(flow: PlanFlow, system: string, binding: PlanBinding): boolean {
  if (binding.deletes === 'never' || !writes(flow, system)) return false
  const { creates, deletes, onDelete, foreignCreate, foreignDelete } = flow.lifecycle
  const others = flow.systems.filter((other) => other !== system)
  const deletedElsewhere = onDelete === 'mirror' && others.some((other) => deletes.includes(other) || foreignDelete === 'accept')
  const leaves = flow.where?.whenRowLeaves === 'delete' && others.some((other) => creates.includes(other))
  const removed = foreignCreate === 'remove' && !creates.includes(system)
  return deletedElsewhere || leaves || removed || asksWhetherItLives(flow)
}

/** Is a person ever asked whether a record lives. He may take it as any system has it, and by then any of them may have the row, or not. */
export function asksWhetherItLives({ systems, units, lifecycle }: PlanFlow): boolean {
  const { creates, foreignCreate, deletes, foreignDelete, againstUpdate } = lifecycle
  const others = (who: readonly string[]): boolean => systems.some((system) => !who.includes(system))
  const deleters = foreignDelete === 'accept' ? systems : deletes
  const editedBeside = deleters.some((system) => units.some((unit) => isWrittenTo(unit, system)))
  return (
    (foreignCreate === 'review' && others(creates)) ||
    (foreignDelete === 'review' && others(deletes)) ||
    (againstUpdate === 'review' && editedBeside)
  )
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
