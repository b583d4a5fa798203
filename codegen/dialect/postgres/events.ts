/**
 * Captured changes with the rows before and after them, for flows that carry events. They have a table of their own, so that neither who reads the outbox nor who
 * reads them has to wait for the other. Values are texts, as the server prints them.
 */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import type { EventsView, HeldView } from '../../emit/view/system.ts'
import type { EventSql, ScriptStep } from '../dialect.ts'
import { changeTriggers } from './change-triggers.ts'
import { captured, high, prune } from './changes.ts'
import { entries, entryOf, entryTable, inBrackets } from './entries.ts'
import { literal } from './names.ts'
import { told } from './rows.ts'

export function captureEvents(held: HeldView, events: EventsView): ScriptStep {
  const [view] = held.adapters
  const names = events.columns.map(({ column }) => column)
  return {
    comment: `Every change of ${held.record} in ${held.table} with the row before and after it, for what is appended to a log.`,
    statements: [
      ...entryTable(held, events.table, ['"columns" text NOT NULL', '"before" text', '"after" text']),
      ...changeTriggers(held, 'events', events.columns, (row, kind, from, conditions) =>
        entries(
          events.table,
          [
            ...entryOf(view, row, kind),
            ['columns', literal(JSON.stringify(names))],
            ['before', kind === 'I' ? 'NULL' : image(events.columns, 'o')],
            ['after', kind === 'D' ? 'NULL' : image(events.columns, 'n')],
          ],
          from,
          conditions,
        ),
      ),
    ],
  }
}

/** Arguments of a function are 100 at most. */
const columnsTogether = 50

/** The values of a row, each as `t` and its text; in portions that count on where they are many. */
function image(columns: readonly ColumnView[], row: string): string {
  const portions: string[] = []
  for (let from = 0; from < columns.length; from += columnsTogether) {
    const some = columns.slice(from, from + columnsTogether)
    portions.push(
      inBrackets(
        'json_build_array(',
        some.map((column) => `'t' || ${told(column, row)}`),
      ),
    )
  }
  return `${portions.length === 1 ? portions[0]! : inBrackets('json_build_array(', portions)}::text`
}

export function eventStatements(view: AdapterView): EventSql {
  const events = view.events!
  const columns = ['seq', 'key', 'kind', 'op', 'at', 'columns', 'before', 'after']
  return { events: captured(view, events, columns), high: high(events), prune: prune(events) }
}
