/** How the day is told: lines made from audit rows and figures. */
import type { AuditRow, Ledger } from '../../runtime/ports.ts'

type Figures = Awaited<ReturnType<Ledger['figures']>>

/** One line for each decision; where many are alike, one line for all of them and two keys as examples. */
export function decisionLines(rows: readonly AuditRow[]): string[] {
  const alike = new Map<string, string[]>()
  for (const row of rows) {
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
  switch (row.kind) {
    case 'created':
      return `${row.flow} {keys}: created by ${row.system}`
    case 'deleted':
      return `${row.flow} {keys}: deleted by ${row.system}`
    case 'revived':
      return `${row.flow} {keys}: lives again by ${row.system}`
    case 'decided':
      return `${row.flow}${field} {keys}: ${row.system} is the writer, its edit stands`
    case 'conflict':
      return `${row.flow}${field} {keys}: ${row.conflict} by ${row.system ?? 'nobody'}: ${String(row.body['outcome'])}`
    case 'deadLetter':
      return `${row.flow} {keys}: dead letter at ${row.system}: ${String(row.body['detail'])}`
    case 'healed':
      return `${row.flow} {keys}: healed at ${row.system}`
    case 'repaired':
      return `${row.flow} {keys}: repaired`
    case 'matched':
      return null
  }
}

/** Sync lag, success rate and conflicts by kind, per flow; drift is what reconciliation has just said. */
export function figureLines(figures: Figures): string[] {
  const flows = [...new Set(figures.map(({ flow }) => flow))]
  return flows.map((flow) => {
    const sum = new Map<string, number>()
    for (const figure of figures) if (figure.flow === flow) sum.set(figure.name, (sum.get(figure.name) ?? 0) + figure.value)
    const attempted = sum.get('attempted') ?? 0
    const dead = sum.get('deadLettered') ?? 0
    const rate = attempted === 0 ? 'no records' : `success ${(100 * (1 - dead / attempted)).toFixed(1)} % of ${attempted}`
    const lags = [...sum].filter(([name]) => name.startsWith('lag:'))
    const conflicts = [...sum].filter(([name]) => name.startsWith('conflict:')).map(([name, count]) => `${count} ${name.slice('conflict:'.length)}`)
    return `${flow}: ${rate}; lag ${quantile(lags, 0.5)} (median), ${quantile(lags, 0.95)} (95 %); conflicts: ${conflicts.join(', ') || 'none'}`
  })
}

function quantile(buckets: readonly (readonly [string, number])[], share: number): string {
  const sorted = buckets.map(([name, count]) => [name === 'lag:more' ? Infinity : Number(name.slice('lag:'.length)), count] as const).sort(([a], [b]) => a - b)
  const total = sorted.reduce((sum, [, count]) => sum + count, 0)
  let seen = 0
  for (const [most, count] of sorted) {
    seen += count
    if (seen >= share * total) return most === Infinity ? 'over a day' : most < 1_000 ? `≤ ${most} ms` : `≤ ${most / 1_000} s`
  }
  return 'unknown: the source gives no time'
}

export function printed(folder: string, flows: string, seconds: number): void {
  console.log(`
Done in ${seconds.toFixed(1)} s. The databases are in ${folder}/data; change them with any SQLite client and try
  npx thalweg run ${flows} --once
  npx thalweg trace workOrders 2374 status ${flows.endsWith('flows.ts') ? `--flows ${flows}` : ''}
  npx thalweg explain workOrders.status --flows ${flows}
  npx thalweg status ${flows}
  npx thalweg reconcile ${flows}
The policy table is generated/work-orders/policies.md; every statement that runs is below generated/work-orders/flows.`)
}
