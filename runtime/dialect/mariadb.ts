/** How MariaDB prints each kind of value, with `time_zone` +00:00. */
import type { Canonical } from '../values.ts'
import type { Sized } from './field-type.ts'
import * as plain from './sqlite.ts'
import type { StoredType } from './stored-type.ts'
import { textual } from './textual.ts'

const printed = { true: '1', false: '0' }

export function text(options?: Sized<'text'>): StoredType<string> {
  return textual(plain.text(options), printed)
}
export function integer(options?: Sized<'int'>): StoredType<number> {
  return textual(plain.integer(options), printed)
}
export function number(options?: Sized<'number'>): StoredType<number> {
  return textual(plain.number(options), printed)
}
export function decimal(options: Sized<'decimal'>): StoredType<string> {
  return textual(plain.decimal(options), printed)
}
export function boolean(): StoredType<boolean> {
  return textual(plain.boolean(), printed)
}
export function date(): StoredType<string> {
  return textual(plain.date(), printed)
}
/** `2026-11-24 08:30:00`, or with six digits behind the point where there are any: a column of seconds prints the one, one of microseconds the other. */
export function datetime(): StoredType<string> {
  const inner = textual(plain.datetime(), printed)
  return {
    ...inner,
    plain: false,
    write: (value, field) => {
      const raw = inner.write(value, field)
      const [, day, time, fraction = ''] = typeof raw === 'string' ? (/^([\d-]+)T([\d:]+)(\.\d+)?Z$/.exec(raw) ?? []) : []
      return day === undefined ? raw : `${day} ${time!}${fraction === '' ? '' : fraction.padEnd(7, '0')}`
    },
  }
}
export function enumeration<const T extends string>(values: readonly T[]): StoredType<T> {
  return textual(plain.enumeration(values), printed)
}
export function json<V extends Canonical = Canonical>(options: Parameters<typeof plain.json>[0]): StoredType<V> {
  return textual(plain.json<V>(options), printed)
}
