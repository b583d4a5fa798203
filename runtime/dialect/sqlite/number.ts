import type { Sized } from '../field-type.ts'
import type { StoredType } from '../stored-type.ts'
import { refuse } from '../stored-type.ts'

/** Binary floating point: for measurements, never for money. */
export function number(options: Sized<'number'> = {}): StoredType<number> {
  const { min = -Infinity, max = Infinity } = options
  const check = (value: number, shown: unknown, field: string): number => {
    if (!Number.isFinite(value)) return refuse(field, shown, 'is no number')
    if (value < min) return refuse(field, shown, `is less than ${min}`)
    if (value > max) return refuse(field, shown, `is more than ${max}`)
    return value === 0 ? 0 : value
  }
  return {
    type: { kind: 'number', ...options },
    nullable: false,
    plain: true,
    read: (raw, field) => {
      if (typeof raw === 'number' || typeof raw === 'bigint') return check(Number(raw), raw, field)
      if (typeof raw === 'string' && raw.trim() !== '') return check(Number(raw), raw, field)
      return refuse(field, raw, 'is no number')
    },
    write: (value, field) => (typeof value === 'number' ? value : refuse(field, value, 'is no number')),
  }
}
