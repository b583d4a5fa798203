import type { z } from 'zod'
import type { FieldData } from '../../../dsl/data.ts'
import type { ValueType } from '../schema.ts'
import { definitionOf, unsupportedCheck, type Definition } from './definition.ts'
import { jsonType } from './json.ts'
import { numberType } from './number.ts'
import { supported, unsupported, type Reading } from './reading.ts'
import { textType } from './text.ts'

export interface FieldType {
  readonly type: ValueType
  readonly nullable: boolean
  readonly unsupported?: string
}

/** What a field's values are: from its zod schema, and from what `field.*` said where zod has no word for it. */
export function fieldType({ schema, marks }: FieldData): FieldType {
  const { inner, nullable } = unwrapped(schema)
  const def = definitionOf(inner)
  const reason = unsupportedCheck(def)
  if (reason !== undefined) return { ...unsupported(reason), nullable }
  if (marks.decimal) return { type: { kind: 'decimal', ...marks.decimal }, nullable }
  if (marks.status) return { type: { kind: 'enum', values: [...marks.status] }, nullable }
  return { ...read(inner, def), nullable }
}

/** Null and absent are the same to a system, so both wrappers say nullable. */
function unwrapped(schema: z.core.$ZodType): { readonly inner: z.core.$ZodType; readonly nullable: boolean } {
  const { type, innerType } = definitionOf(schema)
  if (innerType === undefined || !(type === 'nullable' || type === 'optional' || type === 'readonly'))
    return { inner: schema, nullable: false }
  const { inner, nullable } = unwrapped(innerType)
  return { inner, nullable: nullable || type !== 'readonly' }
}

const byKind: Readonly<Record<string, (schema: z.core.$ZodType, def: Definition) => Reading>> = {
  string: (_, def) => textType(def),
  number: (_, def) => numberType(def),
  boolean: () => supported({ kind: 'boolean' }),
  enum: (_, def) => closedList(Object.values(def.entries ?? {})),
  literal: (_, def) => closedList(def.values ?? []),
  array: (schema) => jsonType(schema, true),
  tuple: (schema) => jsonType(schema, true),
  object: (schema) => jsonType(schema, false),
  record: (schema) => jsonType(schema, false),
  union: (schema) => jsonType(schema, false),
  intersection: (schema) => jsonType(schema, false),
  lazy: (schema) => jsonType(schema, false),
}

const whyNot: Readonly<Record<string, string>> = {
  pipe: 'a transform or codec in a record is code, which the plan cannot carry: use the plain schema here, and the codec in the column that stores something else',
  transform:
    'a transform is code, which the plan cannot carry: use the plain schema here, and a codec in the column that stores something else',
  date: 'a JavaScript Date is no value that systems share: use z.iso.date() or z.iso.datetime()',
  bigint: 'a bigint is no JSON value: use z.int(), or field.decimal({ precision, scale: 0 }) for more than 15 digits',
  default: 'a default inside the schema is code that no system runs: make the field nullable, or use whenNull in the column',
  prefault: 'a default inside the schema is code that no system runs: make the field nullable, or use whenNull in the column',
  catch: 'catch would replace what a system holds without a word: leave it out, a value that does not fit goes to the dead letters',
}

function read(schema: z.core.$ZodType, def: Definition): Reading {
  const reader = Object.hasOwn(byKind, def.type) ? byKind[def.type] : undefined
  if (reader) return reader(schema, def)
  return unsupported(
    whyNot[def.type] ?? `z.${def.type} cannot be carried into the plan: use text, numbers, booleans, dates, z.enum, lists or objects`,
  )
}

function closedList(values: readonly unknown[]): Reading {
  const texts = values.filter((value) => typeof value === 'string')
  if (texts.length < values.length || texts.length === 0) {
    return unsupported('a closed list holds text only: use z.enum(["…"]) and say in the column what is stored, as in values: { OPEN: 10 }')
  }
  return supported({ kind: 'enum', values: texts })
}
