/**
 * What changed from one plan to another, as far as the runtime does anything otherwise or a person reads it otherwise. Pure, and empty for a plan and itself.
 * Where something stands changes nothing.
 */
import { carriesEvents } from '../plan/flow/events.ts'
import type { Plan, PlanFlow, Position } from '../plan/schema.ts'
import { changeText, sameChange } from '../../runtime/terms/change.ts'
import { carriedDifferences } from './carried.ts'
import type { Change, Difference } from './change.ts'
import { levels } from './change.ts'
import { differences } from './member.ts'
import { callsOfMember, flowMembers } from './members/flow.ts'
import { planMembers, systemMembers } from './members/system.ts'
import { callAt } from './place.ts'
import { planTerms, termsDifferences } from './terms.ts'
import { unitDifferences } from './units.ts'

/** The worst first, then in the order of the plan. */
export function diff(before: Plan, after: Plan): readonly Change[] {
  const changes: readonly Change[] = [
    ...differences(planMembers, before, after, { at: after.at, of: '' }),
    ...flowChanges(before, after),
    ...systemChanges(before, after),
  ]
  return levels.flatMap((level) => changes.filter((change) => change.level === level))
}

function flowChanges(before: Plan, after: Plan): readonly Change[] {
  const gone = Object.keys(before.flows).filter((name) => !Object.hasOwn(after.flows, name))
  return [
    ...Object.entries(after.flows).flatMap(([name, flow]): readonly Change[] => {
      const was = Object.hasOwn(before.flows, name) ? before.flows[name] : undefined
      const found = was === undefined ? [begins(flow)] : changesOf({ plan: before, flow: was }, { plan: after, flow })
      return found.map((each) => ({ flow: name, ...each }))
    }),
    ...gone.map((name): Change => ({ flow: name, ...ends(before.flows[name]!, after) })),
  ]
}

function begins(flow: PlanFlow): Difference {
  return { level: 'safe', what: 'flow', before: 'none', after: wayText(flow), at: flow.at, effect: 'begins' }
}
function ends(flow: PlanFlow, { at }: Plan): Difference {
  return { level: 'risky', what: 'flow', before: wayText(flow), after: 'none', at, effect: 'unwatched' }
}
function wayText({ record, direction, systems }: PlanFlow): string {
  return `${record} ${direction === 'twoWay' ? `both ways between ${systems.join(', ')}` : `from ${systems[0]} to ${systems.slice(1).join(', ')}`}`
}

interface Side {
  readonly plan: Plan
  readonly flow: PlanFlow
}

function changesOf(before: Side, after: Side): readonly Difference[] {
  const events = carriesEvents(after.plan, after.flow)
  const terms = termsDifferences(planTerms(before.plan, before.flow), planTerms(after.plan, after.flow), after.plan, after.flow, !events)
  const all = [
    ...terms,
    ...differences(flowMembers, before.flow, after.flow, { at: after.flow.at, of: '' }, (member) =>
      callAt(after.flow, callsOfMember[member] ?? []),
    ),
    ...unitDifferences(before.flow, after.flow, terms),
    ...carriedDifferences(before, after),
  ]
  return events ? all.map((each) => ({ ...each, effect: 'lines' as const })) : all
}

/** Of systems that flows of both plans use. */
function systemChanges(before: Plan, after: Plan): readonly Change[] {
  const used = new Set(Object.values(before.flows).flatMap(({ systems }) => systems))
  const still = [...new Set(Object.values(after.flows).flatMap(({ systems }) => systems))].filter((name) => used.has(name))
  return still.flatMap((name) => {
    const [was, is] = [before.systems[name], after.systems[name]]
    return was === undefined || is === undefined ? [] : differences(systemMembers, was, is, { at: is.at, of: ` of ${name}`, system: name })
  })
}

/** What is accepted in code and is no change any more: it can go. */
export function staleAccepts(
  plan: Plan,
  changes: readonly Change[],
): readonly { readonly flow: string; readonly change: string; readonly at: Position }[] {
  return Object.entries(plan.flows).flatMap(([flow, { accepts = [] }]) =>
    accepts
      .filter(
        ({ change }) => !changes.some((each) => each.flow === flow && each.accepted !== undefined && sameChange(change, changeText(each))),
      )
      .map(({ change, at }) => ({ flow, change, at })),
  )
}
