/** Which rows of a table are a flow's, and what of them it reads. */
import type { AdapterView, ColumnView, ScopeView } from '../../emit/view/adapter.ts'
import type { Part } from '../layout.ts'
import { ending, list, order } from '../layout.ts'
import type { Batch } from './batch.ts'
import { bytes, compared, isText, natural, naturalText, sqlTypeOf } from './expressions.ts'
import { belongs } from './filter.ts'
import { literal, quote, ref, tableName } from './names.ts'

export function from(view: AdapterView): string {
  return `FROM ${tableName(view.binding.name)} AS t`
}

/** Key and fields, in the order and by the names of the adapter. */
export function selection(view: AdapterView): string[] {
  return ['SELECT', ...list([...[...view.key, ...view.fields].map((column) => selected(column)), ...ownId(view)]), from(view)]
}

/** The system's own id of a row, behind what the record holds. */
export function ownId({ identity }: AdapterView, row = 't'): string[] {
  return identity === null ? [] : [`${ref(row, identity.ownId)}::text AS thalweg_id`]
}

export function selected(column: ColumnView, row = 't'): Part {
  return ending([natural(column, row)].flat(), ` AS ${quote(column.field)}`)
}

/** The row of one own id. */
export function isNumbered({ identity }: AdapterView, w: Batch): string[] {
  return identity === null ? [] : [`${ref('t', identity.ownId)} = ${w.text('own_id')}::${idType(identity)}`]
}

export function idType({ sqlType }: NonNullable<AdapterView['identity']>): string {
  return sqlType ?? 'bigint'
}

/** Not another row than the one whose own id is known. */
export function isSameRow(view: AdapterView, w: Batch): string[] {
  return isNumbered(view, w).map((is) => `(${w.text('own_id')} IS NULL OR ${is})`)
}

/** The row that has a key of the batch: an index finds it, by the column's own collation; bytes decide. */
export function isRow(view: AdapterView, w: Batch, row = 't'): string[] {
  return [...view.key.flatMap((column) => hasKeyOf(column, w, row)), ...inScope(view, bound, row)]
}

function hasKeyOf(column: ColumnView, w: Batch, row: string): string[] {
  const at = ref(row, column.column)
  if (column.lookup !== undefined) return [`${at} = ${surrogate(column)}.${quote(column.lookup.id)}`]
  const value = w.text(column.param)
  const equal = `${at} = ${compared(column, value)}`
  return isText(column) ? [equal, `${bytes(`${at}::text`)} = ${value}`] : [equal]
}

/** Rows of the tables that keys of the batch are looked up in, so that an index finds the row of each: joins behind the batch. */
export function surrogates({ key }: AdapterView, w: Batch): string[] {
  return key.flatMap((column) => {
    const { lookup } = column
    if (lookup === undefined) return []
    const at = `${surrogate(column)}.${quote(lookup.match)}`
    return [
      `LEFT JOIN ${tableName(lookup.table)} AS ${surrogate(column)}`,
      `  ON ${at} = ${matched(column, w.text(column.param))}`,
      `  AND ${bytes(`${at}::text`)} = ${w.text(column.param)}`,
    ]
  })
}

/** A natural value beside the column of the table that it is looked up in. */
export function matched(column: ColumnView, value: string): string {
  const { lookup: _, sqlType: __, ...plain } = column
  return compared(plain, value)
}

/** The alias of the row that a key is looked up by. */
export function surrogate({ param }: ColumnView): string {
  return `l_${param}`
}

/** Where the column is one for the keys of others, a blank is none. */
export function hasKey({ key, identity }: AdapterView): string[] {
  const blank = identity?.keepsOurs === true ? key.map((column) => `${ref('t', column.column)}::text <> ''`) : []
  return [...key.map((column) => `${ref('t', column.column)} IS NOT NULL`), ...blank]
}

/** The reverse, of a key that is one column. */
export function hasNoKey({ key }: AdapterView): string[] {
  const [column] = key.map((each) => ref('t', each.column))
  return column === undefined ? [] : [`(${column} IS NULL OR ${column}::text = '')`]
}

/** Rows of this record that the flow carries: those with a key, in the scope, that its filter lets in. */
export function isOurs(view: AdapterView, late: Late = bound): Part[] {
  return [...hasKey(view), ...inScope(view, late), ...belongs(view.filter)]
}

export function inScope(view: AdapterView, late: Late = bound, row = 't'): string[] {
  return view.scope.map((each) => scoped(each, row, each.param === undefined ? untyped(each.value) : late(each)))
}

/** A constant that is of whatever type the column is that it is compared with. */
function untyped(value: string | number | boolean): string {
  return literal(String(value))
}

/** What stands where the environment's value goes: of whatever type the column is. */
type Late = (scope: Extract<ScopeView, { readonly param: string }>) => string

function bound({ param }: { readonly param: string }): string {
  return `:${param}`
}

/** The scope as triggers know it: without what only the environment says. */
export function inFixedScope(view: AdapterView, row: string): string[] {
  return view.scope.flatMap((each) => (each.param === undefined ? [scoped(each, row, untyped(each.value))] : []))
}

function scoped({ column, ...rest }: ScopeView, row: string, value: string): string {
  const at = ref(row, column)
  return rest.param === undefined && rest.deleted === true ? `${at} IS DISTINCT FROM ${value}` : `${at} = ${value}`
}

/** The row of one key that is marked as deleted. */
export function marked(view: AdapterView): AdapterView {
  return {
    ...view,
    scope: view.scope.map((each) =>
      each.param === undefined && each.deleted === true ? { column: each.column, value: each.value } : each,
    ),
  }
}

/** Rows of this record, those that are marked as deleted among them: of these, too, it is told that they changed. */
export function inWholeScope(view: AdapterView): string[] {
  return inScope({ ...view, scope: view.scope.filter((each) => each.param !== undefined || each.deleted !== true) })
}

/** In the column's own order, so that an index serves it. */
export function keyOrder(view: AdapterView): string[] {
  return order(orderedBy(view))
}

export function orderedBy({ key }: AdapterView): Part[] {
  return key.map((column) => (column.lookup === undefined ? ref('t', column.column) : natural(column, 't')))
}

/** Rows that stand in that order behind a key: one comparison, place by place. */
export function isAfter(view: AdapterView): string {
  const columns = orderedBy(view).map((each) => [each].flat().join(' '))
  const after = view.key.map((column, i) => (column.lookup === undefined ? `:after_${i}::${sqlTypeOf(column)}` : `:after_${i}::text`))
  return columns.length === 1 ? `${columns[0]!} > ${after[0]!}` : `(${columns.join(', ')}) > (${after.join(', ')})`
}

/** Is a column another than before: by its value where that has one form, else by what is printed of it. */
export function moved(column: ColumnView): string {
  const { codec, lookup, values, sqlType, type } = column
  const plain = codec === undefined && lookup === undefined && values === undefined && sqlType === undefined
  const [before, after] =
    plain && !['text', 'enum', 'json'].includes(type.kind) ? [ref('o', column.column), ref('n', column.column)] : printed(column.column)
  return `${before} IS DISTINCT FROM ${after}`
}

function printed(column: string): [before: string, after: string] {
  return [bytes(`${ref('o', column)}::text`), bytes(`${ref('n', column)}::text`)]
}

/** A column as text, of which every byte counts. */
export function told(column: ColumnView, row: string): string {
  return naturalText(column, row)
}
