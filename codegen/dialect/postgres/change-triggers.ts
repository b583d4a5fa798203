/**
 * Triggers that tell of changes of a table's rows: one for each kind of statement, called once with all the rows that it changed, so that many rows cost
 * little more than one. A key that changes is a delete and a create; so is a row that leaves or enters the scope. Their functions run with the rights of
 * who made them: users of the system need none on Thalweg's tables.
 */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import type { HeldView } from '../../emit/view/system.ts'
import type { Sql } from '../dialect.ts'
import type { Part } from '../layout.ts'
import { among } from '../layout.ts'
import { environmentScope } from '../columns.ts'
import { bytes, isText } from './expressions.ts'
import { own, ownQuoted, ref, tableName } from './names.ts'
import { inFixedScope, moved } from './rows.ts'

const events = ['insert', 'update', 'delete', 'truncate'] as const
type Event = (typeof events)[number]

/** What is left of one row, as a statement; rows are named `o` before and `n` after the change. */
export type Told = (row: 'o' | 'n', kind: 'I' | 'U' | 'D', from: readonly string[], conditions: readonly Part[]) => Sql

/** Names of triggers, which are those of their functions. */
export function triggersOf(held: HeldView, what: 'capture' | 'events'): Readonly<Record<Event, string>> {
  const name = (event: Event): string => own(`thalweg_${what}_${held.tag}_${event}`)
  return { insert: name('insert'), update: name('update'), delete: name('delete'), truncate: name('truncate') }
}

const before = 'FROM thalweg_before AS o'
const after = 'FROM thalweg_after AS n'
const transitions: Readonly<Record<Event, string>> = {
  insert: ' REFERENCING NEW TABLE AS thalweg_after',
  update: ' REFERENCING OLD TABLE AS thalweg_before NEW TABLE AS thalweg_after',
  delete: ' REFERENCING OLD TABLE AS thalweg_before',
  truncate: '',
}

/** @param columns those of which it is told that they changed */
export function changeTriggers(held: HeldView, what: 'capture' | 'events', columns: readonly ColumnView[], told: Told): Sql[] {
  const [view] = held.adapters
  const names = triggersOf(held, what)
  const table = tableName(held.table)
  const bodies: Readonly<Record<Event, readonly Sql[]>> = {
    insert: [told('n', 'I', [after], inFixedScope(view, 'n'))],
    delete: [told('o', 'D', [before], inFixedScope(view, 'o'))],
    update: updated(view, columns, told),
    truncate: [told('o', 'D', [`FROM ${table} AS o`], inFixedScope(view, 'o'))],
  }
  const printed = what === 'events' ? [...view.key, ...columns] : view.key
  return events.flatMap((event) => [
    triggerFunction(names[event], bodies[event], printed),
    [
      `CREATE OR REPLACE TRIGGER ${ownQuoted(names[event])} ${event === 'truncate' ? 'BEFORE' : 'AFTER'} ${event.toUpperCase()} ON ${table}${transitions[event]}`,
      `  FOR EACH STATEMENT EXECUTE FUNCTION ${ownQuoted(names[event])}()`,
    ],
  ])
}

function updated(view: AdapterView, columns: readonly ColumnView[], told: Told): Sql[] {
  const same = [
    ...identity(view).map((column) => `${ref('o', column)} = ${ref('n', column)}`),
    ...view.key.flatMap((column) =>
      isText(column) ? [`${bytes(`${ref('o', column.column)}::text`)} = ${ref('n', column.column)}::text`] : [],
    ),
  ]
  const scopes = [...inFixedScope(view, 'n'), ...inFixedScope(view, 'o')]
  const pair = [before, `JOIN thalweg_after AS n ON ${same.join(' AND ')}`]
  const changed = among('(', columns.map(moved), ' OR', ')')
  const alone = (other: 'thalweg_before AS o' | 'thalweg_after AS n', row: string): Part => [
    'NOT EXISTS (',
    `  SELECT 1 FROM ${other} WHERE ${[...same, ...inFixedScope(view, row)].join(' AND ')}`,
    ')',
  ]
  return [
    ...(columns.length === 0 ? [] : [told('n', 'U', pair, [...scopes, changed])]),
    told('o', 'D', [before], [...inFixedScope(view, 'o'), alone('thalweg_after AS n', 'n')]),
    told('n', 'I', [after], [...inFixedScope(view, 'n'), alone('thalweg_before AS o', 'o')]),
  ]
}

/** Columns that make a row another record when they change. */
function identity(view: AdapterView): string[] {
  return [...view.key.map(({ column }) => column), ...environmentScope(view)]
}

/**
 * What is printed of a row must not depend on how its user likes to read times and numbers. The plan of the first statement, which may have changed one row,
 * serves all others of its session: loops within loops would make it slow for good. Sessions of the runtime do without hashes,
 * which triggers need. @param printed columns of which it is
 */
function triggerFunction(name: string, bodies: readonly Sql[], printed: readonly ColumnView[]): Sql {
  const times = printed.some(({ type, sqlType }) => ['date', 'datetime', 'number'].includes(type.kind) || sqlType !== undefined)
  const settings = [
    '  SET enable_nestloop TO off SET enable_hashjoin TO on',
    ...(times
      ? [
          `  SET "TimeZone" TO 'UTC' SET "DateStyle" TO 'ISO' SET "IntervalStyle" TO iso_8601 SET bytea_output TO hex SET extra_float_digits TO 1`,
        ]
      : []),
  ]
  return [
    `CREATE OR REPLACE FUNCTION ${ownQuoted(name)}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT`,
    ...settings,
    'AS $thalweg$',
    'BEGIN',
    ...bodies.flatMap((body) => body.map((line, i) => `  ${line}${i === body.length - 1 ? ';' : ''}`)),
    '  RETURN NULL;',
    'END',
    '$thalweg$',
  ]
}
