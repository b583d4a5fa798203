/** A flow's filter as conditions that are easy to walk, however it was written. */
import type { PlanFlow } from '../schema.ts'

/** All must hold. `from` belongs, `until` does not. */
export type Condition =
  | { readonly field: string; readonly kind: 'in' | 'notIn'; readonly values: readonly unknown[] }
  | { readonly field: string; readonly kind: 'range'; readonly from?: unknown; readonly until?: unknown }

export function conditionsOf({ where }: Pick<PlanFlow, 'where'>): readonly Condition[] {
  const rows = where?.rows
  if (rows === null || typeof rows !== 'object') return []
  return Object.entries(rows).map(([field, bound]: [string, unknown]): Condition => {
    if (Array.isArray(bound)) return { field, kind: 'in', values: bound as readonly unknown[] }
    if (bound === null || typeof bound !== 'object') return { field, kind: 'in', values: [bound] }
    if ('not' in bound) return { field, kind: 'notIn', values: Array.isArray(bound.not) ? (bound.not as readonly unknown[]) : [bound.not] }
    const { from, until } = bound as { readonly from?: unknown; readonly until?: unknown }
    return { field, kind: 'range', ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
  })
}
