/**
 * What happens to a unit in every way in which systems can disagree. A cell is never empty: what cannot happen says why. The policy itself says what it
 * makes of a conflict of values; the rest follows from the life of the record and from the systems.
 */
import type { ConflictKind } from '../../../runtime/conflict-kinds.ts'
import { conflictKinds } from '../../../runtime/conflict-kinds.ts'
import type { Policy } from '../../../runtime/policies/rule.ts'
import type { Outcome } from '../../../runtime/policies/table.ts'
import type { Plan, PlanFlow, PlanUnit } from '../../plan/schema.ts'
import { list } from '../words.ts'
import { missingParent } from './parents.ts'
import type { Place } from './foreign.ts'
import { foundLater, keepsDeleted, noticeBehindGuard, refusedAt } from './foreign.ts'
import { answersOf } from './adapter.ts'
import { mayWriteAt, writerOf } from './writers.ts'
import { ruleOf } from './policies.ts'
import { asksWhetherItLives } from './writes.ts'

interface Question extends Place {
  readonly unit: PlanUnit
  /** Who writes it, in words. */
  readonly writer: string
  readonly policy: Policy
}
type Answer = (question: Question) => Outcome

export const happens = (what: string): Outcome => ({ occurs: true, what })
export const never = (why: string): Outcome => ({ occurs: false, what: `cannot occur: ${why}` })

