/** The conflict-policy table, three times the same: for code, for tools, for people. */
import { conflictKinds } from '../../runtime/conflict-kinds.ts'
import type { PolicyRow } from '../../runtime/policies/table.ts'
import type { Plan, PlanFlow, PlanUnit } from '../plan/schema.ts'
import type { Emitter } from './emitter.ts'
import type { Printable } from './print.ts'
import { lines, print } from './print.ts'
import { render } from './template.ts'
import { recordOf } from './view/adapter.ts'
import { mayWriteAt, writerOf } from './view/writers.ts'
import type { Place } from './view/foreign.ts'
import { guardedAt, keepsDeleted } from './view/foreign.ts'
import { lifeOf } from './view/life.ts'
import { outcomesOf } from './view/outcomes.ts'
import { outcomesOfAlone, outcomesOfKey } from './view/undecided.ts'
import { cell, list, stepNames } from './words.ts'

export const policies: Emitter = ({ settled: plan, toldHeader: header }) => {
  const rows = policyRows(plan)
  return [
    { path: 'policies.ts', text: render('policies.ts', { header, rows: print(lines(rows as unknown as readonly Printable[]), 0, 50) }) },
    { path: 'policies.json', text: `${JSON.stringify({ generated: header, policies: rows }, null, 2)}\n` },
    { path: 'policies.md', text: render('policies.md', { header, flows: pages(plan, rows) }) },
  ]
}

function policyRows(plan: Plan): PolicyRow[] {
  return Object.entries(plan.flows).flatMap(([name, flow]) => {
    const place = { plan, flow }
    const every = { flow: name, record: flow.record, keepDeletedAt: keepsDeleted(place) }
    return [
      keyRow(place, every),
      ...flow.units.map((unit) => unitRow(place, every, unit)),
      ...flow.alone.map((each) => aloneRow(every, each)),
    ]
  })
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

function pages(plan: Plan, rows: readonly PolicyRow[]): object[] {
  return Object.entries(plan.flows).map(([name, flow]) => {
    const own = rows.filter((row) => row.flow === name)
    return {
      name: cell(name),
      life: lifeOf(plan, flow).map(cell),
      units: own.map((row) => ({
        unit: cell(row.unit),
        fields: row.fields.map(cell).join(', '),
        systems: row.systems.map(cell).join(', '),
        writer: cell(
          row.from !== undefined
            ? `${row.writer!}, handed over by ${row.from}`
            : (row.writer ?? (row.policy === 'key' ? list(flow.lifecycle.creates, 'or') : 'all')),
        ),
        policy: row.policy,
        step: row.step === null ? '' : `${row.step} ${stepNames[row.step] ?? ''}`,
        foreignWrite: foreignWriteOf(row),
      })),
      groups: alike(own).map((group) => ({
        units: cell(list(group.map(({ unit }) => unit))),
        outcomes: toldOnce(group[0]!.outcomes),
      })),
    }
  })
}

const foreignWrites = { restore: 'set back', keep: 'kept until the next change', propose: 'proposed to the writer' } as const

function foreignWriteOf({ policy, foreignWrite, guardedAt: guarded }: PolicyRow): string {
  const refused = guarded.length === 0 ? [] : [`refused at ${list(guarded)} by the guard`]
  if (policy === 'key') return [...refused, 'another record'].join(', else ')
  if (policy === 'alone') return 'none: nobody else holds it'
  if (foreignWrite === null) return 'none: all write'
  return cell([...refused, foreignWrites[foreignWrite]].join(', else '))
}

/** A page does not say the same eleven times. */
function toldOnce(outcomes: PolicyRow['outcomes']): object[] {
  const rows = conflictKinds.map((kind) => ({ kind: kind as string, what: cell(outcomes[kind].what) }))
  return rows.every(({ what }) => what === rows[0]!.what) ? [{ kind: 'any', what: rows[0]!.what }] : rows
}

/** Units for which the same happens in every case share a table. */
function alike(rows: readonly PolicyRow[]): PolicyRow[][] {
  const groups = new Map<string, PolicyRow[]>()
  for (const row of rows) {
    const outcomes = JSON.stringify(row.outcomes)
    groups.set(outcomes, [...(groups.get(outcomes) ?? []), row])
  }
  return [...groups.values()]
}
