/** Which rows of a simulated system a flow carries. */
import type { Adapter, GeneratedFlow, Mapping } from '../runtime/door.ts'
import { belongs as holds, namedIn } from '../runtime/filter.ts'
import type { Canonical } from '../runtime/values.ts'
import type { StoredRow } from './store.ts'
import type { Values } from './story.ts'
import { valuesOf } from './story.ts'

/** Does the flow carry this row. */
export function belongs({ filter }: GeneratedFlow, adapter: Adapter, row: StoredRow): boolean {
  if (filter === undefined || filter.system !== adapter.system) return true
  return Object.entries(filter.rows).every(([field, bound]) => {
    const mapping = [...adapter.key, ...adapter.fields].find((each) => each.field === field)
    return mapping !== undefined && holds(mapping, row.columns[mapping.column] ?? null, bound)
  })
}

/** The row as the flow sees it. */
export function carried(flow: GeneratedFlow, adapter: Adapter, row: StoredRow | undefined): StoredRow | undefined {
  return row !== undefined && belongs(flow, adapter, row) ? row : undefined
}
export function carriedValues(flow: GeneratedFlow, adapter: Adapter, row: StoredRow | undefined | null): Values | null {
  return valuesOf(adapter, carried(flow, adapter, row ?? undefined))
}

/** What the filter names of a field: values at which rows come and go. */
export function named({ filter }: GeneratedFlow, field: string, mapping: Mapping): readonly Canonical[] {
  const bound = filter?.rows[field]
  return bound === undefined ? [] : namedIn(mapping, bound)
}
