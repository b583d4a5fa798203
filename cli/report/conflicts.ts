/** Conflicts with what was decided: those that are alike together, of each group the newest in full. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import type { Tally } from '../../runtime/ports.ts'
import type { Canonical, KeyText } from '../../runtime/values.ts'
import type { Route } from './route.ts'
import type { NumberedRow } from './row.ts'
import type { Standing } from './stands.ts'

/** One conflict in full. */
export interface ContestedValue {
  /** Number of the audit row: what `review overturn` takes where a value was lost. */
  readonly audit: number
  readonly at: number
  readonly key: KeyText
  /** Whose value or act did not come to stand; null: nobody's. */
  readonly system: string | null
  /** In a few words, as the audit has it. */
  readonly outcome: string
  /** Kept in the audit; null: nothing was lost. */
  readonly lost: readonly Canonical[] | null
  /** Null: it was about the record's life, the value was held, or the record is gone. */
  readonly stands: Standing | null
}

export interface ConflictGroup {
  readonly flow: string
  /** Null: the life of the record. */
  readonly unit: string | null
  readonly policy: string | null
  /** What stands is made of both values. */
  readonly composed: boolean
  readonly conflict: ConflictKind
  readonly count: number
  /** Of the newest. */
  readonly last: number
  /** Newest first. */
  readonly newest: readonly ContestedValue[]
}

/** The outcome of a conflict that waits for a person, in the words of the audit. */
export const inReview = 'in review'

/** Told in full of each group. */
const mostOfGroup = 3
export const mostGroups = 24

/** The rows that are told in full, newest first: of each group the newest. @param rows oldest first */
export function samplesOf(rows: readonly NumberedRow[]): NumberedRow[] {
  const groups = Map.groupBy(rows, groupName)
  const newest = [...groups.values()].flatMap((of) => of.slice(-mostOfGroup))
  return newest.toSorted((a, b) => b.id - a.id).slice(0, mostOfGroup * mostGroups)
}

/** Newest first. @param tallies of the whole period */
export function conflictGroups(
  tallies: readonly Tally[],
  samples: readonly { readonly row: NumberedRow; readonly stands: Standing | null }[],
  routes: Readonly<Record<string, Route>>,
): ConflictGroup[] {
  const told = Map.groupBy(samples, ({ row }) => groupName(row))
  const groups = Map.groupBy(
    tallies.filter(({ kind }) => kind === 'conflict'),
    groupName,
  )
  return [...groups]
    .map(([name, of]): ConflictGroup => {
      const { flow, unit, conflict } = of[0]!
      const owned = routes[flow]?.units.find((each) => each.unit === unit)
      return {
        flow,
        unit: unit ?? null,
        policy: owned?.policy ?? null,
        composed: owned?.composes ?? false,
        conflict: conflict!,
        count: of.reduce((total, { rows }) => total + rows, 0),
        last: Math.max(...of.map(({ last }) => last)),
        newest: (told.get(name) ?? []).map(({ row, stands }) => contested(row, stands)),
      }
    })
    .toSorted((a, b) => b.last - a.last || a.count - b.count || compare(groupName(a), groupName(b)))
}

function contested({ id, at, key, system, body }: NumberedRow, stands: Standing | null): ContestedValue {
  const { outcome, lost } = body
  return {
    audit: id,
    at,
    key,
    system: system ?? null,
    outcome: typeof outcome === 'string' ? outcome : '',
    lost: Array.isArray(lost) ? (lost as Canonical[]) : null,
    stands,
  }
}

function groupName({ flow, unit, conflict }: { readonly flow: string; readonly unit?: string | null; readonly conflict?: string }): string {
  return JSON.stringify([flow, unit ?? null, conflict])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
