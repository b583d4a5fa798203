/** How the day is told: lines made from what the ledger keeps. */
import type { AuditRow } from '../../../runtime/ports.ts'

type Told = AuditRow & { readonly id: number }

/** What there is to say of a row. */
const sentences: Readonly<Record<AuditRow['kind'], ((row: Told) => string) | null>> = {
  decided: ({ system = 'a person' }) => `the value of ${system} stands`,
  created: ({ system }) => `created by ${system}`,
  matched: null,
  reshaped: null,
  accepted: null,
  shadowed: ({ system }) => `entered by ${system} in the shadow of a handover`,
  handover: null,
  deleted: ({ system }) => `deleted by ${system}`,
  revived: ({ system }) => `lives again by ${system}`,
  entered: ({ system }) => `${system} went on while it was in review`,
  renumbered: ({ system, body }) => `renumbered by ${system}, from ${String(body['from'])} to ${String(body['to'])}`,
  linked: ({ system }) => `paired with a row that ${system} had without its key`,
  conflict: ({ conflict, system = 'nobody', body }) => `${conflict} by ${system}: ${String(body['outcome'])}`,
  overruled: ({ system }) => `a person decided against ${system}`,
  deadLetter: ({ system, body }) => `dead letter at ${system}: ${String(body['detail'])}`,
  healed: ({ system }) => `healed at ${system}`,
  repaired: () => 'repaired',
}

/** Ordinary edits and new records are told where many come at once: the rest of them is the work of every day. */
const many = 20

/** Where many rows say the same of different records, one line says it of all. */
export function linesOf(rows: readonly Told[]): string[] {
  const alike = new Map<string, Told[]>()
  for (const row of rows) {
    const sentence = sentences[row.kind]?.(row)
    if (sentence === undefined) continue
    const line = `${row.flow}${row.unit === undefined ? '' : `.${row.unit}`} {keys}: ${sentence}`
    alike.set(line, [...(alike.get(line) ?? []), row])
  }
  return [...alike]
    .filter(([, same]) => same.length >= many || !['decided', 'created'].includes(same[0]!.kind))
    .map(([line, same]) => line.replace('{keys}', () => which(same)) + (same.length === 1 ? lost(same[0]!) : ''))
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
