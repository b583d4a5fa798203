/** Where a value goes: from which system, noticed how, by which run, into which column, and which other flows take it on. */
import { rhythmText } from '../emit/view/facts.ts'
import { writerOf } from '../emit/view/writers.ts'
import { duration, list } from '../emit/words.ts'
import { carriesEvents } from '../plan/flow/events.ts'
import type { Plan, PlanBinding, PlanColumn, PlanFlow, PlanUnit } from '../plan/schema.ts'

export interface Way {
  readonly flow: string
  readonly from: string
  readonly to: readonly string[]
  readonly says: string
}

export interface Place {
  readonly system: string
  /** With how it is stored, where that is not as it is. */
  readonly columns: readonly string[]
}

/** From each of its writers to all others; then what other flows make of it. */
export function waysOf(plan: Plan, flowName: string, unit: PlanUnit): readonly Way[] {
  const flow = plan.flows[flowName]!
  const writers = writerOf(unit) === null ? unit.systems : [writerOf(unit)!]
  const own = writers.flatMap((from): Way[] => {
    const to = unit.systems.filter((system) => system !== from)
    return to.length === 0 ? [] : [{ flow: flowName, from, to, says: travels(plan, flow, from) }]
  })
  return [...own, ...takenOn(plan, flowName, unit)]
}

function travels(plan: Plan, flow: PlanFlow, from: string): string {
  const { lagMs } = flow.expect
  const promised = lagMs === undefined ? '' : `; expected within ${duration(lagMs)}`
  return `${noticed(plan.systems[from]!.holds[flow.record]!, flow)}${promised}`
}

/** How a change is noticed there, and when. */
function noticed({ detect }: PlanBinding, { rhythm, reconcile }: PlanFlow): string {
  const run = `a run ${rhythmText(rhythm)}`
  if (detect.kind === 'none')
    return 'none' in reconcile
      ? `changes are not reported, and never reconciled: ${reconcile.none}`
      : `changes are not reported: reconciliation ${rhythmText(reconcile.rhythm)} finds them`
  return `${means(detect)}; ${run} takes it on`
}

function means(detect: Exclude<PlanBinding['detect'], { kind: 'none' }>): string {
  if (detect.kind === 'updatedAt') return `noticed by the column ${detect.column}, at most ${duration(detect.overlapMs)} late`
  if (detect.kind === 'webhook') return `told by a call to ${detect.path}`
  const by = {
    outbox: 'noticed by triggers, as it is committed',
    log: 'noticed in the log of the server, as it is committed',
    snapshot: 'noticed by comparing every row with the last one seen',
    changes: 'noticed by the connector’s own feed',
  } as const
  return by[detect.kind]
}

/** Flows of the same record that read it where this one writes or reads it. */
function takenOn(plan: Plan, flowName: string, unit: PlanUnit): readonly Way[] {
  const { record } = plan.flows[flowName]!
  return Object.entries(plan.flows).flatMap(([name, other]): Way[] => {
    if (name === flowName || other.record !== record) return []
    const same = other.units.find(({ fields }) => fields.some((field) => unit.fields.includes(field)))
    const from = same === undefined ? undefined : (writerOf(same) ?? same.systems[0])
    if (same === undefined || from === undefined || !unit.systems.includes(from)) return []
    const to = same.systems.filter((system) => system !== from)
    const events = carriesEvents(plan, other)
    return to.length === 0
      ? []
      : [{ flow: name, from, to, says: events ? 'every change is appended as it was made' : travels(plan, other, from) }]
  })
}

export function placesOf(plan: Plan, flow: PlanFlow, fields: readonly string[], systems: readonly string[]): readonly Place[] {
  return systems.map((system) => {
    const binding = plan.systems[system]!.holds[flow.record]!
    const columns = fields.flatMap((field) => binding.columns.find((each) => each.field === field) ?? [])
    return { system, columns: columns.map((column) => `${binding.name}.${column.column}${stored(column)}`) }
  })
}

/** How it is stored, where that is not as it is. */
function stored(column: PlanColumn): string {
  const parts = [
    ...(column.values === undefined ? [] : [column.values.map(([field, value]) => `${field} is ${JSON.stringify(value)}`).join(', ')]),
    ...(column.lookup === undefined ? [] : [`the ${column.lookup.id} of ${column.lookup.table}, found by ${column.lookup.match}`]),
    ...(column.codec === undefined ? [] : ['name' in column.codec ? `by ${column.codec.name}` : 'by a codec']),
    ...(column.whenNull === undefined ? [] : [`empty is ${JSON.stringify(column.whenNull)}`]),
    ...column.stores.map((each) => (typeof each === 'string' ? `stored ${each}` : `stored ${JSON.stringify(each)}`)),
  ]
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`
}

export function wayText({ flow, from, to }: Way, own: string): string {
  return `${from} to ${list(to)}${flow === own ? '' : ` (${flow})`}`
}
