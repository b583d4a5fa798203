/**
 * Captured changes with the rows before and after them, for flows that carry events. They have a table of their own, so that neither who reads the outbox nor who
 * reads them has to wait for the other. Values are texts, as MariaDB prints them.
 */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import type { EventsView, HeldView } from '../../emit/view/system.ts'
import type { EventSql, ScriptStep } from '../dialect.ts'
import { among, joined } from '../layout.ts'
import { changeTriggers, triggersOf } from './change-triggers.ts'
import { captured, high, prune } from './changes.ts'
import { entry, entryColumns, entryOf, table } from './entries.ts'
import { told } from './expressions.ts'
import { literal, ownQuoted } from './names.ts'

export function captureEvents(held: HeldView, events: EventsView): ScriptStep {
  const [view] = held.adapters
  const names = events.columns.map(({ column }) => column)
  return {
    comment: `Every change of ${held.record} in ${held.table} with the row before and after it, for what is appended to a log.`,
    statements: [
      table(ownQuoted(events.table), [...entryColumns(held), '`columns` LONGTEXT NOT NULL', '`before` LONGTEXT', '`after` LONGTEXT']),
      ...changeTriggers(triggersOf(held, 'events'), held.table, view, names, (row, kind) =>
        entry(events.table, [
          ...entryOf(view, row, kind),
          ['columns', literal(JSON.stringify(names))],
          ['before', kind === 'I' ? 'NULL' : image(events.columns, 'OLD')],
          ['after', kind === 'D' ? 'NULL' : image(events.columns, 'NEW')],
        ]),
      ),
    ],
  }
}

/** The values of a row, each as `t` and its text. */
function image(columns: readonly ColumnView[], row: 'OLD' | 'NEW'): string {
  return joined(
    among(
      'json_array(',
      columns.map((column) => `concat('t', ${told(column, row)})`),
      ',',
      ')',
    ),
  )
}

export function eventStatements(view: AdapterView): EventSql {
  const events = view.events!
  const columns = ['seq', 'key', 'kind', 'op', 'at', 'columns', 'before', 'after']
  return { events: captured(view, events, columns), high: high(events), prune: prune(events) }
}
