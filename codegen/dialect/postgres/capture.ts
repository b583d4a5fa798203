/** Thalweg's own tables in a system, the triggers that capture changes, and the publication where the server's log tells of them. */
import { logName } from '../../../runtime/connectors/postgres/log/name.ts'
import type { HeldView, SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { changeTriggers } from './change-triggers.ts'
import { columnToken } from '../columns.ts'
import { entries, entryOf, entryTable } from './entries.ts'
import { captureEvents } from './events.ts'
import { literal, ownQuoted, quote, tableName } from './names.ts'
import { moved } from './rows.ts'

export function capture(view: SystemView): readonly ScriptStep[] {
  return [
    belongs(view),
    ownTables,
    ...view.held.flatMap((held) => (held.outbox === null ? [] : [outbox(held, held.outbox)])),
    ...view.held.flatMap((held) => (held.events === null ? [] : [captureEvents(held, held.events)])),
    ...publication(view),
  ]
}

/**
 * Functions that run with the rights of who made them keep this path. Without `pg_temp` at its end, a table that a user makes for his session alone would
 * take the place of one of ours.
 */
const here: Sql = [`SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)`]

/** The key is taken where another landscape or system was here first, and the script fails before it touches anything of theirs. */
export function belongs({ landscape, name }: SystemView): ScriptStep {
  const who = `landscape = ${literal(landscape)} AND system = ${literal(name)}`
  return {
    comment: 'A schema belongs to one system of one landscape: for another one this fails, and nothing is changed.',
    statements: [
      here,
      [
        'CREATE TABLE IF NOT EXISTS thalweg_prepared (',
        '  one int PRIMARY KEY CHECK (one = 1),',
        '  landscape text NOT NULL,',
        '  system text NOT NULL',
        ')',
      ],
      [
        'INSERT INTO thalweg_prepared (one, landscape, system)',
        `  SELECT 1, ${literal(landscape)}, ${literal(name)}`,
        `  WHERE NOT EXISTS (SELECT FROM thalweg_prepared WHERE ${who})`,
      ],
    ],
  }
}

const ownTables: ScriptStep = {
  comment:
    'What is written here by a flow leaves its operation in thalweg_ops, in the same transaction; triggers read the setting thalweg.op meanwhile.',
  statements: [
    ['CREATE TABLE IF NOT EXISTS thalweg_ops (op bigint PRIMARY KEY, void int NOT NULL, note text)'],
    [
      'CREATE TABLE IF NOT EXISTS thalweg_system (',
      '  one int PRIMARY KEY CHECK (one = 1),',
      '  identity text NOT NULL,',
      '  ledger text,',
      '  op_high bigint NOT NULL',
      ')',
    ],
    [
      'INSERT INTO thalweg_system (one, identity, ledger, op_high)',
      `  SELECT 1, replace(gen_random_uuid()::text, '-', ''), NULL, 0 WHERE NOT EXISTS (SELECT FROM thalweg_system)`,
    ],
  ],
}

function outbox(held: HeldView, name: string): ScriptStep {
  const [view] = held.adapters
  const columns = view.fields.concat(held.adapters.slice(1).flatMap(({ fields }) => [...fields]))
  const watched = held.columns.map((column) => columns.find((each) => each.column === column)!)
  return {
    comment: `Changes of ${held.record} in ${held.table}: kind I, U or D, with the operation that made them, or null where somebody else did.`,
    statements: [
      ...entryTable(held, name, ['"columns" text']),
      index(`thalweg_deaths_${held.tag}`, name, `"kind" = 'D'`),
      index(`thalweg_births_${held.tag}`, name, `"kind" = 'I' AND "op" IS NOT NULL`),
      ...(held.timed.length === 0 ? [] : [index(`thalweg_edits_${held.tag}`, name, `"op" IS NULL AND "columns" IS NOT NULL`)]),
      ...changeTriggers(held, 'capture', watched, (row, kind, from, conditions) =>
        entries(name, [...entryOf(view, row, kind), ...timed(held, kind)], from, conditions),
      ),
    ],
  }
}

function index(name: string, table: string, condition: string): Sql {
  return [`CREATE INDEX IF NOT EXISTS ${ownQuoted(name)} ON ${ownQuoted(table)} ("key", "seq")`, `  WHERE ${condition}`]
}

/** Which timed columns an entry is about, each as `columnToken`. Times are compared column by column. */
function timed({ timed: columns, adapters }: HeldView, kind: 'I' | 'U' | 'D'): readonly (readonly [string, string])[] {
  if (columns.length === 0 || kind === 'D') return []
  if (kind === 'I') return [['columns', literal(columns.map(columnToken).join(''))]]
  const views = adapters.flatMap(({ fields }) => [...fields])
  const each = columns.map((column) => {
    const view = views.find((field) => field.column === column)!
    return `CASE WHEN ${moved(view)} THEN ${literal(columnToken(column))} ELSE '' END`
  })
  return [['columns', `nullif(${each.join(' || ')}, '')`]]
}

/** What the log tells of: the tables, with whole rows as they were before. The slot itself is made by the first run, which reads from there on. */
function publication(view: SystemView): ScriptStep[] {
  const told = publicationOf(view)
  if (told === null) return []
  const { name, tables } = told
  return [
    {
      comment: 'Changes that the log of the server tells of: of these tables, with the row as it was.',
      statements: [
        [
          'DO $thalweg$ BEGIN',
          `  IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = ${literal(name)}) THEN`,
          `    CREATE PUBLICATION ${quote(name)} FOR TABLE ${tables.join(', ')};`,
          '  END IF;',
          'END $thalweg$',
        ],
        [`ALTER PUBLICATION ${quote(name)} SET TABLE ${tables.join(', ')}`],
        [`ALTER PUBLICATION ${quote(name)} SET (publish_via_partition_root = true)`],
        ...tables.map((table): Sql => [`ALTER TABLE ${table} REPLICA IDENTITY FULL`]),
        partitionsTell(tables),
      ],
    },
  ]
}

/** A partition keeps its own replica identity, whatever that of its table is. */
function partitionsTell(tables: readonly string[]): Sql {
  return [
    'DO $thalweg$ DECLARE part regclass; BEGIN',
    '  FOR part IN',
    '    SELECT p.relid',
    `    FROM unnest(ARRAY[${tables.map(literal).join(', ')}]::regclass[]) AS t, pg_partition_tree(t) AS p`,
    '    WHERE p.isleaf',
    '  LOOP',
    "    EXECUTE format('ALTER TABLE %s REPLICA IDENTITY FULL', part);",
    '  END LOOP;',
    'END $thalweg$',
  ]
}

/** What `publication` makes; null: nothing. */
export function publicationOf(view: SystemView): { readonly name: string; readonly tables: readonly string[] } | null {
  const tables = toldByLog(view)
  return tables.length === 0 ? null : { name: logName(view.landscape, view.name), tables }
}

function toldByLog({ held }: SystemView): string[] {
  return held.flatMap(({ table, adapters }) => (adapters[0].binding.detect.kind === 'log' ? [tableName(table)] : []))
}
