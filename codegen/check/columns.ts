/** Fields in columns that somebody has pulled: what the database says of each, and which flows bring values to it or take them from it. */
import { mayInsert } from '../emit/view/writes.ts'
import { once } from '../once.ts'
import type { Plan, PlanBinding, PlanColumn, PlanField, PlanFlow, PlanUnit, PulledColumn } from '../plan/schema.ts'
import { bindingOf, flowsOf, recordOf, systemOf, writersOf } from './plan-parts.ts'

export interface PulledField {
  readonly flow: string
  readonly system: string
  readonly record: string
  readonly binding: PlanBinding
  readonly column: PlanColumn
  readonly field: PlanField
  readonly said: PulledColumn
}

/** What a finding names of it. */
export interface ColumnFacts {
  readonly system: string
  readonly record: string
  readonly field: string
  /** `table.column`. */
  readonly column: string
  /** As the database prints it. */
  readonly type: string
}

export interface Written extends PulledField {
  readonly sources: readonly Source[]
}

/** A column that values come from. */
export interface Source {
  readonly system: string
  /** Absent where nothing was pulled of it, or what stands there is made into something else on the way. */
  readonly said?: PulledColumn
}

/** The first flow that writes a field into each pulled column. What a codec or a lookup stores nobody can tell. */
export const writtenColumns = once((plan: Plan): readonly Written[] =>
  firstOfEach(
    flowsOf(plan).flatMap(([name, flow]) =>
      carried(plan, flow).flatMap(({ field, systems, writers }) =>
        systems.flatMap((system) => {
          const sources = (mayInsert(flow, system) ? systems : writers).filter((source) => source !== system)
          if (sources.length === 0 || systemOf(plan, system)?.access === 'readOnly') return []
          return pulledField(plan, name, flow, system, field).map((found) => ({
            ...found,
            sources: sources.map((source) => ({ system: source, ...plainColumn(plan, name, flow, source, field) })),
          }))
        }),
      ),
    ),
  ),
)

/** The first flow that takes a field from each pulled column to other systems. */
export const readColumns = once((plan: Plan): readonly PulledField[] =>
  firstOfEach(
    flowsOf(plan).flatMap(([name, flow]) =>
      carried(plan, flow).flatMap(({ field, systems, writers }) =>
        writers
          .filter((system) => systems.some((other) => other !== system))
          .flatMap((system) => pulledField(plan, name, flow, system, field)),
      ),
    ),
  ),
)

export function columnFacts({ system, record, field, binding, said }: PulledField): ColumnFacts {
  return { system, record, field: field.name, column: `${binding.name}.${said.column}`, type: said.type }
}

/** What was pulled of a column; to databases its name is the same in every case of letters. */
function saidOf(binding: PlanBinding, column: string): PulledColumn | undefined {
  return binding.pulled?.find((each) => each.column.toLowerCase() === column.toLowerCase())
}

interface Carried {
  readonly field: string
  /** That hold it. */
  readonly systems: readonly string[]
  readonly writers: readonly string[]
}

/** The key is written where a record is created, by who creates it. */
function carried(plan: Plan, flow: PlanFlow): readonly Carried[] {
  const { systems, lifecycle } = flow
  const keys = (recordOf(plan, flow.record)?.key ?? []).map((field) => ({ field, systems, writers: lifecycle.creates }))
  return [
    ...keys,
    ...flow.units.flatMap((unit: PlanUnit) => unit.fields.map((field) => ({ field, systems: unit.systems, writers: writersOf(unit) }))),
  ]
}

function pulledField(plan: Plan, name: string, flow: PlanFlow, system: string, fieldName: string): readonly PulledField[] {
  const { record } = flow
  const binding = bindingOf(plan, system, record)
  const column = binding?.columns.find((each) => each.field === fieldName)
  const field = recordOf(plan, record)?.fields.find((each) => each.name === fieldName)
  const said = binding && column && saidOf(binding, column.column)
  if (!field || !said || column.codec || column.lookup) return []
  return [{ flow: name, system, record, binding, column, field, said }]
}

function plainColumn(plan: Plan, name: string, flow: PlanFlow, system: string, field: string): Pick<Source, 'said'> {
  const [found] = pulledField(plan, name, flow, system, field)
  return found && !found.column.values ? { said: found.said } : {}
}

/** What all sources agree to be the most; undefined where one of them says nothing of it. */
export function mostOf(sources: readonly Source[], limit: (said: PulledColumn) => number | undefined): number | undefined {
  const limits = sources.map(({ said }) => said && limit(said))
  return limits.every((each) => each !== undefined) ? Math.max(...limits) : undefined
}

function firstOfEach<F extends PulledField>(all: readonly F[]): readonly F[] {
  const first = new Map<string, F>()
  for (const each of all) {
    const name = JSON.stringify([each.system, each.record, each.field.name])
    if (!first.has(name)) first.set(name, each)
  }
  return [...first.values()]
}
