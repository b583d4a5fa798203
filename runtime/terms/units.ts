/** What is weaker than before in how one unit is decided. */
import type { ForeignWrite, PolicyKind } from '../policies/rule.ts'
import type { TermsChange } from './change.ts'
import type { UnitTerms } from './terms.ts'

/** How much of what people enter is sure to be kept, the most first. Policies of a rank keep differently, neither more than the other. */
const ranks: Readonly<Record<PolicyKind, number>> = { review: 0, union: 1, delta: 1, merge: 1, precedence: 2, lastWriteWins: 3, owner: 4 }

/** What protects the writer's value, the surest first. */
const protections: Readonly<Record<ForeignWrite, number>> = { restore: 0, propose: 1, keep: 2 }

type Comparison = (name: string, before: UnitTerms, after: UnitTerms) => readonly TermsChange[]

export const unitChanges: Comparison = (name, before, after) =>
  [policy, foreignWrite, answers, blank].flatMap((compare) => compare(name, before, after))

const policy: Comparison = (unit, before, after) => {
  const moved = before.system !== after.system
  if (before.policy === 'owner' && after.policy === 'owner') return moved ? [ownerMoved(unit, before, after)] : []
  if (before.policy === 'precedence' && after.policy === 'precedence')
    return moved ? [{ kind: 'preferred', unit, what: `preferred of ${unit}`, before: before.system!, after: after.system! }] : []
  if (before.policy === after.policy || isStronger(before.policy, after.policy)) return []
  return [{ kind: 'policy', unit, what: `policy of ${unit}`, before: policyText(before), after: policyText(after) }]
}

function ownerMoved(unit: string, { system, handedTo }: UnitTerms, after: UnitTerms): TermsChange {
  const moved = { kind: 'owner', unit, what: `owner of ${unit}`, before: system!, after: after.system! } as const
  return handedTo === after.system ? { ...moved, handedOver: true } : moved
}

/** An owner that comes or goes takes the right to write from somebody, or gives it: neither is a mere gain. */
function isStronger(before: PolicyKind, after: PolicyKind): boolean {
  return before !== 'owner' && after !== 'owner' && ranks[after] < ranks[before]
}

function policyText({ policy: kind, system }: Pick<UnitTerms, 'policy' | 'system'>): string {
  return system === undefined ? kind : `${kind} ${system}`
}

const foreignWrite: Comparison = (unit, before, after) =>
  protections[after.foreignWrite] <= protections[before.foreignWrite]
    ? []
    : [{ kind: 'foreignWrite', unit, what: `foreign writes of ${unit}`, before: before.foreignWrite, after: after.foreignWrite }]

const answers: Comparison = (unit, { answers: before = [] }, { answers: after = [] }) =>
  before.every((answered) => after.includes(answered))
    ? []
    : [{ kind: 'answers', unit, what: `what ${unit} answers`, before: before.join(', '), after: after.join(', ') || 'nothing' }]

const blank: Comparison = (unit, before, after) =>
  before.keepWhenBlank !== true || after.keepWhenBlank === true
    ? []
    : [{ kind: 'blank', unit, what: `a blank in ${unit}`, before: 'wipes nothing', after: 'wipes other values' }]
