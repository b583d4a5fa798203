/**
 * Thalweg's own tables in a system, and the triggers that capture changes. Triggers run inside the programs of others, of any age, so they use nothing newer
 * than SQLite 3.35 and never fail. A key that changes is a delete and a create; so is a row that leaves or enters the scope.
 */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { HeldView, SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { columnToken, environmentScope } from '../columns.ts'
import { literal, outboxKey, quote, ref, natural } from './expressions.ts'
import type { Part } from '../layout.ts'
import { currentOp, now } from './moment.ts'
import { among, list, where } from '../layout.ts'
import { moved } from './rows.ts'
import { captureEvents } from './events.ts'
import { changeTriggers } from './change-triggers.ts'

export function captureTriggers(held: HeldView): Readonly<Record<'insert' | 'update' | 'rekey' | 'delete', string>> {
  const name = (what: string): string => `thalweg_capture_${held.tag}_${what}`
  return { insert: name('insert'), update: name('update'), rekey: name('rekey'), delete: name('delete') }
}

export function capture(view: SystemView): readonly ScriptStep[] {
  return [
    belongs(view),
    own,
    ...view.held.flatMap((held) => (held.outbox === null ? [] : [outbox(held, held.outbox)])),
    ...view.held.flatMap((held) => (held.events === null ? [] : [captureEvents(held, held.events)])),
  ]
}

/** The key is taken where another landscape or system was here first, and the script fails before it touches anything of theirs. */
export function belongs({ landscape, name }: SystemView): ScriptStep {
  const who = `landscape = ${literal(landscape)} AND system = ${literal(name)}`
  return {
    comment: 'A database belongs to one system of one landscape: for another one this fails, and nothing is changed.',
    statements: [
      [
        'CREATE TABLE IF NOT EXISTS thalweg_prepared (',
        '  one INTEGER PRIMARY KEY CHECK (one = 1),',
        '  landscape TEXT NOT NULL,',
        '  system TEXT NOT NULL',
        ')',
      ],
      [
        'INSERT INTO thalweg_prepared (one, landscape, system)',
        `  SELECT 1, ${literal(landscape)}, ${literal(name)}`,
        `  WHERE NOT EXISTS (SELECT 1 FROM thalweg_prepared WHERE ${who})`,
      ],
    ],
  }
}

const own: ScriptStep = {
  comment:
    'What is written here by a flow leaves its operation in thalweg_ops, in the same transaction; triggers read thalweg_current_op meanwhile.',
  statements: [
    ['CREATE TABLE IF NOT EXISTS thalweg_ops (op INTEGER PRIMARY KEY, void INTEGER NOT NULL, note TEXT)'],
    ['CREATE TABLE IF NOT EXISTS thalweg_current_op (one INTEGER PRIMARY KEY CHECK (one = 1), op INTEGER)'],
    ['INSERT INTO thalweg_current_op (one, op) SELECT 1, NULL WHERE NOT EXISTS (SELECT 1 FROM thalweg_current_op)'],
    [
      'CREATE TABLE IF NOT EXISTS thalweg_system (',
      '  one INTEGER PRIMARY KEY CHECK (one = 1),',
      '  identity TEXT NOT NULL,',
      '  ledger TEXT,',
      '  op_high INTEGER NOT NULL',
      ')',
    ],
    [
      'INSERT INTO thalweg_system (one, identity, ledger, op_high)',
      '  SELECT 1, lower(hex(randomblob(16))), NULL, 0 WHERE NOT EXISTS (SELECT 1 FROM thalweg_system)',
    ],
  ],
}

function outbox(held: HeldView, outboxTable: string): ScriptStep {
  const [view] = held.adapters
  const table = quote(outboxTable)
  const triggers = captureTriggers(held)
  const late = environmentScope(view)
  return {
    comment: `Changes of ${held.record} in ${held.table}: kind I, U or D, with the operation that made them, or null where somebody else did.`,
    statements: [
      [
        `CREATE TABLE IF NOT EXISTS ${table} (`,
        '  "seq" INTEGER PRIMARY KEY AUTOINCREMENT,',
        '  "key" TEXT NOT NULL,',
        ...(late.length === 0 ? [] : ['  "scope" TEXT NOT NULL,']),
        `  "kind" TEXT NOT NULL,`,
        '  "op" INTEGER,',
        '  "at" INTEGER NOT NULL,',
        '  "columns" TEXT',
        ')',
      ],
      index(`thalweg_deaths_${held.tag}`, table, `"kind" = 'D'`),
      index(`thalweg_births_${held.tag}`, table, `"kind" = 'I' AND "op" IS NOT NULL`),
      ...(held.timed.length === 0 ? [] : [index(`thalweg_edits_${held.tag}`, table, `"op" IS NULL AND "columns" IS NOT NULL`)]),
      ...Object.values(triggers).map((name): Sql => [`DROP TRIGGER IF EXISTS ${quote(name)}`]),
      ...changeTriggers(triggers, held.table, view, held.columns, (row, kind, conditions) =>
        entry(view, table, row, kind, entryColumns[kind](held), conditions),
      ),
    ],
  }
}

function index(name: string, table: string, condition: string): Sql {
  return [`CREATE INDEX IF NOT EXISTS ${quote(name)} ON ${table} ("key", "seq")`, `  WHERE ${condition}`]
}

/** Which timed columns an entry is about, each as `columnToken`; null: none. Times are compared column by column. */
const none = null
function all({ timed }: HeldView): string | null {
  return timed.length === 0 ? none : literal(timed.map(columnToken).join(''))
}
function movedOf({ timed }: HeldView): readonly string[] | null {
  const each = timed.map((column) => `CASE WHEN ${moved(column)} THEN ${literal(columnToken(column))} ELSE '' END`)
  return each.length === 0 ? none : among('nullif(', each, ' ||', `, '')`)
}

const entryColumns = { I: all, U: movedOf, D: () => none } as const

function entry(
  view: AdapterView,
  table: string,
  row: 'OLD' | 'NEW',
  kind: string,
  columns: Part | null,
  conditions: readonly string[] = [],
): Sql {
  const late = environmentScope(view)
  const scope = late.length === 0 ? [] : [`json_array(${late.map((column) => `CAST(${ref(row, column)} AS TEXT)`).join(', ')})`]
  const values = [
    outboxKey(view.key, (column) => natural(column, row)),
    ...scope,
    literal(kind),
    currentOp,
    now,
    ...(columns === null ? [] : [columns]),
  ]
  return [
    `INSERT INTO ${table} ("key", ${late.length === 0 ? '' : '"scope", '}"kind", "op", "at"${columns === null ? '' : ', "columns"'})`,
    '  SELECT',
    ...list(values).map((line) => `  ${line}`),
    ...where(conditions).map((line) => `  ${line}`),
  ]
}
