/** Statements that read what changed. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { AdapterSql } from '../dialect.ts'
import { outboxScope } from './death.ts'
import { literal, quote, ref } from './expressions.ts'
import { list, order, where } from '../layout.ts'
import { from, hasKey, inWholeScope, orderedBy, selected } from './rows.ts'

export function changes(view: AdapterView): Pick<AdapterSql, 'changes' | 'high' | 'prune'> {
  const { detect } = view.binding
  if (view.outbox !== null) {
    const outbox = quote(view.outbox)
    const scope = outboxScope(view)
    return {
      changes: [
        `SELECT o."seq", o."key", o."kind", o."op", o."at" FROM ${outbox} AS o`,
        ...where(['o."seq" > :after', ...(scope === null ? [] : [`o.${scope}`])]),
        'ORDER BY o."seq"',
        'LIMIT :limit',
      ],
      high: [`SELECT (SELECT seq FROM sqlite_sequence WHERE name = ${literal(view.outbox)}) AS "high"`],
      prune: [`DELETE FROM ${outbox} WHERE "seq" <= :upTo`],
    }
  }
  if (detect.kind !== 'updatedAt') return {}
  const updated = ref('t', detect.column)
  return {
    changes: [
      'SELECT',
      ...list([...view.key.map(selected), `${updated} AS thalweg_updated`]),
      from(view),
      ...where([`${updated} >= :since`, ...hasKey(view), ...inWholeScope(view)]),
      ...order([updated, ...orderedBy(view)]),
      'LIMIT :limit OFFSET :offset',
    ],
  }
}
