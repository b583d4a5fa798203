/** One system as its scripts see it: the tables that flows touch there, and what each flow does to them. */
import type { Plan, PlanSystem } from '../../plan/schema.ts'
import { refusePlan } from '../refuse.ts'
import type { AdapterView } from './adapter.ts'
import { adapterView, recordTag } from './adapter.ts'

/** One record in one table, over all flows that carry it. */
export interface HeldView {
  readonly record: string
  /** The record's name as it is part of names in the database. */
  readonly tag: string
  readonly table: string
  readonly adapters: readonly [AdapterView, ...AdapterView[]]
  /** Columns that any flow reads, but the key's. */
  readonly columns: readonly string[]
  /** Those of them whose times any flow compares. */
  readonly timed: readonly string[]
  readonly outbox: string | null
}
export interface SystemView {
  readonly landscape: string
  readonly name: string
  readonly system: PlanSystem
  readonly held: readonly HeldView[]
}

function systemView(plan: Plan, name: string): SystemView {
  const system = plan.systems[name] ?? refusePlan(`the plan holds no system ${name}`)
  const adapters = Object.entries(plan.flows).flatMap(([flowName, flow]) =>
    flow.systems.includes(name) ? [adapterView(plan, flowName, name)] : [],
  )
  const held = Object.keys(system.holds).flatMap((record): HeldView[] => {
    const [first, ...rest] = adapters.filter((adapter) => adapter.flow.record === record)
    if (first === undefined) return []
    const all: HeldView['adapters'] = [first, ...rest]
    const columns = [...new Set(all.flatMap((adapter) => adapter.fields.map((field) => field.column)))]
    const timed = [...new Set(all.flatMap((adapter) => adapter.timed.map((field) => field.column)))]
    return [{ record, tag: recordTag(system, record), table: first.binding.name, adapters: all, columns, timed, outbox: first.outbox }]
  })
  return { landscape: plan.landscape, name, system, held }
}

/** Systems that some flow touches, in the order of the plan. */
export function systemViews(plan: Plan): SystemView[] {
  return Object.keys(plan.systems).flatMap((name) => {
    const view = systemView(plan, name)
    return view.held.length === 0 ? [] : [view]
  })
}
