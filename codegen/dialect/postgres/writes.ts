/** Statements that write the rows of a batch, each row on its condition. They name no column that users of the system own. */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import type { AdapterSql, Sql } from '../dialect.ts'
import { constants as bindingConstants } from '../columns.ts'
import type { Part } from '../layout.ts'
import { beginning, ending, list, short, where } from '../layout.ts'
import { Batch } from './batch.ts'
import { death } from './death.ts'
import { bytes, naturalText, sent } from './expressions.ts'
import { literal, quote, ref, tableName } from './names.ts'
import { joining } from './reads.ts'
import { hasNoKey, inScope, isNumbered, isRow, isSameRow, marked, selected, surrogate, surrogates } from './rows.ts'

type Writes = Pick<AdapterSql, 'insert' | 'revive' | 'update' | 'delete' | 'rekey' | 'link'>

export function writes(view: AdapterView): Writes {
  return {
    ...(view.insert ? { ...revive(view), insert: insert(view) } : {}),
    ...(view.update ? { update: update(view) } : {}),
    ...(view.delete ? { delete: remove(view) } : {}),
    ...(view.rekey ? { rekey: rekey(view) } : {}),
    ...(view.link ? { link: link(view) } : {}),
  }
}

/** What an update of the rows of a batch consists of. */
interface Change {
  readonly set: (w: Batch) => readonly Part[]
  readonly joins?: (w: Batch) => readonly string[]
  readonly when: (w: Batch) => readonly Part[]
  readonly told?: (w: Batch) => readonly Part[]
}

function change(view: AdapterView, { set, joins = () => [], when, told = (w) => [w.n] }: Change): Sql {
  const w = new Batch()
  const [values, more, conditions, columns] = [set(w), joins(w), when(w), told(w)]
  return [
    `UPDATE ${tableName(view.binding.name)} AS t SET`,
    ...list(values),
    ...joining('FROM ', w, more),
    ...where(conditions),
    ...returning(columns),
  ]
}

function returning(columns: readonly Part[]): string[] {
  return columns.length === 1 && typeof columns[0] === 'string' ? [`RETURNING ${columns[0]}`] : ['RETURNING', ...list(columns)]
}

function update(view: AdapterView): Sql {
  return change(view, {
    set: (w) => [
      ...view.incoming.flatMap((unit) =>
        unit.columns.map((column) => {
          const [value, stays] = [sent(column, w.text(column.param)), ref('t', column.column)]
          return short([`${quote(column.column)} = CASE`, `  WHEN ${w.flag(`set_${unit.index}`)} THEN ${value}`, `  ELSE ${stays}`, 'END'])
        }),
      ),
      ...assigned(constants(view, 'update')),
    ],
    joins: (w) => surrogates(view, w),
    when: (w) => {
      const incoming = view.incoming.map((unit): Part => {
        const flag = w.flag(`set_${unit.index}`)
        const equal = unit.columns.map((column) => sameAsBase(column, w))
        if (equal.length === 1) return `(NOT ${flag} OR ${equal[0]!})`
        return [`(NOT ${flag} OR (`, ...equal.map((each, i) => `  ${each}${i < equal.length - 1 ? ' AND' : ''}`), '))']
      })
      const beside = view.unmoved.flatMap((unit) =>
        unit.columns.map((column) => `(NOT ${w.flag(`unmoved_${column.param}`)} OR ${sameAsBase(column, w)})`),
      )
      return [...isRow(view, w), ...incoming, ...beside, ...alive(view, w)]
    },
  })
}

function remove(view: AdapterView): Sql {
  const { deletes } = view.binding
  const when = (w: Batch): Part[] => [...isRow(view, w), ...view.fields.map((column) => sameAsBase(column, w)), ...alive(view, w)]
  const joins = (w: Batch): string[] => surrogates(view, w)
  if (typeof deletes === 'object')
    return change(view, { set: () => assigned([...constants(view, 'update'), [deletes.mark, literal(deletes.as)]]), joins, when })
  const w = new Batch()
  const [more, conditions] = [joins(w), where(when(w))]
  const told = w.n
  return [`DELETE FROM ${tableName(view.binding.name)} AS t`, ...joining('USING ', w, more), ...conditions, `RETURNING ${told}`]
}

