/** Triggers by which the database itself refuses what a flow would set back: writes to fields that another system owns, creates and deletes by others. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import { writerOf } from '../../emit/view/adapter.ts'
import { refusePlan } from '../../emit/refuse.ts'
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { literal, quote, ref } from './expressions.ts'
import type { Part } from '../layout.ts'
import { among, where } from '../layout.ts'
import { from, inFixedScope, inScope, moved } from './rows.ts'
import { trigger } from './trigger.ts'

export interface Guard {
  readonly name: string
  readonly event: string
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
          comment: `${held.table} refuses what ${adapter.flowName} says that others write. Writes of the flow itself pass: they set thalweg_current_op.`,
          statements: guards.flatMap((each): Sql[] => [[`DROP TRIGGER IF EXISTS ${quote(each.name)}`], create(each)]),
        },
      ]
    }),
  )
}

export function guardsOf(view: AdapterView): readonly Guard[] {
  if (view.flow.guard === undefined) return []
  const { record, lifecycle } = view.flow
  const table = quote(view.binding.name)
  const creates = lifecycle.creates.includes(view.systemName)
  const deletes = lifecycle.deletes.includes(view.systemName) || lifecycle.foreignDelete === 'accept'
  const created = `${record} are created by ${either(lifecycle.creates)}`
  const deleted = lifecycle.deletes.length === 0 ? `${record} are never deleted` : `${record} are deleted by ${either(lifecycle.deletes)}`
  const key = view.key.map((column) => column.column)
  const scope = view.scope.map(({ column }) => column)
  const changes = (columns: readonly string[]): string => `BEFORE UPDATE OF ${columns.map(quote).join(', ')} ON ${table}`

  const guards: Omit<Guard, 'name'>[] = view.incoming.flatMap((unit) => {
    const writer = writerOf(unit)
    if (writer === null) return []
    const columns = unit.columns.map((column) => column.column)
    const sentence = `${unit.name} of ${record} is written by ${writer}`
    const update = { event: changes(columns), when: [...ours(view), anyMoved(columns)], sentence }
    return creates ? [update, { event: `BEFORE INSERT ON ${table}`, when: replaced(view, columns), sentence }] : [update]
  })
  if (!creates) guards.push({ event: `BEFORE INSERT ON ${table}`, when: inFixedScope(view, 'NEW'), sentence: created })
  if (!deletes) guards.push({ event: `BEFORE DELETE ON ${table}`, when: inFixedScope(view, 'OLD'), sentence: deleted })
  // Whoever numbers his rows gives a record another key without taking it away.
  if (!creates || (!deletes && view.identity === null)) {
    const sentence = `the key of ${record} is given by ${either(lifecycle.creates)}`
    guards.push({ event: changes(key), when: [...inFixedScope(view, 'OLD'), anyMoved(key)], sentence })
  }
  // A row that crosses the border of the scope is made or gone for the flow.
  if (scope.length > 0 && !creates)
    guards.push({ event: changes(scope), when: [...inFixedScope(view, 'NEW'), anyMoved(scope)], sentence: created })
  if (scope.length > 0 && !deletes)
    guards.push({ event: changes(scope), when: [...inFixedScope(view, 'OLD'), anyMoved(scope)], sentence: deleted })
  const late = view.scope.find(({ param }) => param !== undefined)
  if (late !== undefined && guards.length > 0)
    return refusePlan(`${view.flowName} guards ${view.systemName} by ${late.column}, which the environment names`)
  return guards.map((each, i) => ({ ...each, name: `thalweg_guard_${view.tag}_${i + 1}` }))
}

/** The row is the flow's before the write or after it. */
function ours(view: AdapterView): Part[] {
  const [before, after] = (['OLD', 'NEW'] as const).map((row) => inFixedScope(view, row).join(' AND '))
  return before === '' ? [] : [[`(${before!} OR`, `  ${after!})`]]
}

/** INSERT OR REPLACE takes the place of a row, and no trigger on update or delete tells: the values there must be those that come. */
function replaced(view: AdapterView, columns: readonly string[]): Part[] {
  const key = view.key.map(({ column }) => `${ref('t', column)} = ${ref('NEW', column)}`)
  const other = columns.map((column) => `${ref('t', column)} COLLATE BINARY IS NOT ${ref('NEW', column)}`)
  return [
    ...inFixedScope(view, 'NEW'),
    [
      'EXISTS (',
      `  SELECT 1 ${from(view)}`,
      ...where([...key, ...inScope(view), among('(', other, ' OR', ')')]).map((line) => `  ${line}`),
      ')',
    ],
  ]
}

function anyMoved(columns: readonly string[]): Part {
  return among('(', columns.map(moved), ' OR', ')')
}

function create({ name, event, when, sentence }: Guard): Sql {
  return trigger(name, event, ['(SELECT op FROM thalweg_current_op) IS NULL', ...when], [[`SELECT RAISE(ABORT, ${message(sentence)})`]])
}

/** RAISE takes one plain literal. */
function message(sentence: string): string {
  return literal(sentence.replaceAll('\0', ' '))
}

function either(systems: readonly string[]): string {
  return systems.length === 0 ? 'nobody' : systems.join(' or ')
}
