/** Statements that write one row, each on its condition. A statement names no column that users of the system own. */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import type { AdapterSql, Sql } from '../dialect.ts'
import { death } from './death.ts'
import { binary, compared, idFor, isPlain, literal, quote, ref, sent, natural } from './expressions.ts'
import { constants as bindingConstants } from '../columns.ts'
import type { Part } from '../layout.ts'
import { beginning, ending, list, short, where } from '../layout.ts'
import { from, hasNoKey, inScope, isMarked, isNumbered, isRow, isSameRow } from './rows.ts'

export function writes(view: AdapterView): Pick<AdapterSql, 'insert' | 'revive' | 'update' | 'delete' | 'rekey' | 'link' | 'lookups'> {
  return {
    ...(view.insert ? { ...revive(view), insert: insert(view) } : {}),
    ...(view.update ? { update: update(view) } : {}),
    ...(view.delete ? { delete: remove(view) } : {}),
    ...(view.rekey ? { rekey: rekey(view) } : {}),
    ...(view.link ? { link: link(view) } : {}),
    lookups: lookups(view),
  }
}

function constants(view: AdapterView, moment: 'insert' | 'update'): [string, string][] {
  return bindingConstants(view, moment).map(([column, value]) => [column, literal(value)])
}

function insert(view: AdapterView): Sql {
  const columns: [string, string][] = [
    ...view.key.map((column): [string, string] => [
      column.column,
      column.lookup === undefined ? sent(column, column.param) : idFor(column, column.param),
    ]),
    ...view.fields.map((column): [string, string] => [column.column, sent(column, column.param)]),
  ]
  for (const each of view.scope) {
    if (each.param !== undefined) columns.push([each.column, `:${each.param}`])
    else if (each.deleted !== true) columns.push([each.column, literal(each.value)])
  }
  for (const [column, value] of constants(view, 'insert')) if (!columns.some(([taken]) => taken === column)) columns.push([column, value])
  const into = [`INSERT INTO ${quote(view.binding.name)} (`, ...list(columns.map(([column]) => quote(column)))]
  const surrogates = view.key.filter((column) => column.lookup !== undefined)
  const values = list(columns.map(([, value]) => value))
  if (surrogates.length === 0) return [...into, ') VALUES (', ...values, ')']
  // A key that stands for nothing yet is no key: nothing is inserted.
  return [...into, ') SELECT', ...values, ...where(surrogates.map((column) => `${idFor(column, column.param)} IS NOT NULL`))]
}

function update(view: AdapterView): Sql {
  const set = view.incoming.flatMap((unit) =>
    unit.columns.map((column) => {
      const [value, stays] = [sent(column, column.param), ref('t', column.column)]
      return short([`${quote(column.column)} = CASE`, `  WHEN :set_${unit.index} THEN ${value}`, `  ELSE ${stays}`, 'END'])
    }),
  )
  for (const [column, value] of constants(view, 'update')) set.push(`${quote(column)} = ${value}`)
  const unmoved = view.incoming.map((unit) => {
    const equal = unit.columns.map((column) => sameAsBase(column))
    const [only] = equal
    if (equal.length === 1) return ending(beginning(`(NOT :set_${unit.index} OR `, [only!].flat()), ')')
    const all = equal.flatMap((each, i) => ending([each].flat(), i < equal.length - 1 ? ' AND' : ''))
    return [`(NOT :set_${unit.index} OR (`, ...all.map((line) => `  ${line}`), '))']
  })
  const beside = view.unmoved.flatMap((unit) =>
    unit.columns.map((column) => ending(beginning(`(NOT :unmoved_${column.param} OR `, [sameAsBase(column)].flat()), ')')),
  )
  return [`UPDATE ${quote(view.binding.name)} AS t SET`, ...list(set), ...where([...isRow(view), ...unmoved, ...beside, ...alive(view)])]
}

