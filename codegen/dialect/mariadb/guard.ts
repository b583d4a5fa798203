/** Triggers by which the database itself refuses what a flow would set back: writes to fields that another system owns, creates and deletes by others. REPLACE is a delete and a create here. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import { writerOf } from '../../emit/view/adapter.ts'
import { refusePlan } from '../../emit/refuse.ts'
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import type { Part } from '../layout.ts'
import { among } from '../layout.ts'
import { currentOp } from './entries.ts'
import { literal, own } from './names.ts'
import { inFixedScope, moved } from './rows.ts'
import { trigger } from './trigger.ts'

export interface Guard {
  readonly name: string
  readonly event: 'BEFORE INSERT' | 'BEFORE UPDATE' | 'BEFORE DELETE'
  /** Holds where the write is to be refused. */
  readonly when: readonly Part[]
  readonly sentence: string
}

export function guard(view: SystemView): readonly ScriptStep[] {
  return view.held.flatMap((held) =>
    held.adapters.flatMap((adapter): ScriptStep[] => {
      const guards = guardsOf(adapter)
      if (guards.length === 0) return []
      return [
        {
          comment: `${held.table} refuses what ${adapter.flowName} says that others write. Writes of the flow itself pass: they set @thalweg_op.`,
          statements: guards.map((each) => create(each, held.table)),
        },
      ]
    }),
  )
}

export function guardsOf(view: AdapterView): readonly Guard[] {
  if (view.flow.guard === undefined) return []
  const { record, lifecycle } = view.flow
  const creates = lifecycle.creates.includes(view.systemName)
  const deletes = lifecycle.deletes.includes(view.systemName) || lifecycle.foreignDelete === 'accept'
  const created = `${record} are created by ${either(lifecycle.creates)}`
  const deleted = lifecycle.deletes.length === 0 ? `${record} are never deleted` : `${record} are deleted by ${either(lifecycle.deletes)}`
  const key = view.key.map((column) => column.column)
  const scope = view.scope.map(({ column }) => column)

  const guards: Omit<Guard, 'name'>[] = view.incoming.flatMap((unit) => {
    const writer = writerOf(unit)
    if (writer === null) return []
    const columns = unit.columns.map((column) => column.column)
    return [
      { event: 'BEFORE UPDATE', when: [...ours(view), anyMoved(columns)], sentence: `${unit.name} of ${record} is written by ${writer}` },
    ]
  })
  if (!creates) guards.push({ event: 'BEFORE INSERT', when: inFixedScope(view, 'NEW'), sentence: created })
  if (!deletes) guards.push({ event: 'BEFORE DELETE', when: inFixedScope(view, 'OLD'), sentence: deleted })
  // Whoever numbers his rows gives a record another key without taking it away.
  if (!creates || (!deletes && view.identity === null)) {
    const sentence = `the key of ${record} is given by ${either(lifecycle.creates)}`
    guards.push({ event: 'BEFORE UPDATE', when: [...inFixedScope(view, 'OLD'), anyMoved(key)], sentence })
  }
  // A row that crosses the border of the scope is made or gone for the flow.
  if (scope.length > 0 && !creates)
    guards.push({ event: 'BEFORE UPDATE', when: [...inFixedScope(view, 'NEW'), anyMoved(scope)], sentence: created })
  if (scope.length > 0 && !deletes)
    guards.push({ event: 'BEFORE UPDATE', when: [...inFixedScope(view, 'OLD'), anyMoved(scope)], sentence: deleted })
  const late = view.scope.find(({ param }) => param !== undefined)
  if (late !== undefined && guards.length > 0)
    return refusePlan(`${view.flowName} guards ${view.systemName} by ${late.column}, which the environment names`)
  return guards.map((each, i) => ({ ...each, name: own(`thalweg_guard_${view.tag}_${i + 1}`) }))
}

/** The row is the flow's before the write or after it. */
function ours(view: AdapterView): Part[] {
  const [before, after] = (['OLD', 'NEW'] as const).map((row) => inFixedScope(view, row).join(' AND '))
  return before === '' ? [] : [[`(${before!} OR`, `  ${after!})`]]
}

function anyMoved(columns: readonly string[]): Part {
  return among('(', columns.map(moved), ' OR', ')')
}

function create({ name, event, when, sentence }: Guard, table: string): Sql {
  const refuse = `SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = ${literal(message(sentence))}`
  return trigger(name, event, table, [{ when: [`${currentOp} IS NULL`, ...when], then: [refuse] }])
}

/** A message is one plain literal of 512 characters at most. */
function message(sentence: string): string {
  // oxlint-disable-next-line no-control-regex
  return sentence.replace(/[\\\0-\x1f]/g, ' ').slice(0, 500)
}

function either(systems: readonly string[]): string {
  return systems.length === 0 ? 'nobody' : systems.join(' or ')
}
