/** What the ledger has kept of one record between two moments: decisions, counters, reviews. */
import type { AuditRow, Ledger } from '../../runtime/ports.ts'
import { auditText } from './words.ts'

/** What the ledger knew at one moment. */
export interface Known {
  readonly last: number
  readonly conflicts: Readonly<Record<string, number>>
  readonly reviews: readonly number[]
}

export interface Kept {
  /** About this record; of one that is created, or revived, only the unit that is shown. */
  readonly audit: readonly AuditRow[]
  /** Conflicts counted, by kind. */
  readonly conflicts: Readonly<Record<string, number>>
  readonly opened: number
  readonly closed: number
}

export async function known(ledger: Ledger): Promise<Known> {
  const conflicts: Record<string, number> = {}
  for (const { name, value } of await ledger.figures({})) {
    const kind = /^conflict:(.*)$/.exec(name)?.[1]
    if (kind !== undefined) conflicts[kind] = (conflicts[kind] ?? 0) + value
  }
  const rows = await ledger.audit({ limit: 1_000_000 })
  return {
    last: Math.max(0, ...rows.map(({ id }) => id)),
    conflicts,
    reviews: (await ledger.reviews({ open: true })).map(({ id }) => id),
  }
}

export async function keptSince(
  ledger: Ledger,
  before: Known,
  { flow, key, unit }: { readonly flow: string; readonly key: string; readonly unit: string },
): Promise<Kept> {
  const after = await known(ledger)
  const rows = (await ledger.audit({ flow, key, limit: 1_000 })).filter(({ id }) => id > before.last)
  return {
    audit: rows.filter((row) => row.unit === undefined || row.unit === unit),
    conflicts: Object.fromEntries(
      Object.entries(after.conflicts).flatMap(([kind, n]) => {
        const more = n - (before.conflicts[kind] ?? 0)
        return more > 0 ? [[kind, more]] : []
      }),
    ),
    opened: after.reviews.filter((id) => !before.reviews.includes(id)).length,
    closed: before.reviews.filter((id) => !after.reviews.includes(id)).length,
  }
}

/** A line each, in Markdown. */
export function keptText({ audit, conflicts, opened, closed }: Kept): string[] {
  return [
    ...audit.map(auditText),
    ...Object.entries(conflicts).map(([kind, more]) => `counter \`${kind}\` +${more}`),
    ...(opened > 0 ? ['a review is opened'] : []),
    ...(closed > 0 ? ['the review is closed'] : []),
  ]
}