const answers: Readonly<Record<ConflictKind, Answer>> = {
  bothChanged: (q) => ofPolicy(q, 'bothChanged', 'one system alone holds it'),
  bothCreated: onFirstDay,
  updateDelete: (q) => {
    const what = {
      deleteWins: `the delete stands; the edit by ${q.writer} is kept in the audit`,
      updateWins: `the edit by ${q.writer} stands: the record lives again everywhere`,
      review: 'the record is held and a review is open',
    }
    const said = againstDelete(q, what)
    if (said.occurs || !asksWhetherItLives(q.flow)) return said
    return happens(`once a person has decided that the record is gone, ${what[q.flow.lifecycle.againstUpdate]}`)
  },
  deleteUpdate: (q) =>
    againstDelete(q, {
      deleteWins: 'the delete stands; the update that it had not seen is kept in the audit',
      updateWins: 'the update stands: the row is restored where it was deleted',
      review: 'the record is held and a review is open',
    }),
  foreignWrite,
  foreignCreate,
  foreignDelete,
  staleAnswer,
  missingParent: (q) => missingParent(q, q.unit),
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

function onFirstDay(question: Question): Outcome {
  const said = ofPolicy(question, 'bothCreated', 'one system alone holds it')
  if (!said.occurs || question.flow.firstSync.whereTheyDiffer === 'byPolicy') return said
  return happens(`found so on the first day, each system keeps its value until a person decides; later: ${said.what}`)
}

/**
 * Update and delete can only meet where somebody but the field's own writer deletes: one who may, or whose delete is taken as one all the same; or takes a row out of
 * what the flow carries, which is as a delete that wins.
 */
function againstDelete(
  { plan, flow, unit, writer }: Question,
  what: Readonly<Record<PlanFlow['lifecycle']['againstUpdate'], string>>,
): Outcome {
  const { creates, deletes, foreignDelete, againstUpdate } = flow.lifecycle
  const deleters = foreignDelete === 'accept' ? flow.systems : deletes
  const others = (systems: readonly string[]): boolean => systems.some((system) => system !== writerOf(unit))
  const leaver = flow.where?.whenRowLeaves === 'delete' && others(creates.slice(0, 1)) ? creates[0] : undefined
  const stands = (kind: PlanFlow['lifecycle']['againstUpdate']): string => {
    const kept = kind === 'deleteWins' ? keepsDeleted({ plan, flow }) : []
    return `${what[kind]}${kept.length === 0 ? '' : `; ${list(kept)} ${kept.length === 1 ? 'keeps its row' : 'keep their rows'}`}`
  }
  const left = leaver === undefined ? '' : `where its row leaves the flow at ${leaver}, ${stands('deleteWins')}`
  if (others(deleters)) {
    const said = stands(againstUpdate)
    return happens(left === '' || againstUpdate === 'deleteWins' ? said : `${said}; ${left}`)
  }
  if (left !== '') return happens(left)
  return never(deleters.length === 0 ? 'nobody deletes' : `${writer} alone writes the field and deletes`)
}

export function foreignCreate({ plan, flow }: Place): Outcome {
  const others = flow.systems.filter((system) => !flow.lifecycle.creates.includes(system))
  if (others.length === 0) return never('every system of the flow may create')
  const what = {
    report: `a row that ${list(others, 'or')} made is reported and left alone`,
    remove: `a row that ${list(others, 'or')} made is removed; its values are kept in the audit`,
    review: `a row that ${list(others, 'or')} made is held and a review is open`,
  }
  const place = { plan, flow }
  return happens(`${refusedAt(place, others)}${what[flow.lifecycle.foreignCreate]}${foundLater(place, others, 'seesChanges')}`)
}

export function foreignDelete({ plan, flow }: Place): Outcome {
  const others = flow.systems.filter((system) => !flow.lifecycle.deletes.includes(system))
  if (others.length === 0) return never('every system of the flow may delete')
  const what = {
    restore: `a row that ${list(others, 'or')} deleted is restored`,
    accept: `a delete by ${list(others, 'or')} is taken as a delete`,
    review: `a delete by ${list(others, 'or')} holds the record and opens a review`,
  }
  const place = { plan, flow }
  const refused = flow.lifecycle.foreignDelete === 'accept' ? '' : refusedAt(place, others)
  return happens(`${refused}${what[flow.lifecycle.foreignDelete]}${foundLater(place, others, 'seesDeletes')}`)
}

function staleAnswer({ unit, writer }: Question): Outcome {
  const answered = answersOf(unit)
  if (answered.length === 0) return never('it answers for no other field')
  return happens(
    `given by ${writer} for another ${list(answered, 'or')} than is decided: each system keeps its value and a review is open, until a person takes it or ${writer} answers anew`,
  )
}

function foreignWrite({ plan, flow, unit, writer }: Question): Outcome {
  const others = unit.systems.filter((system) => system !== writerOf(unit))
  if (writerOf(unit) === null || others.length === 0) return never('every system that holds it writes it')
  const place = { plan, flow }
  const refused = `${whileHandedOver(unit)}${refusedAt(
    place,
    others.filter((system) => !mayWriteAt(unit, system)),
  )}`
  if (unit.foreignWrite === 'keep')
    return happens(`${refused}kept until the next change by ${writer}; reconciliation counts it${foundLater(place, others, 'seesChanges')}`)
  if (unit.foreignWrite === 'propose')
    return happens(`${refused}proposed to ${writer}: both values stay and a review is open${foundLater(place, others, 'seesChanges')}`)
  const seen = others.filter((system) => noticeBehindGuard(place, system, 'seesChanges') === 'seen')
  const unseen = others.filter((system) => !seen.includes(system))
  const parts = seen.length === 0 ? [] : [`set back at ${list(seen)} to the value of ${writer}`]
  if (unseen.length > 0) {
    parts.push(
      'none' in flow.reconcile
        ? `not seen at ${list(unseen)}, which reports no changes and is never reconciled`
        : `found at ${list(unseen)} by reconciliation and set back by its repair`,
    )
  }
  return happens(`${refused}${parts.join('; ')}`)
}

/** Begins a cell: the one that is foreign changes with the owner. Empty: the owner stays. */
function whileHandedOver({ policy }: PlanUnit): string {
  if (policy.kind !== 'owner' || policy.from === undefined) return ''
  return `until the handover switches, a foreign write is one by ${policy.system}, which its shadow leaves alone; from then on one by ${policy.from}: `
}
