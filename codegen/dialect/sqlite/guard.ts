/** Triggers by which the database itself refuses what a flow would set back: writes to fields that another system owns, creates and deletes by others. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { literal, quote, ref } from './expressions.ts'
import type { Part } from '../layout.ts'
import { among, where } from '../layout.ts'
import { conditionsOf, guardName, mayCreate, refusalsOf } from '../refusals.ts'
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
  const table = quote(view.binding.name)
  return refusalsOf(view)
    .flatMap((refused): Omit<Guard, 'name'>[] => {
      const { event, columns, owned, sentence } = refused
      const of = columns.length === 0 ? '' : ` OF ${columns.map(quote).join(', ')}`
      const own = {
        event: `BEFORE ${event.toUpperCase()}${of} ON ${table}`,
        when: conditionsOf(refused, (row) => inFixedScope(view, row), moved),
        sentence,
      }
      if (owned !== true || !mayCreate(view)) return [own]
      return [own, { event: `BEFORE INSERT ON ${table}`, when: replaced(view, columns), sentence }]
    })
    .map((each, i) => ({ ...each, name: guardName(view, i) }))
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

function create({ name, event, when, sentence }: Guard): Sql {
  return trigger(name, event, ['(SELECT op FROM thalweg_current_op) IS NULL', ...when], [[`SELECT RAISE(ABORT, ${message(sentence)})`]])
}

/** RAISE takes one plain literal. */
function message(sentence: string): string {
  return literal(sentence.replaceAll('\0', ' '))
}
