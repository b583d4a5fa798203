import type { FlowData } from '../../../dsl/data.ts'
import type { PlanBinding, PlanRecord, PlanSystem } from '../schema.ts'

/** What a flow is resolved against. Names are looked up by the functions below: engineers choose them, and `constructor` is something in every object. */
export interface Estate {
  readonly records: Readonly<Record<string, PlanRecord>>
  readonly systems: Readonly<Record<string, PlanSystem>>
}

export function recordIn({ records }: Estate, name: string): PlanRecord | undefined {
  return Object.hasOwn(records, name) ? records[name] : undefined
}

export function bindingIn({ systems }: Estate, system: string, record: string): PlanBinding | undefined {
  const holds = Object.hasOwn(systems, system) ? systems[system]?.holds : undefined
  return holds && Object.hasOwn(holds, record) ? holds[record] : undefined
}

/** The fields of a record that a system holds; none where it does not hold the record. */
export function heldBy(estate: Estate, system: string, record: string): ReadonlySet<string> {
  return new Set(bindingIn(estate, system, record)?.columns.map((column) => column.field))
}

/** The flow's systems in declared order, the source first; two-way without names: those that can share the record. */
export function systemsOf({ way, record }: FlowData, estate: Estate): readonly string[] {
  if (way.kind === 'oneWay') return [way.from, ...way.to]
  if (way.systems) return way.systems
  return Object.entries(estate.systems)
    .filter(([, system]) => system.access === 'readWrite' && Object.hasOwn(system.holds, record))
    .map(([name]) => name)
}
