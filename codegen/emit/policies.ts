/** The conflict-policy table, three times the same: for code, for tools, for people. */
import { conflictKinds } from '../../runtime/conflict-kinds.ts'
import type { PolicyRow } from '../../runtime/policies/table.ts'
import type { Plan } from '../plan/schema.ts'
import type { Emitter } from './emitter.ts'
import type { Printable } from './print.ts'
import { code, lines, print } from './print.ts'
import { render } from './template.ts'
import { lifeOf } from './view/life.ts'
import { alike, policyRows } from './view/policy-rows.ts'
import { cell, list, stepNames } from './words.ts'

export const policies: Emitter = ({ settled: plan, toldHeader: header }) => {
  const rows = policyRows(plan)
  return [
    { path: 'policies.ts', text: render('policies.ts', { header, rows: print(lines(rows.map(printable())), 0, 50) }) },
    { path: 'policies.json', text: `${JSON.stringify({ generated: header, policies: rows }, null, 2)}\n` },
    { path: 'policies.md', text: render('policies.md', { header, flows: pages(plan, rows) }) },
  ]
}

/** Rows as they are printed. What happens is said of most rows in the words of others: it is printed once, as it stands in a row. */
function printable(): (row: PolicyRow) => Printable {
  const known = new Map<string, Printable>()
  return ({ outcomes, ...row }) => {
    const said = JSON.stringify(outcomes)
    const printed = known.get(said) ?? code(print(outcomes as unknown as Printable, 2, '    outcomes: '.length))
    known.set(said, printed)
    return { ...row, outcomes: printed }
  }
}

function pages(plan: Plan, rows: readonly PolicyRow[]): object[] {
  const byFlow = Map.groupBy(rows, (row) => row.flow)
  return Object.entries(plan.flows).map(([name, flow]) => {
    const own = byFlow.get(name) ?? []
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
