/** How the day is told: lines made from audit rows. */
import type { AuditRow } from '../../runtime/ports.ts'

/** One line for each decision; where many are alike, one line for all of them and two keys as examples. */
export function decisionLines(rows: readonly AuditRow[]): string[] {
  const alike = new Map<string, string[]>()
  const paired = new Set(rows.filter(({ conflict }) => conflict === 'bothCreated').map(({ flow, key, unit }) => `${flow} ${key} ${unit}`))
  for (const row of rows) {
    // What stands after a conflict is told with the conflict.
    if (row.kind === 'decided' && paired.has(`${row.flow} ${row.key} ${row.unit}`)) continue
    const line = lineOf(row)
    if (line === null) continue
    const keys = alike.get(line) ?? []
    keys.push(row.key)
    alike.set(line, keys)
  }
  return [...alike].map(([line, keys]) => {
    const distinct = [...new Set(keys)]
    const which = distinct.length <= 2 ? distinct.join(', ') : `${distinct.length} records (${distinct.slice(0, 2).join(', ')}, …)`
    return line.replace('{keys}', which)
  })
}

function lineOf(row: AuditRow): string | null {
  const field = row.unit === undefined ? '' : `.${row.unit}`
  const lines: Record<AuditRow['kind'], () => string | null> = {
    created: () => `${row.flow} {keys}: created by ${row.system}`,
    deleted: () => `${row.flow} {keys}: deleted by ${row.system}`,
    revived: () => `${row.flow} {keys}: lives again by ${row.system}`,
    decided: () => `${row.flow}${field} {keys}: ${row.system} is the writer, its edit stands`,
    overruled: () => `${row.flow}${field} {keys}: a person decided against the value of ${row.system}`,
    entered: () => `${row.flow} {keys}: ${row.system} went on while it was in review`,
    renumbered: () => `${row.flow} {keys}: renumbered by ${row.system}, from ${String(row.body['from'])} to ${String(row.body['to'])}`,
    linked: () => `${row.flow} {keys}: paired with a row that ${row.system} had without its key`,
    conflict: () => `${row.flow}${field} {keys}: ${row.conflict} by ${row.system ?? 'nobody'}: ${String(row.body['outcome'])}`,
    deadLetter: () => `${row.flow} {keys}: dead letter at ${row.system}: ${String(row.body['detail'])}`,
    healed: () => `${row.flow} {keys}: healed at ${row.system}`,
    repaired: () => `${row.flow} {keys}: repaired`,
    matched: () => null,
    reshaped: () => null,
    accepted: () => null,
    shadowed: () => `${row.flow}${field} {keys}: ${row.system} wrote in the shadow of a handover`,
    handover: () => null,
  }
  return lines[row.kind]()
}
