/**
 * Captured changes with the rows before and after them, for flows that carry events. They have a table of their own, so that neither who reads the outbox nor who
 * reads them has to wait for the other. Values are kept exactly, as texts: `t` and a text, `i` an integer, `r` a real with all its digits, `b` a blob in hex.
 */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import type { EventsView, HeldView } from '../../emit/view/system.ts'
import type { EventSql, ScriptStep, Sql } from '../dialect.ts'
import { environmentScope } from '../columns.ts'
import { changeTriggers } from './change-triggers.ts'
import { outboxScope } from './death.ts'
import { isPlain, literal, natural, outboxKey, quote, ref } from './expressions.ts'
import type { Part } from '../layout.ts'
import { among, ending, joined, list, where } from '../layout.ts'
import { currentOp, now } from './moment.ts'

/** Functions of SQLite take so many arguments at most; some room is left. */
const columnsTogether = 100

export function eventTriggers(held: HeldView): Readonly<Record<'insert' | 'update' | 'rekey' | 'delete', string>> {
  const name = (what: string): string => `thalweg_events_${held.tag}_${what}`
  return { insert: name('insert'), update: name('update'), rekey: name('rekey'), delete: name('delete') }
}

export function captureEvents(held: HeldView, events: EventsView): ScriptStep {
  const [view] = held.adapters
  const table = quote(events.table)
  const triggers = eventTriggers(held)
  const late = environmentScope(view)
  return {
    comment: `Every change of ${held.record} in ${held.table} with the row before and after it, for what is appended to a log.`,
    statements: [
      [
        `CREATE TABLE IF NOT EXISTS ${table} (`,
        '  "seq" INTEGER PRIMARY KEY AUTOINCREMENT,',
        '  "key" TEXT NOT NULL,',
        ...(late.length === 0 ? [] : ['  "scope" TEXT NOT NULL,']),
        '  "kind" TEXT NOT NULL,',
        '  "op" INTEGER,',
        '  "at" INTEGER NOT NULL,',
        '  "columns" TEXT NOT NULL,',
        '  "before" TEXT,',
        '  "after" TEXT',
        ')',
      ],
      ...Object.values(triggers).map((name): Sql => [`DROP TRIGGER IF EXISTS ${quote(name)}`]),
      ...changeTriggers(
        triggers,
        held.table,
        view,
        events.columns.map(({ column }) => column),
        (row, kind, conditions) => entry(view, events, row, kind, conditions),
      ),
    ],
  }
}

function entry(
  view: AdapterView,
  { table, columns }: EventsView,
  row: 'OLD' | 'NEW',
  kind: 'I' | 'U' | 'D',
  conditions: readonly string[],
): Sql {
  const late = environmentScope(view)
  const scope = late.length === 0 ? [] : [`json_array(${late.map((column) => `CAST(${ref(row, column)} AS TEXT)`).join(', ')})`]
  const values = [
    outboxKey(view.key, (column) => natural(column, row)),
    ...scope,
    literal(kind),
    currentOp,
    now,
    literal(JSON.stringify(columns.map(({ column }) => column))),
    kind === 'I' ? 'NULL' : image(columns, 'OLD'),
    kind === 'D' ? 'NULL' : image(columns, 'NEW'),
  ]
  return [
    `INSERT INTO ${quote(table)} ("key", ${late.length === 0 ? '' : '"scope", '}"kind", "op", "at", "columns", "before", "after")`,
    '  SELECT',
    ...list(values).map((line) => `  ${line}`),
    ...where(conditions).map((line) => `  ${line}`),
  ]
}

/** The values of a row, in portions. */
function image(columns: readonly ColumnView[], row: 'OLD' | 'NEW'): Part {
  const values = columns.map((column) => told(column, row))
  if (values.length <= columnsTogether) return among('json_array(', values, ',', ')')
  const portions = Array.from({ length: Math.ceil(values.length / columnsTogether) }, (_, i) =>
    among('json_array(', values.slice(i * columnsTogether, (i + 1) * columnsTogether), ',', ')'),
  )
  return among('json_array(', portions, ',', ')')
}

function told(column: ColumnView, row: 'OLD' | 'NEW'): Part {
  if (isPlain(column)) return exact(ref(row, column.column))
  return [
    '(',
    `  SELECT ${joined([exact('v.value')].flat())}`,
    ...ending(['  FROM (SELECT', ...[natural(column, row)].flat().map((line) => `    ${line}`)], ' AS value) AS v'),
    ')',
  ]
}

function exact(value: string): Part {
  return [
    `CASE typeof(${value})`,
    `  WHEN 'real' THEN 'r' || printf('%!.17g', ${value})`,
    `  WHEN 'blob' THEN 'b' || hex(${value})`,
    `  ELSE substr(typeof(${value}), 1, 1) || ${value}`,
    'END',
  ]
}

export function eventStatements(view: AdapterView): EventSql {
  const events = view.events!
  const table = quote(events)
  const scope = outboxScope(view)
  return {
    events: [
      `SELECT e."seq", e."key", e."kind", e."op", e."at", e."columns", e."before", e."after" FROM ${table} AS e`,
      ...where(['e."seq" > :after', ...(scope === null ? [] : [`e.${scope}`])]),
      'ORDER BY e."seq"',
      'LIMIT :limit',
    ],
    high: [`SELECT (SELECT seq FROM sqlite_sequence WHERE name = ${literal(events)}) AS "high"`],
    prune: [`DELETE FROM ${table} WHERE "seq" <= :upTo`],
  }
}
