/** Orders of twelve fields, as in `estate/orders.ts`: tables of that form, and rows for them. */
import type { DatabaseSync } from 'node:sqlite'

export const columns = [
  'number',
  'description',
  'asset',
  'technician',
  'status',
  'due',
  'hours',
  'gl_code',
  'project',
  'priority',
  'cost',
  'currency',
]

export function orderTable(name: string): string {
  return `CREATE TABLE ${name} (number TEXT PRIMARY KEY NOT NULL, description TEXT NOT NULL, asset TEXT NOT NULL, technician TEXT, status TEXT NOT NULL, due TEXT, hours TEXT NOT NULL, gl_code TEXT, project TEXT, priority INTEGER NOT NULL, cost TEXT NOT NULL, currency TEXT NOT NULL) WITHOUT ROWID`
}

export function fillOrders(db: DatabaseSync, table: string, rows: number): void {
  const insert = db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
  db.exec('BEGIN')
  for (let i = 0; i < rows; i++) {
    insert.run(
      `WO-${String(i).padStart(8, '0')}`,
      `replace hydraulic hose on drill ${i}`,
      `1234.01.${i % 60}`,
      i % 3 === 0 ? null : `technician ${i % 40}`,
      'OPEN',
      '2026-11-24',
      '7.50',
      null,
      `P-${i % 100}`,
      i % 5,
      `${i % 1000}.25`,
      'AUD',
    )
  }
  db.exec('COMMIT')
}
