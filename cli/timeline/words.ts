/** How values and decisions are said in a timeline. */
import type { AuditKind, AuditRow } from '../../runtime/ports.ts'

export function shown(values: readonly unknown[]): string {
  return values
    .map((value) => (value === null ? 'empty' : typeof value === 'string' ? (value === '' ? 'blank' : value) : elements(value)))
    .join(', ')
}
function elements(value: unknown): string {
  return Array.isArray(value) ? `{${value.map(String).join(', ')}}` : JSON.stringify(value)
}

const sentences: Readonly<Record<AuditKind, (row: AuditRow) => string>> = {
  decided: ({ system, body }) =>
    `decided${system === undefined ? ' by a person' : `, by the edit of ${system}`}; before: ${list(body['was'])}`,
  overruled: ({ system, body }) => `set aside at ${system}: ${list(body['lost'])}, kept in the audit`,
  created: ({ system }) => `created by ${system}`,
  deleted: ({ system }) => `deleted by ${system}`,
  revived: ({ system }) => `lives again by ${system}`,
  entered: ({ system }) => `${system} went on while it was in review`,
  renumbered: ({ system, body }) => `renumbered by ${system}: ${String(body['from'])} is ${String(body['to'])}`,
  linked: ({ system }) => `paired with a row that ${system} had without its key`,
  conflict: ({ conflict, system, body }) =>
    [`\`${conflict}\`${system === undefined ? '' : ` by ${system}`}: ${String(body['outcome'])}`, because(body), lost(body)].join(''),
  deadLetter: ({ system, body }) => `dead letter at ${system}: ${String(body['detail'])}`,
  healed: ({ system }) => `healed at ${system}`,
  repaired: () => 'repaired',
  matched: () => 'matched',
  reshaped: () => 'fields came or went',
  accepted: () => 'a change of the flow was accepted',
  shadowed: ({ system, body }) => `entered by ${system} in the shadow of a handover: ${list(body['value'])}`,
  handover: ({ body }) => `handed over from ${String(body['from'])} to ${String(body['to'])}: ${String(body['outcome'])}`,
}

export function auditText(row: AuditRow): string {
  return sentences[row.kind](row)
}
/** Why a record waits. */
function because({ detail }: AuditRow['body']): string {
  return typeof detail === 'string' ? ` (${detail})` : ''
}
function lost({ lost: values }: AuditRow['body']): string {
  return values === null || values === undefined ? '' : `; lost: ${list(values)}, kept in the audit`
}
function list(values: unknown): string {
  return Array.isArray(values) ? shown(values) : shown([values])
}
