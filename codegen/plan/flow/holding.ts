import type { FlowData } from '../../../dsl/data.ts'
import type { PlanRecord, PlanSystem } from '../schema.ts'

/** What a flow is resolved against. */
export interface Estate {
  readonly records: Readonly<Record<string, PlanRecord>>
  readonly systems: Readonly<Record<string, PlanSystem>>
}

/** The fields of a record that a system holds; none where it does not hold the record. */
export function heldBy(estate: Estate, system: string, record: string): ReadonlySet<string> {
  const holds = Object.hasOwn(estate.systems, system) ? estate.systems[system]?.holds : undefined
  const binding = holds && Object.hasOwn(holds, record) ? holds[record] : undefined
  return new Set(binding?.columns.map((column) => column.field))
}

/** The flow's systems in declared order, the source first; two-way without names: those that can share the record. */
export function systemsOf({ way, record }: FlowData, estate: Estate): readonly string[] {
  if (way.kind === 'oneWay') return [way.from, ...way.to]
  if (way.systems) return way.systems
  return Object.entries(estate.systems)
    .filter(([, system]) => system.access === 'readWrite' && Object.hasOwn(system.holds, record))
    .map(([name]) => name)
}
