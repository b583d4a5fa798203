import type { Sized } from '../field-type.ts'
import type { StoredType } from '../stored-type.ts'
import { refuse } from '../stored-type.ts'

/** Lengths count UTF-16 units, as zod does. `pattern` is the source of a regular expression. */
export function text(options: Sized<'text'> = {}): StoredType<string> {
  const { minLength = 0, maxLength = Infinity, format } = options
  const pattern = options.pattern === undefined ? null : new RegExp(options.pattern)
  const check = (value: string, field: string): string => {
    if (value.length > maxLength) return refuse(field, value, `is ${value.length} characters long, longer than ${maxLength}`)
    if (value.length < minLength) return refuse(field, value, `is ${value.length} characters long, shorter than ${minLength}`)
    if (pattern !== null && !pattern.test(value))
      return refuse(field, value, format === undefined ? `does not match ${pattern.source}` : `is no ${format}`)
    return value
  }
  return {
    type: { kind: 'text', ...options },
    nullable: false,
    plain: true,
    read: (raw, field) => {
      if (typeof raw === 'string') return check(raw, field)
      if (typeof raw === 'bigint' || Number.isSafeInteger(raw)) return check(String(raw), field)
      return refuse(field, raw, 'is no text')
    },
    write: (value, field) => (typeof value === 'string' ? value : refuse(field, value, 'is no text')),
  }
}
