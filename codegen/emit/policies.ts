/** The conflict-policy table, three times the same: for code, for tools, for people. */
import { conflictKinds } from '../../runtime/conflict-kinds.ts'
import type { PolicyRow } from '../../runtime/policies/table.ts'
import type { Plan } from '../plan/schema.ts'
import type { Emitter } from './emitter.ts'
import type { Printable } from './print.ts'
import { lines, print } from './print.ts'
import { render } from './template.ts'
import { writerOf } from './view/adapter.ts'
import { outcomesOf } from './view/outcomes.ts'
import { cell, list, stepNames } from './words.ts'

export const policies: Emitter = ({ plan, header }) => {
  const rows = policyRows(plan)
  return [
    { path: 'policies.ts', text: render('policies.ts', { header, rows: print(lines(rows as unknown as readonly Printable[]), 0, 50) }) },
    { path: 'policies.json', text: `${JSON.stringify({ generated: header, policies: rows }, null, 2)}\n` },
    { path: 'policies.md', text: render('policies.md', { header, flows: pages(plan, rows) }) },
  ]
}

function policyRows(plan: Plan): PolicyRow[] {
  return Object.entries(plan.flows).flatMap(([name, flow]) =>
    flow.units.map((unit): PolicyRow => ({
      flow: name,
      record: flow.record,
      unit: unit.name,
      fields: unit.fields,
      systems: unit.systems,
      writer: writerOf(unit),
      policy: unit.policy.kind,
      step: unit.step,
      foreignWrite: unit.foreignWrite,
      outcomes: outcomesOf(plan, flow, unit),
    })),
  )
}

function pages(plan: Plan, rows: readonly PolicyRow[]): object[] {
  return Object.keys(plan.flows).map((name) => {
    const own = rows.filter((row) => row.flow === name)
    return {
      name: cell(name),
      units: own.map((row) => ({
        unit: cell(row.unit),
        fields: row.fields.map(cell).join(', '),
        systems: row.systems.map(cell).join(', '),
        writer: cell(row.writer ?? 'all'),
        policy: row.policy,
        step: `${row.step} ${stepNames[row.step] ?? ''}`,
        foreignWrite: row.writer === null ? 'none: all write' : row.foreignWrite,
      })),
      groups: alike(own).map((group) => ({
        units: cell(list(group.map(({ unit }) => unit))),
        outcomes: conflictKinds.map((kind) => ({ kind, what: cell(group[0]!.outcomes[kind].what) })),
      })),
    }
  })
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
