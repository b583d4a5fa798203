/** A table of twelve fields, the width that the product's speed is told for. */
import { DatabaseSync } from 'node:sqlite'
import { decimal, enumeration, integer, text } from '../../runtime/dialect/sqlite.ts'
import { nullable } from '../../runtime/dialect/stored-type.ts'
import type { Raw } from '../../runtime/values.ts'
import type { TableShape } from './adapters.ts'
import { prepared } from './adapters.ts'

export function wide(system: string, detect: 'outbox' | 'none'): TableShape {
  return {
    system,
    table: 'work_orders',
    key: [{ field: 'number', type: text({ maxLength: 20 }) }],
    fields: [
      { field: 'description', type: text({ maxLength: 80 }) },
      { field: 'status', type: enumeration(['OPEN', 'DONE']) },
      { field: 'gl_code', type: nullable(text({ maxLength: 10 })) },
      { field: 'cost', type: decimal({ precision: 12, scale: 2 }) },
      { field: 'currency', type: text({ minLength: 3, maxLength: 3 }) },
      { field: 'asset', type: text({ maxLength: 20 }) },
      { field: 'vendor', type: nullable(text({ maxLength: 20 })) },
      { field: 'hours', type: integer() },
      { field: 'priority', type: integer() },
      { field: 'opened', type: text() },
      { field: 'due', type: nullable(text()) },
      { field: 'notes', type: text() },
    ],
    detect: { kind: detect },
  }
}

const wideTable = `CREATE TABLE work_orders (number TEXT PRIMARY KEY, description TEXT NOT NULL, status TEXT NOT NULL, gl_code TEXT, cost TEXT NOT NULL, currency TEXT NOT NULL,
  asset TEXT NOT NULL, vendor TEXT, hours INTEGER NOT NULL, priority INTEGER NOT NULL, opened TEXT NOT NULL, due TEXT, notes TEXT NOT NULL)`

export function wideKey(i: number): string {
  return `WO-${String(i).padStart(8, '0')}`
}

export function wideRow(i: number): Raw[] {
  return [
    `Replace the bearing of pump ${i}`,
    i % 3 === 0 ? 'DONE' : 'OPEN',
    i % 5 === 0 ? null : `GL${i % 90}`,
    `${i % 1000}.50`,
    'EUR',
    `P-${i % 5_000}`,
    `V-${i % 700}`,
    i % 40,
    i % 4,
    '2026-11-24',
    null,
    'left over from the last shift',
  ]
}

/** Makes the file with its table and Thalweg's own. */
export function makeWide(file: string, shape: TableShape): DatabaseSync {
  const db = new DatabaseSync(file)
  db.exec(`PRAGMA journal_mode = WAL; ${wideTable}; ${prepared([shape])}`)
  return db
}
