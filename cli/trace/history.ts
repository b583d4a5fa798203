import type { AuditKind, AuditRow } from '../../runtime/ports.ts'
import { plain, time, value } from '../text.ts'

type Sentence = (row: AuditRow) => string

const sentences: Readonly<Record<AuditKind, Sentence>> = {
  decided: (row) => `${row.unit} by ${row.system ?? 'a person'} (${from(row)}); before: ${values(row.body['was'])}${by(row.body['by'])}`,
  overruled: (row) => `${row.unit} of ${row.system}: decided otherwise${lost(row.body['lost'])}`,
  created: (row) => `created by ${row.system ?? 'nobody'} (${from(row)})`,
  deleted: (row) => `deleted by ${row.system ?? 'nobody'} (${from(row)})`,
  revived: (row) => `lives again by ${row.system ?? 'nobody'} (${from(row)})`,
  entered: (row) => `${row.system ?? 'nobody'} went on while it was in review (${from(row)})${entered(row.body['seen'])}`,
  renumbered: ({ system, body }) => `renumbered by ${system ?? 'nobody'}: it was ${String(body['from'])} and is ${String(body['to'])}`,
  linked: ({ system, body }) => `a row that ${system ?? 'a system'} had without its key, ${String(body['id'])}, was paired with it`,
  conflict: (row) =>
    `${row.conflict}${row.unit === undefined ? '' : ` of ${row.unit}`} by ${row.system ?? 'nobody'}: ${String(row.body['outcome'])}${lost(row.body['lost'])}`,
  deadLetter: (row) => `into the dead letters at ${row.system ?? 'a system'}: ${String(row.body['detail'])}`,
  healed: (row) => `healed at ${row.system ?? 'a system'}`,
  repaired: () => 'repaired by reconciliation',
  shadowed: (row) =>
    `${row.unit} by ${row.system ?? 'nobody'} in the shadow of a handover (${from(row)}): ${values(row.body['value'])}, while ${values(row.body['decided'])} stands`,
  handover: ({ unit, body }) =>
    `${unit}, handed over from ${String(body['from'])} to ${String(body['to'])}: ${String(body['outcome'])} by ${String(body['by'])}`,
  matched: () => 'a match was accepted',
  reshaped: ({ body }) => `fields came or went: ${[...names(body['added'], '+'), ...names(body['removed'], '-')].join(', ')}`,
  accepted: ({ body }) => `a change of the flow was accepted by ${String(body['by'])}: ${changes(body['changes'])}`,
}

/** A value of one field was lost, or stood before: the number is what `review overturn` takes. */
function overturnable({ kind, unit, body }: AuditRow): boolean {
  return unit !== undefined && Array.isArray(body['lost'] ?? (kind === 'decided' ? body['was'] : undefined))
}

export function historyLine(row: AuditRow & { readonly id: number }): string {
  return `${time(row.at)}  ${sentenceOf(row)}${overturnable(row) ? ` [${row.id}]` : ''}`
}

/** What happened to the record, without when. */
export function sentenceOf(row: AuditRow): string {
  return plain(sentences[row.kind](row))
}

function from(row: AuditRow): string {
  const { change, version } = row.body
  const parts = [change, typeof version === 'string' ? `flow version ${version}` : '']
  return parts.filter((part) => typeof part === 'string' && part !== '').join(', ')
}

function values(list: unknown): string {
  return Array.isArray(list) ? list.map(value).join(', ') : value(list)
}

function lost(list: unknown): string {
  return list === null || list === undefined ? '' : `; lost: ${values(list)}`
}

function names(list: unknown, sign: '+' | '-'): string[] {
  return Array.isArray(list) ? list.map((name) => `${sign}${String(name)}`) : []
}

function changes(list: unknown): string {
  return Array.isArray(list) ? list.map(({ change }: { readonly change: unknown }) => String(change)).join('; ') : ''
}

function entered(seen: unknown): string {
  const { values: each = {}, row } = (seen ?? {}) as { readonly values?: Readonly<Record<string, unknown>>; readonly row?: string }
  if (row === 'gone' || row === 'left') return ': the row is gone'
  const said = Object.entries(each).map(([unit, value]) => `${unit} ${values(value)}`)
  return said.length === 0 ? '' : `: ${said.join('; ')}`
}

function by(system: unknown): string {
  return typeof system === 'string' ? ` of ${system}` : ''
}
