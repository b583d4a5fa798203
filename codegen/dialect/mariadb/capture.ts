/**
 * Thalweg's own tables in a system, and the triggers that capture changes. Every statement of MariaDB that makes something commits by itself, so each leaves
 * the system as fit as before, and the script can be run again wherever it was interrupted: tables come before the triggers that write to them.
 */
import type { HeldView, SystemView } from '../../emit/view/system.ts'
import type { ScriptStep } from '../dialect.ts'
import { among, joined } from '../layout.ts'
import { changeTriggers, triggersOf } from './change-triggers.ts'
import { columnToken } from '../columns.ts'
import { entry, entryColumns, entryOf, table } from './entries.ts'
import { captureEvents } from './events.ts'
import { literal, ownQuoted } from './names.ts'
import { moved } from './rows.ts'

export function capture(view: SystemView): readonly ScriptStep[] {
  return [
    belongs(view),
    ownTables,
    ...view.held.flatMap((held) => (held.outbox === null ? [] : [outbox(held, held.outbox)])),
    ...view.held.flatMap((held) => (held.events === null ? [] : [captureEvents(held, held.events)])),
  ]
}

/** The key is taken where another landscape or system was here first, and the script fails before it touches anything of theirs. */
export function belongs({ landscape, name }: SystemView): ScriptStep {
  const who = `landscape = ${literal(landscape)} AND system = ${literal(name)}`
  return {
    comment:
      'A database belongs to one system of one landscape: for another one this fails, and nothing is changed. In the mariadb client, say DELIMITER // before this script and // behind it: triggers hold semicolons.',
    statements: [
      table('thalweg_prepared', ['one INT PRIMARY KEY CHECK (one = 1)', 'landscape LONGTEXT NOT NULL', 'system LONGTEXT NOT NULL']),
      [
        'INSERT INTO thalweg_prepared (one, landscape, system)',
        `  SELECT 1, ${literal(landscape)}, ${literal(name)}`,
        `  WHERE NOT EXISTS (SELECT 1 FROM thalweg_prepared WHERE ${who})`,
      ],
    ],
  }
}

const ownTables: ScriptStep = {
  comment:
    'What is written here by a flow leaves its operation in thalweg_ops, in the same transaction; triggers read @thalweg_op meanwhile.',
  statements: [
    table('thalweg_ops', ['op BIGINT PRIMARY KEY', 'void INT NOT NULL', 'note LONGTEXT']),
    table('thalweg_system', [
      'one INT PRIMARY KEY CHECK (one = 1)',
      'identity VARCHAR(64) NOT NULL',
      'ledger LONGTEXT',
      'op_high BIGINT NOT NULL',
    ]),
    [
      'INSERT INTO thalweg_system (one, identity, ledger, op_high)',
      '  SELECT 1, md5(concat(uuid(), rand())), NULL, 0 WHERE NOT EXISTS (SELECT 1 FROM thalweg_system)',
    ],
  ],
}

function outbox(held: HeldView, name: string): ScriptStep {
  const [view] = held.adapters
  return {
    comment: `Changes of ${held.record} in ${held.table}: kind I, U or D, with the operation that made them, or null where somebody else did. What a foreign key deletes or changes by itself (ON DELETE CASCADE, SET NULL) fires no trigger in MariaDB: reconciliation finds it.`,
    statements: [
      table(ownQuoted(name), [...entryColumns(held), '`columns` LONGTEXT', 'INDEX `of_key` (`key`(180), `kind`, `seq`)']),
      ...changeTriggers(triggersOf(held, 'capture'), held.table, view, held.columns, (row, kind) =>
        entry(name, [...entryOf(view, row, kind), ['columns', columns[kind](held)]]),
      ),
    ],
  }
}

/** Which timed columns an entry is about, each as `columnToken`; null: none. Times are compared column by column. */
const columns: { readonly [K in 'I' | 'U' | 'D']: (held: HeldView) => string } = {
  I: ({ timed }) => (timed.length === 0 ? 'NULL' : literal(timed.map(columnToken).join(''))),
  U: ({ timed }) => {
    const each = timed.map((column) => `if(${moved(column)}, ${literal(columnToken(column))}, '')`)
    return each.length === 0 ? 'NULL' : `nullif(${joined(among('concat(', each, ',', ')'))}, '')`
  },
  D: () => 'NULL',
}
