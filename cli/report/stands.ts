/** Whose value stood after a conflict. */
import type { Canonical } from '../../runtime/values.ts'
import type { UnitStory } from '../trace/story.ts'
import type { NumberedRow } from './row.ts'

export interface Standing {
  /** By the fields of the unit, in its order. */
  readonly values: readonly Canonical[]
  /** Whose it was; null: taken as agreed, or decided by a person. */
  readonly of: string | null
  /** Something else has been decided since. */
  readonly since: boolean
  /** What was decided until then, where the conflict led to another decision: kept in the audit under this number. Null: it went on standing. */
  readonly before: { readonly values: readonly Canonical[]; readonly of: string | null; readonly audit: number } | null
}

/**
 * The audit keeps of each decision what was before, so what a conflict left is what the next decision found; without a next one it stands today. The
 * decision that is part of the conflict itself follows at once, of the same change, and is not that next one.
 *
 * @param history of the record, oldest first, from the conflict on
 * @param now of the unit as it is today; null: the record is gone, or not live
 */
export function standingAfter(conflict: NumberedRow, history: readonly NumberedRow[], now: UnitStory | null): Standing | null {
  const decisions = history.filter(({ id, kind, unit }) => id > conflict.id && kind === 'decided' && unit === conflict.unit)
  const [first] = decisions
  const own = first !== undefined && first.at === conflict.at && first.body['change'] === conflict.body['change']
  const before = own ? { ...foundBy(first), audit: first.id } : null
  const next = decisions[own ? 1 : 0]
  if (next !== undefined) return { ...foundBy(next), since: true, before }
  return now === null ? null : { values: Object.values(now.values), of: now.origin, since: false, before }
}

/** Whose it is, in words. @param composed the policy makes one value of several */
export function whoseStood({ of, before }: Standing, composed: boolean): string {
  if (composed && before !== null) return 'made of both'
  return of === null ? 'as agreed' : `of ${of}`
}

/** What stood when a decision was made. */
function foundBy({ body: { was, by } }: NumberedRow): Pick<Standing, 'values' | 'of'> {
  return { values: Array.isArray(was) ? (was as Canonical[]) : [], of: typeof by === 'string' ? by : null }
}
