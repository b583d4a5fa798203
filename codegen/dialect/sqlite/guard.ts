/** Triggers by which the database itself refuses what a flow would set back: writes to fields that another system owns, creates and deletes by others. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import { writerOf } from '../../emit/view/adapter.ts'
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { literal, quote } from './expressions.ts'
import { inFixedScope, moved } from './rows.ts'
import { trigger } from './trigger.ts'

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
  const guards: Omit<Guard, 'name'>[] = view.incoming.flatMap((unit) => {
    const writer = writerOf(unit)
    if (writer === null) return []
    const columns = unit.columns.map((column) => column.column)
    return {
      event: `BEFORE UPDATE OF ${columns.map(quote).join(', ')} ON ${table}`,
      when: [...inFixedScope(view, 'NEW'), `(${columns.map(moved).join(' OR ')})`],
      sentence: `${unit.name} of ${record} is written by ${writer}`,
    }
  })
  const creates = lifecycle.creates.includes(view.systemName)
  const deletes = lifecycle.deletes.includes(view.systemName) || lifecycle.foreignDelete === 'accept'
  if (!creates) {
    const sentence = `${record} are created by ${either(lifecycle.creates)}`
    guards.push({ event: `BEFORE INSERT ON ${table}`, when: inFixedScope(view, 'NEW'), sentence })
  }
  if (!deletes) {
    const sentence =
      lifecycle.deletes.length === 0 ? `${record} are never deleted` : `${record} are deleted by ${either(lifecycle.deletes)}`
    guards.push({ event: `BEFORE DELETE ON ${table}`, when: inFixedScope(view, 'OLD'), sentence })
  }
  if (!creates || !deletes) {
    const columns = view.key.map((column) => column.column)
    const sentence = `the key of ${record} is given by ${either(lifecycle.creates)}`
    guards.push({
      event: `BEFORE UPDATE OF ${columns.map(quote).join(', ')} ON ${table}`,
      when: [...inFixedScope(view, 'OLD'), `(${columns.map(moved).join(' OR ')})`],
      sentence,
    })
  }
  return guards.map((each, i) => ({ ...each, name: `thalweg_guard_${view.tag}_${i + 1}` }))
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
