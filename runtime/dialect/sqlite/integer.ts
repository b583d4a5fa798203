import type { Sized } from '../field-type.ts'
import type { StoredType } from '../stored-type.ts'
import { refuse } from '../stored-type.ts'

/** Whole numbers that JavaScript holds exactly; larger ones are text fields. */
export function integer(options: Sized<'int'> = {}): StoredType<number> {
  const { min = -Infinity, max = Infinity } = options
  const check = (value: number, shown: unknown, field: string): number => {
    if (!Number.isInteger(value)) return refuse(field, shown, 'is no whole number')
    if (!Number.isSafeInteger(value))
      return refuse(field, shown, 'is beyond the whole numbers that can be held exactly: make the field text')
    if (value < min) return refuse(field, shown, `is less than ${min}`)
    if (value > max) return refuse(field, shown, `is more than ${max}`)
    return value === 0 ? 0 : value
  }
  return {
    type: { kind: 'int', ...options },
    nullable: false,
    plain: true,
    read: (raw, field) => {
      if (typeof raw === 'number' || typeof raw === 'bigint') return check(Number(raw), raw, field)
      if (typeof raw === 'string' && /^\s*[+-]?\d+(\.0+)?\s*$/.test(raw)) return check(Number(raw), raw, field)
      return refuse(field, raw, 'is no whole number')
    },
    write: (value, field) => (typeof value === 'number' ? value : refuse(field, value, 'is no whole number')),
  }
}
