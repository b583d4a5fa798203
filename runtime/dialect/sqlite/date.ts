import type { StoredType } from '../stored-type.ts'
import { refuse } from '../stored-type.ts'
import { isDay } from './day.ts'

/** YYYY-MM-DD; a stored midnight is taken for its day. */
export function date(): StoredType<string> {
  return {
    type: { kind: 'date' },
    nullable: false,
    plain: true,
    read: (raw, field) => {
      const found = typeof raw === 'string' ? /^(\d{4}-\d\d-\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/.exec(raw) : null
      const day = found?.[1]
      return day !== undefined && isDay(day) ? day : refuse(field, raw, 'is no date as in 2026-11-24')
    },
    write: (value, field) => (typeof value === 'string' ? value : refuse(field, value, 'is no date')),
  }
}
