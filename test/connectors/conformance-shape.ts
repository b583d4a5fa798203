/** The table that the conformance suite works on, and writes to it. */
import { integer, text } from '../../runtime/dialect/sqlite.ts'
import { nullable } from '../../runtime/dialect/stored-type.ts'
import type { Write } from '../../runtime/ports.ts'
import type { Raw } from '../../runtime/values.ts'
import type { TableShape } from './adapters.ts'

export function thingShape(detect: 'outbox' | 'none'): TableShape {
  return {
    system: 'ERP',
    table: 'things',
    key: [{ field: 'name', type: text() }],
    fields: [
      { field: 'title', type: text() },
      { field: 'remark', type: nullable(text()) },
      { field: 'size', type: integer() },
    ],
    detect: { kind: detect },
  }
}

export const title = 0
export const remark = 1
export const size = 2
export const row: readonly Raw[] = ['pump', null, 3]

export function insertOf(key: string, values: readonly Raw[] = row, seen = 0): Write {
  return { key, kind: 'insert', units: [title, remark, size], values, expect: [], unmoved: [], seen }
}
export function updateOf(key: string, base: readonly Raw[], values: Readonly<Record<number, Raw>>, seen = 0): Write {
  const units = Object.keys(values).map(Number)
  const sent: Raw[] = []
  sent.length = base.length
  for (const unit of units) sent[unit] = values[unit]!
  return { key, kind: 'update', units, values: sent, expect: base, unmoved: [], seen }
}
export function deleteOf(key: string, base: readonly Raw[], seen = 0): Write {
  return { key, kind: 'delete', units: [], values: [], expect: base, unmoved: [], seen }
}
