/** Triggers that tell of changes of a table's rows. A key that changes is a delete and a create; so is a row that leaves or enters the scope. */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import { environmentScope } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import { quote, ref } from './expressions.ts'
import { among } from '../layout.ts'
import { inFixedScope, moved } from './rows.ts'
import { trigger } from './trigger.ts'

export type Told = (row: 'OLD' | 'NEW', kind: 'I' | 'U' | 'D', conditions: readonly string[]) => Sql

/** @param columns those of which it is told that they changed @param told what is left of one row, as a statement */
export function changeTriggers(
  names: Readonly<Record<'insert' | 'update' | 'rekey' | 'delete', string>>,
  table: string,
  view: AdapterView,
  columns: readonly string[],
  told: Told,
): Sql[] {
  return [
    trigger(names.insert, `AFTER INSERT ON ${quote(table)}`, inFixedScope(view, 'NEW'), [told('NEW', 'I', [])]),
    trigger(names.delete, `AFTER DELETE ON ${quote(table)}`, inFixedScope(view, 'OLD'), [told('OLD', 'D', [])]),
    ...update(names.update, table, view, columns, told),
    ...rekey(names.rekey, table, view, told),
  ]
}

/** The same row with other values. */
function update(name: string, table: string, view: AdapterView, columns: readonly string[], told: Told): Sql[] {
  if (columns.length === 0) return []
  const same = identity(view).map((column) => `${ref('OLD', column)} COLLATE BINARY IS ${ref('NEW', column)}`)
  const changed = columns.map((column, i) => `  ${moved(column)}${i < columns.length - 1 ? ' OR' : ''}`)
  const when = [...same, ...inFixedScope(view, 'NEW'), ...inFixedScope(view, 'OLD'), ['(', ...changed, ')']]
  return [trigger(name, `AFTER UPDATE ON ${quote(table)}`, when, [told('NEW', 'U', [])])]
}

/** Another key, or over the border of the scope. */
function rekey(name: string, table: string, view: AdapterView, told: Told): Sql[] {
  const watched = [...new Set([...identity(view), ...view.scope.map(({ column }) => column)])]
  const bodies = [told('OLD', 'D', inFixedScope(view, 'OLD')), told('NEW', 'I', inFixedScope(view, 'NEW'))]
  const when = among('(', watched.map(moved), ' OR', ')')
  return [trigger(name, `AFTER UPDATE OF ${watched.map(quote).join(', ')} ON ${quote(table)}`, [when], bodies)]
}

/** Columns that make a row another record when they change. */
function identity(view: AdapterView): string[] {
  return [...view.key.map((column: ColumnView) => column.column), ...environmentScope(view)]
}
