/** Which systems store the values of a flow just alike, so that equal stored values are equal values, and a digest need not know what they mean. */
import { isDeepStrictEqual } from 'node:util'
import type { PlanBinding, PlanSystem } from '../../plan/schema.ts'
import type { ColumnView } from './adapter.ts'

interface Stored {
  readonly system: PlanSystem
  readonly binding: PlanBinding
  readonly key: readonly ColumnView[]
  readonly fields: readonly ColumnView[]
}

/** Of the fields that both hold. Values that the system looks up in another table, and rows that it numbers itself, are never alike. */
export function storedAlike(one: Stored, other: Stored): boolean {
  if (one.system.connector.kind !== other.system.connector.kind) return false
  if (one.binding.identity !== undefined || other.binding.identity !== undefined) return false
  const alike = (a: ColumnView, b: ColumnView) => isDeepStrictEqual(meaningOf(a), meaningOf(b)) && a.lookup === undefined
  const shared = one.fields.flatMap((column) => {
    const theirs = other.fields.find(({ field }) => field === column.field)
    return theirs === undefined ? [] : [[column, theirs] as const]
  })
  return one.key.every((column, i) => alike(column, other.key[i]!)) && shared.every(([a, b]) => alike(a, b))
}

/** All that decides which value a stored one stands for. What the system makes of values (`stores`) only makes more of them equal. */
function meaningOf({ type, nullable, set, codec, values, whenNull, lookup }: ColumnView): unknown {
  return { type, nullable, set, codec, values, whenNull, lookup }
}
