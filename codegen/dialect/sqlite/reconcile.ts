/** The queries of a reconciliation as a person can run them in any client: how many rows, and which. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { isPlain, literal, natural, quote, ref } from './expressions.ts'

export function reconcile(view: SystemView): readonly ScriptStep[] {
  return view.held.flatMap((held) =>
    held.adapters.flatMap((adapter): ScriptStep[] => [
      { comment: `${adapter.flowName}: how many rows, to be compared with the other systems of the flow.`, statements: [count(adapter)] },
      { comment: `${adapter.flowName}: the rows, in the words of the record.`, statements: [rows(adapter)] },
      { comment: `${adapter.flowName}: rows without a key. No flow carries them.`, statements: [keyless(adapter)] },
    ]),
  )
}

function count(view: AdapterView): Sql {
  return [`SELECT count(*) AS "rows" FROM ${quote(view.binding.name)} AS t`, ...where([...hasKey(view), ...scope(view)])]
}

function rows(view: AdapterView): Sql {
  const columns = [...view.key, ...view.fields].map((column) => {
    const expression = natural(column, 't')
    return isPlain(column) && column.column === column.field ? expression : `${expression} AS ${quote(column.field)}`
  })
  return [
    'SELECT',
    ...columns.map((column, i) => `  ${column}${i < columns.length - 1 ? ',' : ''}`),
    `FROM ${quote(view.binding.name)} AS t`,
    ...where([...hasKey(view), ...scope(view)]),
    `ORDER BY ${view.key.map((column) => natural(column, 't')).join(', ')}`,
  ]
}

function keyless(view: AdapterView): Sql {
  const missing = view.key.map((column) => `${ref('t', column.column)} IS NULL`)
  return [
    `SELECT t.* FROM ${quote(view.binding.name)} AS t`,
    ...where([missing.length === 1 ? missing[0]! : `(${missing.join(' OR ')})`, ...scope(view)]),
  ]
}

function hasKey(view: AdapterView): string[] {
  return view.key.map((column) => `${ref('t', column.column)} IS NOT NULL`)
}

/** A value that the environment supplies is asked for by its parameter. */
function scope(view: AdapterView): string[] {
  return view.scope.map(
    ({ column, value, param }) =>
      `${ref('t', column)} COLLATE BINARY IS ${param === undefined ? literal(value as string | number | boolean) : `:${param}`}`,
  )
}

function where(conditions: readonly string[]): string[] {
  return conditions.map((condition, i) => (i === 0 ? `WHERE ${condition}` : `  AND ${condition}`))
}
