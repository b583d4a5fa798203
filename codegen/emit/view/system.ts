/** One system as its scripts see it: the tables that flows touch there, and what each flow does to them. */
import { once } from '../../once.ts'
import type { Plan, PlanSystem } from '../../plan/schema.ts'
import { refusePlan } from '../refuse.ts'
import type { AdapterView, ColumnView } from './adapter.ts'
import { adapterView, recordTag } from './adapter.ts'

/** One record in one table, over all flows that carry it. */
export interface HeldView {
  readonly record: string
  /** The record's name as it is part of names in the database. */
  readonly tag: string
  readonly table: string
  readonly adapters: readonly [AdapterView, ...AdapterView[]]
  /** Columns that any flow reads that settles them, but the key's. */
  readonly columns: readonly string[]
  /** Those of them whose times any flow compares. */
  readonly timed: readonly string[]
  readonly outbox: string | null
  /** What flows that carry events read of it; null: there are none. */
  readonly events: EventsView | null
}

export interface EventsView {
  /** The table of captured changes. */
  readonly table: string
  readonly columns: readonly ColumnView[]
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
  const byRecord = Map.groupBy(adapters, (adapter) => adapter.flow.record)
  const held = Object.keys(system.holds).flatMap((record): HeldView[] => {
    const [first, ...rest] = byRecord.get(record) ?? []
    if (first === undefined) return []
    const all: HeldView['adapters'] = [first, ...rest]
    const settled = all.filter((adapter) => adapter.events === null)
    const columns = [...new Set(settled.flatMap((adapter) => adapter.fields.map((field) => field.column)))]
    const timed = [...new Set(settled.flatMap((adapter) => adapter.timed.map((field) => field.column)))]
    const outbox = settled[0]?.outbox ?? null
    return [
      { record, tag: recordTag(system, record), table: first.binding.name, adapters: all, columns, timed, outbox, events: eventsOf(all) },
    ]
  })
  return { landscape: plan.landscape, name, system, held }
}

function eventsOf(adapters: readonly AdapterView[]): EventsView | null {
  const carrying = adapters.filter(({ events }) => events !== null)
  if (carrying.length === 0) return null
  const columns = new Map(carrying.flatMap(({ fields }) => fields.map((field) => [field.column, field])))
  return { table: carrying[0]!.events!, columns: [...columns.values()] }
}

/** Systems that some flow touches, in the order of the plan. */
export const systemViews = once((plan: Plan): readonly SystemView[] =>
  Object.keys(plan.systems).flatMap((name) => {
    const view = systemView(plan, name)
    return view.held.length === 0 ? [] : [view]
  }),
)
