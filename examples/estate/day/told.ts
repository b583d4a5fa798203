/** How the day is told: lines made from what the ledger keeps. */
import type { AuditRow } from '../../../runtime/ports.ts'

type Told = AuditRow & { readonly id: number }

/** What people would want to hear of; ordinary edits and new records are counted. */
const sentences: Readonly<Record<AuditRow['kind'], ((row: Told) => string) | null>> = {
  decided: null,
  created: null,
  matched: null,
  reshaped: null,
  deleted: ({ system }) => `deleted by ${system}`,
  revived: ({ system }) => `lives again by ${system}`,
  conflict: ({ conflict, system = 'nobody', body }) => `${conflict} by ${system}: ${String(body['outcome'])}`,
  overruled: ({ system }) => `a person decided against ${system}`,
  deadLetter: ({ system, body }) => `dead letter at ${system}: ${String(body['detail'])}`,
  healed: ({ system }) => `healed at ${system}`,
  repaired: () => 'repaired',
}

export interface Lines {
  readonly told: readonly string[]
  /** Edits that came to stand, and records that were made. */
  readonly counted: number
}

/** Where many rows say the same of different records, one line says it of all. */
export function linesOf(rows: readonly Told[]): Lines {
  const alike = new Map<string, Told[]>()
  let counted = 0
  for (const row of rows) {
    const sentence = sentences[row.kind]?.(row)
    if (sentence === undefined) counted++
    else {
      const name = `${row.flow}${row.unit === undefined ? '' : `.${row.unit}`} {keys}: ${sentence}`
      alike.set(name, [...(alike.get(name) ?? []), row])
    }
  }
  return {
    told: [...alike].map(([line, same]) => line.replace('{keys}', () => which(same)) + (same.length === 1 ? lost(same[0]!) : '')),
    counted,
  }
}

function which(rows: readonly Told[]): string {
  return rows.length < 3 ? rows.map(({ key }) => plainKey(key)).join(' and ') : `of ${rows.length} records`
}
/** Parts of a composite key as `trace` takes them. */
export function plainKey(key: string): string {
  return key.startsWith('[') ? (JSON.parse(key) as unknown[]).join(',') : key
}
function lost({ body }: Told): string {
  const values = body['lost']
  return Array.isArray(values) ? `; lost: ${values.map((value) => JSON.stringify(value)).join(' ')}` : ''
}
