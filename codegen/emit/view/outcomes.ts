/**
 * What happens to a unit in every way in which systems can disagree. A cell is never empty: what cannot happen says why. The policy itself says what it
 * makes of a conflict of values; the rest follows from the life of the record and from the systems.
 */
import type { ConflictKind } from '../../../runtime/conflict-kinds.ts'
import { conflictKinds } from '../../../runtime/conflict-kinds.ts'
import type { Policy } from '../../../runtime/policies/rule.ts'
import type { Outcome } from '../../../runtime/policies/table.ts'
import type { Plan, PlanFlow, PlanUnit } from '../../plan/schema.ts'
import { duration, list } from '../words.ts'
import { recordOf, writerOf } from './adapter.ts'
import { ruleOf } from './policies.ts'

interface Question {
  readonly plan: Plan
  readonly flow: PlanFlow
  readonly unit: PlanUnit
  /** Who writes it, in words. */
  readonly writer: string
  readonly policy: Policy
}
type Answer = (question: Question) => Outcome

const happens = (what: string): Outcome => ({ occurs: true, what })
const never = (why: string): Outcome => ({ occurs: false, what: `cannot occur: ${why}` })

const answers: Readonly<Record<ConflictKind, Answer>> = {
  bothChanged: (q) => ofPolicy(q, 'bothChanged', 'one system alone holds it'),
  bothCreated: (q) => ofPolicy(q, 'bothCreated', 'one system alone holds it'),
  updateDelete: (q) =>
    againstDelete(q, {
      deleteWins: `the delete stands; the edit by ${q.writer} is kept in the audit`,
      updateWins: `the edit by ${q.writer} stands: the record lives again everywhere`,
      review: 'the record is held and a review is open',
    }),
  deleteUpdate: (q) =>
    againstDelete(q, {
      deleteWins: 'the delete stands; the update that it had not seen is kept in the audit',
      updateWins: 'the update stands: the row is restored where it was deleted',
      review: 'the record is held and a review is open',
    }),
  foreignWrite,
  foreignCreate: ({ plan, flow }) => {
    const others = flow.systems.filter((system) => !flow.lifecycle.creates.includes(system))
    if (others.length === 0) return never('every system of the flow may create')
    const what = {
      report: `a row that ${list(others, 'or')} made is reported and left alone`,
      remove: `a row that ${list(others, 'or')} made is removed; its values are kept in the audit`,
      review: `a row that ${list(others, 'or')} made is held and a review is open`,
    }
    return happens(`${what[flow.lifecycle.foreignCreate]}${foundLater(plan, flow, others, 'seesChanges')}`)
  },
  foreignDelete: ({ plan, flow }) => {
    const others = flow.systems.filter((system) => !flow.lifecycle.deletes.includes(system))
    if (others.length === 0) return never('every system of the flow may delete')
    const what = {
      restore: `a row that ${list(others, 'or')} deleted is restored`,
      accept: `a delete by ${list(others, 'or')} is taken as a delete`,
      review: `a delete by ${list(others, 'or')} holds the record and opens a review`,
    }
    return happens(`${what[flow.lifecycle.foreignDelete]}${foundLater(plan, flow, others, 'seesDeletes')}`)
  },
  staleAnswer: () => never('it answers for no other field'),
  missingParent,
  constraint: (q) => {
    const said = ofPolicy(q, 'constraint', 'nothing is written')
    return q.flow.failure.then === 'stopFlow' ? happens('the record waits at the system that refuses it, then the flow stops') : said
  },
  tie: (q) => ofPolicy(q, 'tie', q.policy.writer === null ? 'times are not compared' : 'it has one writer, so times are never compared'),
}

export function outcomesOf(plan: Plan, flow: PlanFlow, unit: PlanUnit): Readonly<Record<ConflictKind, Outcome>> {
  const question: Question = { plan, flow, unit, writer: writerOf(unit) ?? list(unit.systems, 'or'), policy: ruleOf({ plan, flow, unit }) }
  return Object.fromEntries(conflictKinds.map((kind) => [kind, answers[kind](question)])) as Record<ConflictKind, Outcome>
}

function ofPolicy({ policy, unit }: Question, kind: ConflictKind, otherwise: string): Outcome {
  const said = policy.outcomes[kind]
  return said === undefined || unit.systems.length < 2 ? never(otherwise) : happens(said)
}

/** Update and delete can only meet where somebody but the field's own writer deletes. */
function againstDelete({ flow, unit, writer }: Question, what: Readonly<Record<PlanFlow['lifecycle']['againstUpdate'], string>>): Outcome {
  const { deletes, foreignDelete, againstUpdate } = flow.lifecycle
  const deleters = foreignDelete === 'restore' ? deletes : flow.systems
  if (deleters.length === 0) return never('nobody deletes')
  if (deleters.every((system) => system === writerOf(unit))) return never(`${writer} alone writes the field and deletes`)
  return happens(what[againstUpdate])
}

/** Where what others do is not reported, it is found later, or never. */
function foundLater(plan: Plan, flow: PlanFlow, systems: readonly string[], sees: 'seesChanges' | 'seesDeletes'): string {
  const silent = systems.filter((system) => plan.systems[system]?.holds[flow.record]?.capabilities[sees] !== true)
  if (silent.length === 0) return ''
  return 'none' in flow.reconcile
    ? `; not seen at ${list(silent)}, which does not report it and is never reconciled`
    : `; found at ${list(silent)} by reconciliation only`
}

function foreignWrite({ plan, flow, unit, writer }: Question): Outcome {
  const others = unit.systems.filter((system) => system !== writerOf(unit))
  if (writerOf(unit) === null || others.length === 0) return never('every system that holds it writes it')
  if (unit.foreignWrite === 'keep')
    return happens(`kept until the next change by ${writer}; reconciliation counts it${foundLater(plan, flow, others, 'seesChanges')}`)
  if (unit.foreignWrite === 'propose')
    return happens(`proposed to ${writer}: both values stay and a review is open${foundLater(plan, flow, others, 'seesChanges')}`)
  const seen = others.filter((system) => plan.systems[system]?.holds[flow.record]?.capabilities.seesChanges === true)
  const unseen = others.filter((system) => !seen.includes(system))
  const parts = seen.length === 0 ? [] : [`set back at ${list(seen)} to the value of ${writer}`]
  if (unseen.length > 0) {
    parts.push(
      'none' in flow.reconcile
        ? `not seen at ${list(unseen)}, which reports no changes and is never reconciled`
        : `found at ${list(unseen)} by reconciliation and set back by its repair`,
    )
  }
  return happens(parts.join('; '))
}

function missingParent({ plan, flow, unit }: Question): Outcome {
  const key = recordOf(plan, flow).key
  const references = flow.references.filter(({ field }) => unit.fields.includes(field) || key.includes(field))
  if (references.length === 0) return never('neither it nor the key refers to another record')
  const parents = list([...new Set(references.map(({ record }) => record))])
  const then = flow.failure.then === 'stopFlow' ? 'the flow stops' : 'it goes to the dead letters'
  return happens(`the record waits until ${parents} is there; after ${duration(flow.failure.retryForMs)} ${then}`)
}
