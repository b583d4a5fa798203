/** What flows must have for bugs to show: the reasons for which one cannot occur in a portfolio. */
import type { Adapter, GeneratedFlow, Mapping } from '../../runtime/door.ts'
import type { Lifecycle, PolicyKind, UnitRule } from '../../runtime/policies/rule.ts'
import type { Canonical } from '../../runtime/values.ts'
import { equalRaw } from '../store.ts'
import type { Need } from './bug.ts'

export const anything: Need = { what: 'two systems', met: ({ systems }) => systems.length > 1 }

// ─── Policies ────────────────────────────────────────────────────────────────────────────────────

function unit(what: string, is: (unit: UnitRule, flow: GeneratedFlow) => boolean): Need {
  return { what, met: (flow) => flow.settle.units.some((each) => isShared(flow, each) && is(each, flow)) }
}
/** What only one system holds is nobody's to disagree about. */
function isShared({ adapters }: GeneratedFlow, { fields }: UnitRule): boolean {
  return Object.values(adapters).filter((adapter) => fields.every((name) => adapter.fields.some(({ field }) => field === name))).length > 1
}
/** Of what a system makes something else of, nobody can say what it ought to be. */
export function decidedBy(kind: PolicyKind): Need {
  return unit(
    `a field under ${kind} that every system stores as it is`,
    (each, flow) => each.policy.kind === kind && isStoredAsIs(flow, each),
  )
}
function isStoredAsIs({ adapters }: GeneratedFlow, { fields }: UnitRule): boolean {
  return Object.values(adapters).every((adapter) =>
    adapter.fields.every(({ field, stores, empty }) => !fields.includes(field) || (stores.length === 0 && empty === undefined)),
  )
}
export const preferenceAgainstOrder = unit(
  'a field whose preferred system is not the first',
  ({ policy }) => policy.kind === 'precedence' && policy.preferred !== 0,
)
export const tolerance = unit('a field under lastWriteWins with a clock tolerance', ({ policy }) => (policy.tieWithinMs ?? 0) > 0)
export const restored = unit(
  'a field of one owner, with a copy whose edits are detected and set back',
  (each, flow) => each.foreignWrite === 'restore' && each.answers === undefined && hasDetectedCopy(flow, each),
)
export const blankKept = unit('a field whose blanks wipe nothing', ({ keepWhenBlank }) => keepWhenBlank === true)
export const answering = unit('a field that answers others', ({ answers }) => answers !== undefined)
export const ownField = unit(
  'a field of one owner that the owner’s system is told of others beside',
  ({ policy }, { settle, systems, adapters }) =>
    policy.writer !== null &&
    adapters[systems[policy.writer]!]!.writes.includes('update') &&
    settle.units.some((other) => other.policy.writer !== policy.writer),
)
function hasDetectedCopy({ systems, adapters }: GeneratedFlow, { fields, policy }: UnitRule): boolean {
  const copies = systems.filter((_, j) => policy.writer !== null && j !== policy.writer).map((name) => adapters[name]!)
  return copies.some((copy) => told(copy) && copy.writes.includes('update') && copy.fields.some(({ field }) => fields.includes(field)))
}
const told = ({ detect }: Adapter) => detect.kind === 'outbox' || detect.kind === 'log' || detect.kind === 'changes'

export const firstDayReviewed: Need = {
  what: 'what differs on the first day in review',
  met: ({ settle }) => settle.whereTheyDiffer === 'review',
}
// ─── Life ────────────────────────────────────────────────────────────────────────────────────────

function life(what: string, is: (life: Lifecycle, flow: GeneratedFlow) => boolean): Need {
  return { what, met: (flow) => is(flow.settle.life, flow) }
}
export const mirrored = life(
  'deletes that are mirrored',
  (of, flow) => of.onDelete === 'mirror' && of.deletes.length > 0 && takesAway(flow),
)
export const updatesWin = life('an update that wins over a delete', (of) => of.againstUpdate === 'updateWins')
export const deletesWin = life(
  'a delete that wins over an update, with edits at the other side',
  (of, flow) => of.againstUpdate === 'deleteWins' && of.deletes.some((j) => flow.settle.units.some(({ policy }) => policy.writer !== j)),
)
export const foreignDeleters = life(
  'a copy that is made again when somebody deletes it',
  (of, { systems, adapters }) =>
    of.foreignDelete === 'restore' && systems.some((name, j) => !of.deletes.includes(j) && adapters[name]!.writes.includes('insert')),
)
export const foreignCreators = life(
  'a system that may not create',
  (of, { systems }) => of.foreignCreate !== 'review' && systems.some((_, j) => !of.creates.includes(j)),
)
function takesAway({ systems, adapters, settle }: GeneratedFlow): boolean {
  return systems.some((name, j) => settle.life.deletes.some((k) => k !== j) && adapters[name]!.writes.includes('delete'))
}
export const leftAndGone: Need = {
  what: 'a filter whose rows leave and take their copies along',
  met: ({ filter, settle }) => filter !== undefined && settle.life.whenRowLeaves !== 'keep',
}
export const filtered: Need = { what: 'a filter', met: ({ filter }) => filter !== undefined }
export const leftAlone: Need = {
  what: 'a filter whose rows leave and keep their copies',
  met: ({ settle }) => settle.life.whenRowLeaves === 'keep',
}
export const refers: Need = {
  what: 'a record that refers to one that a flow brings',
  met: ({ references }) => references.some(({ broughtBy }) => Object.keys(broughtBy).length > 0),
}

// ─── Systems ─────────────────────────────────────────────────────────────────────────────────────

/** Elsewhere a look at everything, as reconciliation does, finds what detection has missed. */
export const captured: Need = {
  what: 'changes that are captured in an outbox in every system',
  met: ({ adapters }) => Object.values(adapters).every(({ detect }) => detect.kind === 'outbox'),
}
export const inserted: Need = {
  what: 'a system in which rows are made',
  met: ({ adapters }) => Object.values(adapters).some(({ writes }) => writes.includes('insert')),
}
export const updated: Need = {
  what: 'a system in which rows are changed',
  met: ({ adapters }) => Object.values(adapters).some(({ writes }) => writes.includes('update')),
}

/** A field that two systems hold, by what it is in the first and in the second. */
export function column(what: string, is: (mapping: Mapping, other: Mapping) => boolean): Need {
  return {
    what,
    met: ({ adapters }) => {
      const all = Object.values(adapters)
      return all.some((from) =>
        all.some((to) => from !== to && from.fields.some((one) => to.fields.some((other) => one.field === other.field && is(one, other)))),
      )
    },
  }
}
/** Would these two values come to be two in the system. */
export function toldApart(mapping: Mapping, a: Canonical, b: Canonical): boolean {
  try {
    return !equalRaw(mapping.encode(a), mapping.encode(b))
  } catch {
    return false
  }
}