/** Where deleting marks a row, a record that is created anew takes its place. */
function revive(view: AdapterView): Pick<AdapterSql, 'revive'> {
  const { deletes, name } = view.binding
  if (typeof deletes !== 'object') return {}
  const set = [
    ...view.fields.map((column) => `${quote(column.column)} = ${sent(column, column.param)}`),
    ...constants(view, 'insert')
      .filter(([column]) => column !== deletes.mark)
      .map(([column, value]) => `${quote(column)} = ${value}`),
    `${quote(deletes.mark)} = ${deletes.otherwise === null ? 'NULL' : literal(deletes.otherwise)}`,
  ]
  return { revive: [`UPDATE ${quote(name)} AS t SET`, ...list(set), ...where(isMarked(view))] }
}

function remove(view: AdapterView): Sql {
  const { deletes } = view.binding
  if (typeof deletes === 'object') {
    const set = [
      ...constants(view, 'update').map(([column, value]) => `${quote(column)} = ${value}`),
      `${quote(deletes.mark)} = ${literal(deletes.as)}`,
    ]
    return [
      `UPDATE ${quote(view.binding.name)} AS t SET`,
      ...list(set),
      ...where([...isRow(view), ...view.fields.map(sameAsBase), ...alive(view)]),
    ]
  }
  return [`DELETE FROM ${quote(view.binding.name)} AS t`, ...where([...isRow(view), ...view.fields.map(sameAsBase), ...alive(view)])]
}

/** Another key for the row that is there, unless a row of the record has that one already. */
function rekey(view: AdapterView): Sql {
  const other = { ...view, key: view.key.map((column, i) => ({ ...column, param: `to_${i}` })) }
  const set = other.key.map(
    (column) => `${quote(column.column)} = ${column.lookup === undefined ? sent(column, column.param) : idFor(column, column.param)}`,
  )
  for (const [column, value] of constants(view, 'update')) set.push(`${quote(column)} = ${value}`)
  const taken = ['NOT EXISTS (', `  SELECT 1 ${from(view)}`, ...where(isRow(other)).map((line) => `  ${line}`), ')']
  return [`UPDATE ${quote(view.binding.name)} AS t SET`, ...list(set), ...where([...isMeant(view), taken])]
}

/** The key of a record for a row that has none, and still is like it; unless a row of the record has that key already. */
function link(view: AdapterView): Sql {
  const set = view.key.map((column) => `${quote(column.column)} = ${sent(column, column.param)}`)
  for (const [column, value] of constants(view, 'update')) set.push(`${quote(column)} = ${value}`)
  const taken = ['NOT EXISTS (', `  SELECT 1 ${from(view)}`, ...where(isRow(view)).map((line) => `  ${line}`), ')']
  const row = view.identity === null ? [] : [isNumbered(view.identity)]
  return [
    `UPDATE ${quote(view.binding.name)} AS t SET`,
    ...list(set),
    ...where([...row, ...hasNoKey(view), ...inScope(view), ...view.match.map(sameAsBase), taken]),
  ]
}

/** A row that is known by its own id may have any key, or none. */
function isMeant(view: AdapterView): Part[] {
  if (view.identity === null) return [...isRow(view), ...alive(view)]
  const key = view.key.map((column) => {
    const lines = [natural(column, 't')].flat()
    return ending(lines, ` IS ${compared(column, column.param)}`)
  })
  return [...key, ...inScope(view), isNumbered(view.identity)]
}

function sameAsBase(column: ColumnView): Part {
  const lines = [natural(column, 't')].flat()
  if (lines.length === 1) return `${binary(column, isPlain(column) ? lines[0]! : `(${lines[0]!})`)} IS :was_${column.param}`
  return ['(', ...lines.map((line) => `  ${line}`), `${binary(column, ')')} IS :was_${column.param}`]
}

/** The row that is meant, and no other one that was made since. */
function alive(view: AdapterView): Part[] {
  if (view.outbox === null) return isSameRow(view)
  if (view.identity === null) return [ending(death(view), ' IS NULL')]
  return [...isSameRow(view), ending(beginning('(:own_id IS NOT NULL OR ', death(view)), ' IS NULL)')]
}

function lookups(view: AdapterView): AdapterSql['lookups'] {
  return [...view.key, ...view.fields].flatMap((column) => {
    const { lookup } = column
    if (lookup === undefined) return []
    return [
      {
        field: column.field,
        sql: [`SELECT l.${quote(lookup.id)} FROM ${quote(lookup.table)} AS l WHERE l.${quote(lookup.match)} COLLATE BINARY = :value`],
      },
    ]
  })
}
