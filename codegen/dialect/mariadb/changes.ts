/** Statements that read what changed. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { AdapterSql, Sql } from '../dialect.ts'
import { list, order, where } from '../layout.ts'
import { outboxScope } from './death.ts'
import { literal, own, ownQuoted, ref } from './names.ts'
import { from, hasKey, inWholeScope, orderedBy, selected } from './rows.ts'

export function changes(view: AdapterView): Pick<AdapterSql, 'changes' | 'high' | 'prune'> {
  const { detect } = view.binding
  if (view.outbox !== null) {
    const columns = ['seq', 'key', 'kind', 'op', 'at']
    return { changes: captured(view, view.outbox, columns), high: high(view.outbox), prune: prune(view.outbox) }
  }
  if (detect.kind !== 'updatedAt') return {}
  const updated = ref('t', detect.column)
  return {
    changes: [
      'SELECT',
      ...list([...view.key.map((column) => selected(column)), `${updated} AS thalweg_updated`]),
      from(view),
      ...where([`${updated} >= :since`, ...hasKey(view), ...inWholeScope(view)]),
      ...order([updated, ...orderedBy(view)]),
      'LIMIT :limit OFFSET :offset',
    ],
  }
}

/** What triggers left, in the order of its numbers. */
export function captured(view: AdapterView, table: string, columns: readonly string[]): Sql {
  const scope = outboxScope(view, 'o')
  return [
    `SELECT ${columns.map((column) => ref('o', column)).join(', ')} FROM ${ownQuoted(table)} AS o`,
    ...where(['o.`seq` > :after', ...(scope === null ? [] : [scope])]),
    'ORDER BY o.`seq`',
    'LIMIT :limit',
  ]
}

/** The next number minus one: numbers that were pruned, or rolled back, count as well. */
export function high(table: string): Sql {
  return [
    'SELECT (',
    '  SELECT AUTO_INCREMENT - 1 FROM information_schema.TABLES',
    `  WHERE TABLE_SCHEMA = database() AND TABLE_NAME = ${literal(own(table))}`,
    ') AS `high`',
  ]
}

export function prune(table: string): Sql {
  return [`DELETE FROM ${ownQuoted(table)} WHERE \`seq\` <= :upTo`]
}
