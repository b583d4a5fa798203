/** Who creates and deletes the records of a flow, and what follows when others do, in sentences. */
import type { Plan, PlanFlow } from '../../plan/schema.ts'
import type { Condition } from '../../plan/flow/filter.ts'
import { conditionsOf } from '../../plan/flow/filter.ts'
import { list } from '../words.ts'
import { numberingOf } from './adapter.ts'
import { guardedAt, keepsDeleted } from './foreign.ts'

const made = { report: 'is reported and left alone', remove: 'is removed', review: 'waits for a review' } as const
const gone = { restore: 'is restored', accept: 'is gone everywhere', review: 'waits for a review' } as const
const clash = { deleteWins: 'the delete wins', updateWins: 'the update wins', review: 'a review decides' } as const

export function lifeOf(plan: Plan, flow: PlanFlow): string[] {
  const { creates, deletes, foreignCreate, foreignDelete, againstUpdate } = flow.lifecycle
  const everyone = (may: readonly string[]): boolean => flow.systems.every((system) => may.includes(system))
  const kept = keepsDeleted({ plan, flow })
  const guarded = guardedAt({ plan, flow }, flow.systems)
  return [
    ...carried(flow),
    `Created by ${list(creates, 'or')}${everyone(creates) ? '' : `; a row made elsewhere ${made[foreignCreate]}`}.`,
    `Deleted by ${list(deletes, 'or')}${everyone(deletes) ? '' : `; a row deleted elsewhere ${gone[foreignDelete]}`}; of a delete and an update at the same time ${clash[againstUpdate]}.`,
    ...renumbered(plan, flow),
    ...(flow.firstSync.whereTheyDiffer === 'byPolicy'
      ? []
      : ['What differs on the first day waits for a review: each system keeps its value until a person decides.']),
    ...(kept.length === 0
      ? []
      : [`${list(kept)} ${kept.length === 1 ? 'keeps its row' : 'keep their rows'} when the record is deleted elsewhere.`]),
    ...(guarded.length === 0
      ? []
      : [`${list(guarded)} ${guarded.length === 1 ? 'refuses' : 'refuse'} what only others may write, create or delete (guard).`]),
  ]
}

/** What follows where a row gets another key. A system that numbers its rows tells that it is the same one. */
function renumbered(plan: Plan, flow: PlanFlow): string[] {
  const { naming, others } = numberingOf(plan, flow)
  const numbering = [...naming, ...others]
  return [
    ...(naming.length === 0
      ? []
      : [
          `A key that is changed at ${list(naming, 'or')}, where the system numbers its rows, keeps the record: all others get the key in place.`,
        ]),
    ...(others.length === 0 ? [] : [`A key that is changed at ${list(others, 'or')}, which names no records, is set back in place.`]),
    ...(flow.systems.length === numbering.length ? [] : [madeAnew(flow, numbering)]),
  ]
}

/** Nothing tells that a row with another key is the one of before: it is a delete and a create, which takes along what that row holds. */
function madeAnew(
  { lifecycle: { creates, deletes, foreignDelete }, systems, units, alone }: PlanFlow,
  numbering: readonly string[],
): string {
  const changing = creates.filter((system) => !numbering.includes(system))
  const may = changing.filter((system) => deletes.includes(system) || foreignDelete === 'accept')
  const elsewhere = numbering.length === 0 ? '' : ' elsewhere'
  if (may.length === 0)
    return `A changed key${elsewhere} is a delete and a create, and no system may do both: the old row goes as any that is deleted there, the new one as any that is made there.`
  const missing = units.filter((unit) => may.some((system) => !unit.systems.includes(system))).map(({ name }) => name)
  const gone = alone.filter(({ system }) => systems.some((other) => other !== system && may.includes(other))).map(({ field }) => field)
  const told = [
    ...(missing.length === 0
      ? []
      : [`${list(missing)} ${missing.length === 1 ? 'starts' : 'start'} empty there, kept in the audit of the old key`]),
    ...(gone.length === 0 ? [] : [`${list(gone)} ${gone.length === 1 ? 'goes' : 'go'} with the old row`]),
  ]
  return (
    [
      `A changed key is a delete and a create: who changes it at ${list(may, 'or')} makes a new record of what that row holds`,
      ...told,
    ].join('; ') + '.'
  )
}

/** Which rows the flow carries, where not all. */
function carried(flow: PlanFlow): string[] {
  const conditions = conditionsOf(flow).map(condition)
  if (flow.where === undefined || conditions.length === 0) return []
  const leaves = flow.where.whenRowLeaves === 'delete' ? 'is deleted elsewhere' : 'stays elsewhere as it was'
  return [`Carries rows of ${list(flow.lifecycle.creates, 'or')} with ${list(conditions)}; a row that is so no longer ${leaves}.`]
}

function condition(each: Condition): string {
  if (each.kind !== 'range') return `${each.field} ${each.kind === 'notIn' ? 'not ' : ''}${list(each.values.map(said), 'or')}`
  const from = each.from === undefined ? [] : [`from ${said(each.from)}`]
  const until = each.until === undefined ? [] : [`below ${said(each.until)}`]
  return [each.field, ...from, ...until].join(' ')
}

function said(value: unknown): string {
  if (value === null) return 'empty'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
