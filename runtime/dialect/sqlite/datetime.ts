import type { StoredType } from '../stored-type.ts'
import { refuse } from '../stored-type.ts'
import { isDay } from './day.ts'

const moment = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/

/** ISO 8601 in UTC; a stored time without zone is UTC. Fractions of seconds keep every digit. */
export function datetime(): StoredType<string> {
  return {
    type: { kind: 'datetime' },
    nullable: false,
    plain: true,
    read: (raw, field) => {
      const found = typeof raw === 'string' ? moment.exec(raw) : null
      if (found === null) return refuse(field, raw, 'is no time as in 2026-11-24T08:30:00Z')
      const [, day = '', hour = '', minute = '', second = '00', fraction = '', zone = 'Z'] = found
      if (!isDay(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
        return refuse(field, raw, 'is no time that exists')
      const kept = fraction.replace(/0+$/, '')
      const rest = kept === '' ? 'Z' : `.${kept}Z`
      if (zone === 'Z' || zone === '+00') return `${day}T${hour}:${minute}:${second}${rest}`
      const offset = zone.length === 3 ? `${zone}:00` : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
      const at = new Date(`${day}T${hour}:${minute}:${second}${offset}`)
      return Number.isNaN(at.getTime()) ? refuse(field, raw, 'is no time that exists') : `${at.toISOString().slice(0, 19)}${rest}`
    },
    write: (value, field) => (typeof value === 'string' ? value : refuse(field, value, 'is no time')),
  }
}