/** Where deleting marks a row, a record that is created anew takes its place. */
function revive(view: AdapterView): Pick<AdapterSql, 'revive'> {
  const { deletes } = view.binding
  if (typeof deletes !== 'object') return {}
  const revived = change(view, {
    set: (w) => [
      ...view.fields.map((column) => `${quote(column.column)} = ${sent(column, w.text(column.param))}`),
      ...assigned(constants(view, 'insert').filter(([column]) => column !== deletes.mark)),
      `${quote(deletes.mark)} = ${deletes.otherwise === null ? 'NULL' : literal(deletes.otherwise)}`,
    ],
    joins: (w) => surrogates(view, w),
    when: (w) => isRow(marked(view), w),
    told: (w) => view.key.map((column) => w.text(column.param)),
  })
  return { revive: revived }
}

/** Another key for the row that is there, unless a row of the record has that one already. */
function rekey(view: AdapterView): Sql {
  const other = { ...view, key: view.key.map((column, i) => ({ ...column, param: `to_${i}` })) }
  const byKey = view.identity === null
  return change(view, {
    set: (w) => [...other.key.map((column) => `${quote(column.column)} = ${keySent(column, w)}`), ...assigned(constants(view, 'update'))],
    joins: (w) => [...(byKey ? surrogates(view, w) : []), ...surrogates(other, w)],
    when: (w) => {
      if (byKey) return [...isRow(view, w), ...alive(view, w), free(other, w)]
      // A row that is known by its own id may have any key, or none.
      const key = view.key.map((column) => `${bytes(naturalText(column, 't'))} IS NOT DISTINCT FROM ${w.text(column.param)}`)
      return [...isNumbered(view, w), ...key, ...inScope(view), free(other, w)]
    },
  })
}

/** The key of a record for a row that has none, and still is like it; unless a row of the record has that key already. */
function link(view: AdapterView): Sql {
  return change(view, {
    set: (w) => [...view.key.map((column) => `${quote(column.column)} = ${keySent(column, w)}`), ...assigned(constants(view, 'update'))],
    when: (w) => [
      ...isNumbered(view, w),
      ...hasNoKey(view),
      ...inScope(view),
      ...view.match.map((column) => sameAsBase(column, w)),
      free(view, w),
    ],
  })
}

/** A row whose key is taken is left out; which were made, their keys tell. */
function insert(view: AdapterView): Sql {
  const w = new Batch()
  const columns: [string, Part][] = [
    ...view.key.map((column): [string, Part] => [column.column, keySent(column, w)]),
    ...view.fields.map((column): [string, Part] => [column.column, sent(column, w.text(column.param))]),
  ]
  for (const each of view.scope) {
    if (each.param !== undefined) columns.push([each.column, `:${each.param}`])
    else if (each.deleted !== true) columns.push([each.column, literal(each.value)])
  }
  for (const [column, value] of constants(view, 'insert')) if (!columns.some(([taken]) => taken === column)) columns.push([column, value])
  const found = view.key.filter(({ lookup }) => lookup !== undefined).map((column) => `${keySent(column, w)} IS NOT NULL`)
  return [
    `INSERT INTO ${tableName(view.binding.name)} AS t (`,
    ...list(columns.map(([column]) => quote(column))),
    ') SELECT',
    ...list(columns.map(([, value]) => value)),
    ...joining('FROM ', w, surrogates(view, w)),
    ...where(found),
    'ON CONFLICT DO NOTHING',
    ...returning(view.key.map((column) => selected(column))),
  ]
}

/** No row of the record has the key. */
function free(view: AdapterView, w: Batch): Part {
  return [
    'NOT EXISTS (',
    `  SELECT 1 FROM ${tableName(view.binding.name)} AS x`,
    ...where(isRow(view, w, 'x')).map((line) => `  ${line}`),
    ')',
  ]
}

/** A key as its column has it. */
function keySent(column: ColumnView, w: Batch): string {
  return column.lookup === undefined ? sent(column, w.text(column.param)) : `${surrogate(column)}.${quote(column.lookup.id)}`
}

function constants(view: AdapterView, moment: 'insert' | 'update'): [string, string][] {
  return bindingConstants(view, moment).map(([column, value]) => [column, literal(value)])
}

function assigned(constant: readonly (readonly [string, string])[]): string[] {
  return constant.map(([column, value]) => `${quote(column)} = ${value}`)
}

/** As the server prints it. */
function sameAsBase(column: ColumnView, w: Batch): string {
  return `${bytes(naturalText(column, 't'))} IS NOT DISTINCT FROM ${w.text(`was_${column.param}`)}`
}

/** The row that is meant, and no other one that was made since. */
function alive(view: AdapterView, w: Batch): Part[] {
  const same = isSameRow(view, w)
  if (view.outbox === null) return same
  if (view.identity === null) return [ending(death(view, w), ' IS NULL')]
  return [...same, ending(beginning(`(${w.text('own_id')} IS NOT NULL OR `, death(view, w)), ' IS NULL)')]
}
