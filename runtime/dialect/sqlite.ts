/**
 * How SQLite stores each kind of value. SQLite gives values storage classes of its own choosing (a column's affinity turns "12.50" into 12.5), so reading
 * takes every form that is unmistakably the value, and writing gives the one form that every column takes without loss.
 */
import { Big } from 'big.js'
import { stable } from '../kernel.ts'
import type { Canonical, Raw } from '../values.ts'
import type { FieldType } from './field-type.ts'
import { misfit } from './json-schema.ts'
import type { StoredType } from './stored-type.ts'
import { refuse } from './stored-type.ts'

type Sized<K extends FieldType['kind']> = Omit<Extract<FieldType, { kind: K }>, 'kind'>

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

/**
 * An exact decimal as text at its scale ("12.50"). A value with more decimals is refused, never rounded; only the noise of a binary float (an error of a
 * few units in its last place) is taken off numbers that a REAL column gives.
 */
export function decimal(options: Sized<'decimal'>): StoredType<string> {
  const { precision, scale } = options
  const whole = precision - scale
  const canonical = new RegExp(scale === 0 ? '^(?:0|-?[1-9]\\d*)$' : `^-?(?:0|[1-9]\\d*)\\.\\d{${scale}}$`)
  const fit = (value: string, shown: unknown, field: string): string => {
    const digits = value.length - (value.startsWith('-') ? 1 : 0) - (scale === 0 ? 0 : scale + 1)
    if (digits > whole && !(digits === 1 && value.replace('-', '').startsWith('0')))
      return refuse(field, shown, `needs more than ${precision} digits with ${scale} decimals`)
    return /^-[0.]*$/.test(value) ? value.slice(1) : value
  }
  const exact = (shown: string | number | bigint, field: string): string => {
    let big: Big
    try {
      big = new Big(typeof shown === 'string' ? shown.trim() : String(shown))
    } catch {
      return refuse(field, shown, 'is no decimal number')
    }
    const rounded = big.round(scale, Big.roundHalfUp)
    if (!rounded.eq(big)) {
      const noise = typeof shown === 'number' && Math.abs(Number(rounded) - shown) <= 4 * Number.EPSILON * Math.abs(shown)
      if (!noise) return refuse(field, shown, `has more than ${scale} decimals`)
    }
    return fit(rounded.toFixed(scale), shown, field)
  }
  return {
    type: { kind: 'decimal', ...options },
    nullable: false,
    plain: true,
    read: (raw, field) => {
      if (typeof raw === 'string') return canonical.test(raw) ? fit(raw, raw, field) : exact(raw, field)
      if (typeof raw === 'number' || typeof raw === 'bigint') return exact(raw, field)
      return refuse(field, raw, 'is no decimal number')
    },
    write: (value, field) => (typeof value === 'string' ? value : refuse(field, value, 'is no decimal number')),
  }
}

/** 1 and 0. */
export function boolean(): StoredType<boolean> {
  return {
    type: { kind: 'boolean' },
    nullable: false,
    plain: false,
    read: (raw, field) => {
      if (raw === 1 || raw === 1n || raw === '1') return true
      if (raw === 0 || raw === 0n || raw === '0') return false
      return refuse(field, raw, 'is neither 1 nor 0')
    },
    write: (value, field) => (value === true ? 1 : value === false ? 0 : refuse(field, value, 'is neither true nor false')),
  }
}

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

const moment = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(Z|[+-]\d\d:?\d\d)?$/

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
      if (zone === 'Z') return `${day}T${hour}:${minute}:${second}${rest}`
      const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
      const at = new Date(`${day}T${hour}:${minute}:${second}${offset}`)
      return Number.isNaN(at.getTime()) ? refuse(field, raw, 'is no time that exists') : `${at.toISOString().slice(0, 19)}${rest}`
    },
    write: (value, field) => (typeof value === 'string' ? value : refuse(field, value, 'is no time')),
  }
}

/** One of a closed list of texts. */
export function enumeration<const T extends string>(values: readonly T[]): StoredType<T> {
  const known = new Set<string>(values)
  const check = (value: unknown, field: string): T =>
    typeof value === 'string' && known.has(value) ? (value as T) : refuse(field, value, `is none of ${values.join(', ')}`)
  return { type: { kind: 'enum', values }, nullable: false, plain: true, read: check, write: check }
}

/** Collections and objects as JSON text; names are written in sorted order. */
export function json<V extends Canonical = Canonical>(options: { readonly collection: boolean; readonly schema?: unknown }): StoredType<V> {
  const { collection, schema } = options
  const check = (value: Canonical, shown: unknown, field: string): V => {
    if (collection && !Array.isArray(value)) return refuse(field, shown, 'is no list')
    const why = misfit(schema, value)
    return why === null ? (value as V) : refuse(field, shown, `does not fit: ${why}`)
  }
  return {
    type: { kind: 'json', collection, schema: schema ?? {} },
    nullable: false,
    plain: false,
    read: (raw, field) => {
      if (typeof raw !== 'string') return refuse(field, raw, 'is no JSON text')
      let value: Canonical
      try {
        value = JSON.parse(raw) as Canonical
      } catch {
        return refuse(field, raw, 'is no JSON text')
      }
      return check(value, raw, field)
    },
    write: (value, field): Raw => stable(check(value, value, field)),
  }
}

function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}
