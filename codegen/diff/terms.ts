/** The terms of a flow as its plan gives them, and what of them somebody has to accept: the same comparison that a run makes. */
import type { TermsChange, TermsKind } from '../../runtime/terms/change.ts'
import { changeText, sameChange } from '../../runtime/terms/change.ts'
import { termsChanges } from '../../runtime/terms/changes.ts'
import type { Terms, UnitTerms } from '../../runtime/terms/terms.ts'
import type { Plan, PlanFlow, PlanUnit, Position } from '../plan/schema.ts'
import type { Difference } from './change.ts'
import { callAt } from './place.ts'

export function planTerms({ records }: Plan, flow: PlanFlow): Terms {
  const { creates, foreignCreate, deletes, foreignDelete, againstUpdate, onDelete } = flow.lifecycle
  const leaves = flow.where === undefined ? {} : { whenRowLeaves: flow.where.whenRowLeaves }
  return {
    record: flow.record,
    key: records[flow.record]?.key ?? [],
    direction: flow.direction,
    systems: flow.systems,
    units: Object.fromEntries(flow.units.map((unit) => [unit.name, unitTerms(flow, unit)])),
    life: { creates, foreignCreate, deletes, foreignDelete, againstUpdate, onDelete, ...leaves },
    guard: flow.guard !== undefined,
    reads: {},
  }
}

function unitTerms({ keepWhenBlank }: PlanFlow, { fields, policy, foreignWrite }: PlanUnit): UnitTerms {
  const answers = policy.kind === 'owner' ? (policy.answers ?? []) : []
  return {
    fields,
    policy: policy.kind,
    ...ownership(policy),
    foreignWrite,
    ...(answers.length > 0 && { answers }),
    ...(keepWhenBlank.some(({ field }) => fields.includes(field)) && { keepWhenBlank: true as const }),
  }
}

function ownership(policy: PlanUnit['policy']): Pick<UnitTerms, 'system' | 'handedTo'> {
  if (policy.kind === 'owner' && policy.from !== undefined) return { system: policy.from, handedTo: policy.system }
  return 'system' in policy ? { system: policy.system } : {}
}

/** @param asks does the runtime want them accepted */
export function termsDifferences(before: Terms, after: Terms, plan: Plan, flow: PlanFlow, asks: boolean): readonly Difference[] {
  return termsChanges(before, after).map((change) => ({
    level: 'breaking',
    ...(change.unit !== undefined && { unit: change.unit }),
    what: change.what,
    before: change.before,
    after: change.after,
    at: placeOf(change, plan, flow),
    effect: change.kind === 'key' ? 'newBases' : 'newTerms',
    ...(asks && { accepted: isAccepted(flow, change) }),
    ...(change.handedOver === true && { handedOver: true as const }),
  }))
}

/** The end of a handover is accepted by the ledger, or nothing runs. */
function isAccepted({ accepts = [] }: PlanFlow, change: TermsChange): boolean {
  return change.handedOver === true || accepts.some((accepted) => sameChange(accepted.change, changeText(change)))
}

/** Where each kind of change is written: the first of these calls that there is. */
const calls: Readonly<Partial<Record<TermsKind, readonly string[]>>> = {
  foreignWrite: ['onForeignWrite'],
  blank: ['keepWhenBlank'],
  creates: ['creates'],
  foreignCreate: ['creates', 'onForeignCreate'],
  deletes: ['deletes'],
  foreignDelete: ['deletes'],
  againstUpdate: ['deletes'],
  onDelete: ['onDelete'],
  whenRowLeaves: ['where'],
}

function placeOf({ kind, unit: name }: TermsChange, { records }: Plan, flow: PlanFlow): Position {
  if (kind === 'key') return records[flow.record]?.at ?? flow.at
  const unit = flow.units.find((each) => each.name === name)
  return callAt(flow, calls[kind] ?? [], unit?.fields) ?? unit?.at ?? flow.at
}
