/**
 * Statements that write the rows of a batch, each row on its condition. They name no column that users of the system own.
 *
 * MariaDB's UPDATE tells how many rows it wrote, and not which. So what writes is several statements, sent as one: the first locks the rows of the keys, the
 * second decides which of them are written (what was committed before the lock is seen by it, and behind the lock nothing changes any more), the third writes
 * those and no other, and the last says which they were.
 */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import type { AdapterSql, Sql } from '../dialect.ts'
import { constants as bindingConstants } from '../columns.ts'
import type { Part } from '../layout.ts'
import { beginning, ending, list, short, where } from '../layout.ts'
import { Batch } from './batch.ts'
import { death } from './death.ts'
import { naturalText, sent } from './expressions.ts'
import { literal, quote, ref } from './names.ts'
import { conditionsOn, joining } from './reads.ts'
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

/** The batch as the statements behind the first have it: sent once. */
const batch = '@thalweg_batch'
const chosen = 'find_in_set(w.`n`, @thalweg_rows)'

/** One kind of write to rows that are there. */
interface Change {
  /** Which row of the table one of the batch means. */
  readonly is: (w: Batch) => readonly string[]
  /** What has to hold for it. */
  readonly when: (w: Batch) => readonly Part[]
  /** What is written; null: the row is deleted. */
  readonly set: ((w: Batch) => readonly Part[]) | null
  /** Further tables that `set` and `is` read, behind the batch. */
  readonly joins?: (w: Batch) => readonly string[]
  /** What is told of each row that was written. */
  readonly told?: (w: Batch) => readonly string[]
}

function change(view: AdapterView, { is, when, set, joins = () => [], told = () => ['w.`n`'] }: Change): Sql {
  const rows = (start: string, conditions: (w: Batch) => readonly Part[], also: (w: Batch) => readonly string[] = () => []): string[] => {
    const w = new Batch(batch)
    const [on, all, more] = [is(w), where(conditions(w)), joins(w)]
    const between = also(w)
    return [...joining(start, w, more), `JOIN ${quote(view.binding.name)} AS t`, ...conditionsOn(on), ...between, ...all]
  }
  const write =
    set === null
      ? ['DELETE t', ...rows('FROM ', () => [chosen])]
      : rows(
          'UPDATE ',
          () => [chosen],
          (w) => ['SET', ...list(set(w))],
        )
  const w = new Batch(batch)
  const columns = told(w)
  return [
    'SET @thalweg_batch = :batch;',
    'SELECT count(*) INTO @thalweg_rows',
    ...ending(
      rows('FROM ', () => []),
      ' FOR UPDATE;',
    ),
    'SELECT group_concat(w.`n`) INTO @thalweg_rows',
    ...ending(rows('FROM ', when), ' FOR UPDATE;'),
    ...ending(write, ';'),
    `SELECT ${columns.join(', ')}`,
    ...joining('FROM ', w),
    ...where([chosen]),
  ]
}

function update(view: AdapterView): Sql {
  return change(view, {
    is: (w) => isRow(view, w),
    joins: (w) => surrogates(view, w),
    when: (w) => {
      const incoming = view.incoming.map((unit) => {
        const equal = unit.columns.map((column) => sameAsBase(column, w))
        if (equal.length === 1) return `(NOT ${w.flag(`set_${unit.index}`)} OR ${equal[0]!})`
        return [
          `(NOT ${w.flag(`set_${unit.index}`)} OR (`,
          ...equal.map((each, i) => `  ${each}${i < equal.length - 1 ? ' AND' : ''}`),
          '))',
        ]
      })
      const beside = view.unmoved.flatMap((unit) =>
        unit.columns.map((column) => `(NOT ${w.flag(`unmoved_${column.param}`)} OR ${sameAsBase(column, w)})`),
      )
      return [...incoming, ...beside, ...alive(view, w)]
    },
    set: (w) => [
      ...view.incoming.flatMap((unit) =>
        unit.columns.map((column) => {
          const at = ref('t', column.column)
          return short([`${at} = CASE`, `  WHEN ${w.flag(`set_${unit.index}`)} THEN ${outright(sent(column, w))}`, `  ELSE ${at}`, 'END'])
        }),
      ),
      ...assigned(constants(view, 'update')),
    ],
  })
}

function remove(view: AdapterView): Sql {
  const { deletes } = view.binding
  return change(view, {
    is: (w) => isRow(view, w),
    joins: (w) => surrogates(view, w),
    when: (w) => [...view.fields.map((column) => sameAsBase(column, w)), ...alive(view, w)],
    set: typeof deletes === 'object' ? () => assigned([...constants(view, 'update'), [deletes.mark, literal(deletes.as)]]) : null,
  })
}

