/** How PostgreSQL prints each kind of value, with `TimeZone` UTC and `DateStyle` ISO. What is sent is, in the usual case, what it prints. */
import type { Canonical } from '../values.ts'
import type { Sized } from './field-type.ts'
import { jsonbText } from './postgres/jsonb-text.ts'
import { floatText } from './postgres/float-text.ts'
import * as plain from './sqlite.ts'
import type { StoredType } from './stored-type.ts'
import { textual } from './textual.ts'

const printed = { true: 'true', false: 'false' }

export function text(options?: Sized<'text'>): StoredType<string> {
  return textual(plain.text(options), printed)
}
export function integer(options?: Sized<'int'>): StoredType<number> {
  return textual(plain.integer(options), printed)
}
export function number(options?: Sized<'number'>): StoredType<number> {
  const inner = plain.number(options)
  return { ...textual(inner, printed), write: (value, field) => floatText(Number(inner.write(value, field))) }
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
/** `2026-11-24 08:30:00.5+00`, as a column with time zone is printed. */
export function datetime(): StoredType<string> {
  const inner = textual(plain.datetime(), printed)
  return {
    ...inner,
    plain: false,
    read: (raw, field) => inner.read(typeof raw === 'string' ? raw.replace(shortZone, '$1:00') : raw, field),
    write: (value, field) => String(inner.write(value, field)).replace(iso, '$1 $2+00'),
  }
}
export function enumeration<const T extends string>(values: readonly T[]): StoredType<T> {
  return textual(plain.enumeration(values), printed)
}
/** As `jsonb` is printed. */
export function json<V extends Canonical = Canonical>(options: Parameters<typeof plain.json>[0]): StoredType<V> {
  const inner = textual(plain.json<V>(options), printed)
  return { ...inner, write: (value, field) => jsonbText(JSON.parse(String(inner.write(value, field))) as Canonical) }
}

const shortZone = /([ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?[+-]\d\d)$/
const iso = /^(\d{4}-\d\d-\d\d)T([\d:.]+)Z$/
