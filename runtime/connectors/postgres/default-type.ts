/** The type that values of a kind are sent as, where the binding names none. */
import type { FieldType } from '../../dialect/field-type.ts'

const types: Readonly<Record<FieldType['kind'], string>> = {
  text: 'text',
  enum: 'text',
  int: 'bigint',
  number: 'double precision',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamp with time zone',
  json: 'jsonb',
}

export function defaultType({ kind }: FieldType): string {
  return types[kind]
}
