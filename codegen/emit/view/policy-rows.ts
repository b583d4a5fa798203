/** The conflict-policy table: a row for the key, for each unit, and for each field that one system alone holds. */
import type { PolicyRow } from '../../../runtime/policies/table.ts'
import type { Plan, PlanFlow, PlanUnit } from '../../plan/schema.ts'
import { recordOf } from './adapter.ts'
import type { Place } from './foreign.ts'
import { guardedAt, keepsDeleted } from './foreign.ts'
import { outcomesOf } from './outcomes.ts'
import { outcomesOfAlone, outcomesOfKey } from './undecided.ts'
import { mayWriteAt, writerOf } from './writers.ts'

export function policyRows(plan: Plan): PolicyRow[] {
  return Object.keys(plan.flows).flatMap((name) => rowsOfFlow(plan, name))
}

export function rowsOfFlow(plan: Plan, name: string): PolicyRow[] {
  const flow = plan.flows[name]!
  const place = { plan, flow }
  const every = { flow: name, record: flow.record, keepDeletedAt: keepsDeleted(place) }
  return [
    keyRow(place, every),
    ...flow.units.map((unit) => unitRow(place, every, unit)),
    ...flow.alone.map((each) => aloneRow(every, each)),
  ]
}

type Every = Pick<PolicyRow, 'flow' | 'record' | 'keepDeletedAt'>

function keyRow({ plan, flow }: Place, every: Every): PolicyRow {
  const { key } = recordOf(plan, flow)
  const { creates } = flow.lifecycle
  return {
    ...every,
    unit: key.join(', '),
    fields: key,
    systems: flow.systems,
    writer: creates.length === 1 ? creates[0]! : null,
    policy: 'key',
    step: null,
    foreignWrite: null,
    guardedAt: guardedAt(
      { plan, flow },
      flow.systems.filter((system) => !creates.includes(system) || !flow.lifecycle.deletes.includes(system)),
    ),
    outcomes: outcomesOfKey({ plan, flow }),
  }
}

function unitRow({ plan, flow }: Place, every: Every, unit: PlanUnit): PolicyRow {
  const writer = writerOf(unit)
  return {
    ...every,
    unit: unit.name,
    fields: unit.fields,
    systems: unit.systems,
    writer,
    ...(unit.policy.kind === 'owner' && unit.policy.from !== undefined && { from: unit.policy.from }),
    policy: unit.policy.kind,
    step: unit.step,
    foreignWrite: writer === null ? null : unit.foreignWrite,
    guardedAt:
      writer === null
        ? []
        : guardedAt(
            { plan, flow },
            unit.systems.filter((system) => !mayWriteAt(unit, system)),
          ),
    outcomes: outcomesOf(plan, flow, unit),
  }
}

function aloneRow(every: Every, { field, system }: PlanFlow['alone'][number]): PolicyRow {
  return {
    ...every,
    unit: field,
    fields: [field],
    systems: [system],
    writer: system,
    policy: 'alone',
    step: null,
    foreignWrite: null,
    guardedAt: [],
    outcomes: outcomesOfAlone(system),
  }
}

/** Units for which the same happens in every case share a table. */
export function alike(rows: readonly PolicyRow[]): PolicyRow[][] {
  const groups = new Map<string, PolicyRow[]>()
  for (const row of rows) {
    const outcomes = JSON.stringify(row.outcomes)
    groups.set(outcomes, [...(groups.get(outcomes) ?? []), row])
  }
  return [...groups.values()]
}
