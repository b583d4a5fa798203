/** What a system makes of an edit, a create or a delete by somebody who may not: how soon it is noticed, and by whom. */
import type { Plan, PlanFlow } from '../../plan/schema.ts'
import { list } from '../words.ts'

/** `refused`: the system itself does, by its guard; `seen`: it reports it; else reconciliation finds it, or nobody does. */
export type Notice = 'refused' | 'seen' | 'reconciled' | 'never'

/** A flow in its plan. */
export interface Place {
  readonly plan: Plan
  readonly flow: PlanFlow
}
type Sees = 'seesChanges' | 'seesDeletes'

/** Which of the systems refuse it by themselves. Nothing is put into a system that may only be read. */
export function guardedAt({ plan, flow }: Place, systems: readonly string[]): string[] {
  return flow.guard === undefined ? [] : systems.filter((system) => plan.systems[system]?.access !== 'readOnly')
}

export function noticeAt(place: Place, system: string, sees: Sees): Notice {
  return guardedAt(place, [system]).length > 0 ? 'refused' : noticeBehindGuard(place, system, sees)
}

/** What was done before the guard was there, or while it was taken away. */
export function noticeBehindGuard({ plan, flow }: Place, system: string, sees: Sees): Exclude<Notice, 'refused'> {
  if (plan.systems[system]?.holds[flow.record]?.capabilities[sees] === true) return 'seen'
  return 'none' in flow.reconcile ? 'never' : 'reconciled'
}

/** Begins a cell: which of the systems refuse it, before what follows where it got past them. Empty: none does. */
export function refusedAt(place: Place, systems: readonly string[]): string {
  const guarded = guardedAt(place, systems)
  return guarded.length === 0 ? '' : `refused at ${list(guarded)} by the guard; what gets past it: `
}

/** Ends a cell: where it is only found later, or never. */
export function foundLater(place: Place, systems: readonly string[], sees: Sees): string {
  const silent = systems.filter((system) => noticeBehindGuard(place, system, sees) !== 'seen')
  if (silent.length === 0) return ''
  return 'none' in place.flow.reconcile
    ? `; not seen at ${list(silent)}, which does not report it and is never reconciled`
    : `; found at ${list(silent)} by reconciliation only`
}

/** Systems where the row stays when the record is deleted in another. */
export function keepsDeleted({ plan, flow }: Place): string[] {
  const { deletes, foreignDelete, onDelete } = flow.lifecycle
  const deleters = foreignDelete === 'accept' ? flow.systems : deletes
  return flow.systems.filter(
    (system) =>
      deleters.some((other) => other !== system) && (onDelete === 'keep' || plan.systems[system]?.holds[flow.record]?.deletes === 'never'),
  )
}