/** Where deleting marks a row, a record that is created anew takes its place. */
function revive(view: AdapterView): Pick<AdapterSql, 'revive'> {
  const { deletes } = view.binding
  if (typeof deletes !== 'object') return {}
  const revived = change(view, {
    is: (w) => isRow(marked(view), w),
    joins: (w) => surrogates(view, w),
    when: () => [],
    set: (w) => [
      ...view.fields.map((column) => `${ref('t', column.column)} = ${sent(column, w)}`),
      ...assigned(constants(view, 'insert').filter(([column]) => column !== deletes.mark)),
      `${ref('t', deletes.mark)} = ${deletes.otherwise === null ? 'NULL' : literal(deletes.otherwise)}`,
    ],
    told: (w) => view.key.map((column) => w.text(column.param)),
  })
  return { revive: revived }
}

/** Another key for the row that is there, unless a row of the record has that one already. */
function rekey(view: AdapterView): Sql {
  const other = { ...view, key: view.key.map((column, i) => ({ ...column, param: `to_${i}` })) }
  return change(view, {
    is: (w) => (view.identity === null ? isRow(view, w) : isNumbered(view, w)),
    joins: (w) => [...(view.identity === null ? surrogates(view, w) : []), ...surrogates(other, w)],
    when: (w) => {
      // A row that is known by its own id may have any key, or none.
      const named =
        view.identity === null ? alive(view, w) : view.key.map((column) => `${naturalText(column, 't')} <=> ${w.text(column.param)}`)
      return [...named, ...(view.identity === null ? [] : inScope(view)), free(other, w)]
    },
    set: (w) => [
      ...other.key.map((column) => `${ref('t', column.column)} = ${keySent(column, w)}`),
      ...assigned(constants(view, 'update')),
    ],
  })
}

/** The key of a record for a row that has none, and still is like it; unless a row of the record has that key already. */
function link(view: AdapterView): Sql {
  return change(view, {
    is: (w) => isNumbered(view, w),
    when: (w) => [...hasNoKey(view), ...inScope(view), ...view.match.map((column) => sameAsBase(column, w)), free(view, w)],
    set: (w) => [...view.key.map((column) => `${ref('t', column.column)} = ${keySent(column, w)}`), ...assigned(constants(view, 'update'))],
  })
}

/** One statement: its rows are there or they are not, and it tells which it made. */
function insert(view: AdapterView): Sql {
  const w = new Batch()
  const columns: [string, string][] = [
    ...view.key.map((column): [string, string] => [column.column, keySent(column, w)]),
    ...view.fields.map((column): [string, string] => [column.column, sent(column, w)]),
  ]
  for (const each of view.scope) {
    if (each.param !== undefined) columns.push([each.column, `:${each.param}`])
    else if (each.deleted !== true) columns.push([each.column, literal(each.value)])
  }
  for (const [column, value] of constants(view, 'insert')) if (!columns.some(([taken]) => taken === column)) columns.push([column, value])
  const found = view.key.filter(({ lookup }) => lookup !== undefined)
  const conditions = [...found.map((column) => `${keySent(column, w)} IS NOT NULL`), free(view, w)]
  const table = quote(view.binding.name)
  return [
    `INSERT INTO ${table} (`,
    ...list(columns.map(([column]) => quote(column))),
    ') SELECT',
    ...list(columns.map(([, value]) => value)),
    ...joining('FROM ', w, surrogates(view, w)),
    ...where(conditions),
    'RETURNING',
    ...list(view.key.map((column) => selected(column, table))),
  ]
}

/** No row of the record has the key. */
function free(view: AdapterView, w: Batch): Part {
  return ['NOT EXISTS (', `  SELECT 1 FROM ${quote(view.binding.name)} AS x`, ...where(isRow(view, w, 'x')).map((line) => `  ${line}`), ')']
}

/** A key as its column has it. */
function keySent(column: ColumnView, w: Batch): string {
  return column.lookup === undefined ? sent(column, w) : `${surrogate(column)}.${quote(column.lookup.id)}`
}

function constants(view: AdapterView, moment: 'insert' | 'update'): [string, string][] {
  return bindingConstants(view, moment).map(([column, value]) => [column, literal(value)])
}

function assigned(constant: readonly (readonly [string, string])[]): string[] {
  return constant.map(([column, value]) => `${ref('t', column)} = ${value}`)
}

/** A text beside one of another collation: said outright, its own is the one that counts. */
function outright(value: string): string {
  return value.endsWith(' + 0') ? value : `${value} COLLATE utf8mb4_nopad_bin`
}

/** As the server prints it. */
function sameAsBase(column: ColumnView, w: Batch): string {
  return `${naturalText(column, 't')} <=> ${w.text(`was_${column.param}`)}`
}

/** The row that is meant, and no other one that was made since. */
function alive(view: AdapterView, w: Batch): Part[] {
  const same = isSameRow(view, w)
  if (view.outbox === null) return same
  if (view.identity === null) return [ending(death(view, w), ' IS NULL')]
  return [...same, ending(beginning(`(${w.text('own_id')} IS NOT NULL OR `, death(view, w)), ' IS NULL)')]
}
