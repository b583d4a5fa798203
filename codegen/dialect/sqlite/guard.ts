/** Triggers by which the database itself refuses what a flow would set back: writes to fields that another system owns, creates and deletes by others. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import { writerOf } from '../../emit/view/adapter.ts'
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { literal, quote, ref } from './expressions.ts'

export interface Guard {
  readonly name: string
  readonly event: string
  /** Holds where the write is to be refused. */
  readonly when: readonly string[]
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
  const name = (what: string): string => `thalweg_guard_${view.flowName}_${what}`
  const guards: Guard[] = view.incoming.map((unit) => {
    const columns = unit.columns.map((column) => column.column)
    const writer = writerOf(unit)
    return {
      name: name(unit.name),
      event: `BEFORE UPDATE OF ${columns.map(quote).join(', ')} ON ${table}`,
      when: [...scope(view, 'NEW'), `(${columns.map(moved).join(' OR ')})`],
      sentence: `${unit.name} of ${record} is written by ${writer ?? 'others'}`,
    }
  })
  const creates = lifecycle.creates.includes(view.systemName)
  const deletes = lifecycle.deletes.includes(view.systemName) || lifecycle.foreignDelete === 'accept'
  if (!creates) {
    const sentence = `${record} are created by ${either(lifecycle.creates)}`
    guards.push({ name: name('create'), event: `BEFORE INSERT ON ${table}`, when: scope(view, 'NEW'), sentence })
  }
  if (!deletes) {
    const sentence =
      lifecycle.deletes.length === 0 ? `${record} are never deleted` : `${record} are deleted by ${either(lifecycle.deletes)}`
    guards.push({ name: name('delete'), event: `BEFORE DELETE ON ${table}`, when: scope(view, 'OLD'), sentence })
  }
  if (!creates || !deletes) {
    const columns = view.key.map((column) => column.column)
    const sentence = `the key of ${record} is given by ${either(lifecycle.creates)}`
    guards.push({
      name: name('key'),
      event: `BEFORE UPDATE OF ${columns.map(quote).join(', ')} ON ${table}`,
      when: [...scope(view, 'OLD'), `(${columns.map(moved).join(' OR ')})`],
      sentence,
    })
  }
  return unique(guards)
}

/** A unit may bear the name `create`. */
function unique(guards: readonly Guard[]): Guard[] {
  const taken = new Set<string>()
  return guards.map((each) => {
    let { name } = each
    while (taken.has(name.toLowerCase())) name += '_'
    taken.add(name.toLowerCase())
    return { ...each, name }
  })
}

function create({ name, event, when, sentence }: Guard): Sql {
  const conditions = ['(SELECT op FROM thalweg_current_op) IS NULL', ...when]
  return [
    `CREATE TRIGGER ${quote(name)} ${event}`,
    ...conditions.map((condition, i) => (i === 0 ? `WHEN ${condition}` : `  AND ${condition}`)),
    'BEGIN',
    `  SELECT RAISE(ABORT, ${message(sentence)});`,
    'END',
  ]
}

/** RAISE takes one plain literal. */
function message(sentence: string): string {
  return literal(sentence.replaceAll('\0', ' '))
}

function scope(view: AdapterView, row: string): string[] {
  return view.scope.flatMap(({ column, value, param }) =>
    param === undefined ? [`${ref(row, column)} COLLATE BINARY IS ${literal(value as string | number | boolean)}`] : [],
  )
}

function moved(column: string): string {
  return `${ref('OLD', column)} COLLATE BINARY IS NOT ${ref('NEW', column)}`
}

function either(systems: readonly string[]): string {
  return systems.length === 0 ? 'nobody' : systems.join(' or ')
}
