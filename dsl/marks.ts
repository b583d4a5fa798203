import { z } from 'zod'
import { WrongValue } from './carried.ts'
import type { FieldMarks } from './data.ts'

/** What `field.*` said about a schema. A registry of zod's own: a schema derived by `.max()` or `.describe()` inherits the marks of its parent. */
const marks: z.core.$ZodRegistry<FieldMarks> = z.registry<FieldMarks>()

/** Marks a copy: the schema given may serve other fields, which nobody marked. */
export function marked<T extends z.ZodType>(schema: T, more: FieldMarks): T {
  mustBeSchema(schema, 'the schema given to field')
  const copy = schema.clone()
  marks.add(copy, Object.freeze({ ...marksOf(schema), ...more }))
  return copy
}

/** The marks of a schema, looked for through `.nullable()`, `.optional()` and the like. */
export function marksOf(schema: z.core.$ZodType): FieldMarks {
  const inner = innerOf(schema)
  return Object.freeze({ ...(inner && marksOf(inner)), ...marks.get(schema) })
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  return (schema as unknown as { readonly def?: { readonly innerType?: z.core.$ZodType } }).def?.innerType
}

/** @throws WrongValue where untyped code, or a module that is not loaded yet, gave something else. */
export function mustBeSchema(schema: unknown, place: string): void {
  if (!(schema instanceof z.core.$ZodType)) throw new WrongValue(schema, place, 'a schema of zod 4, as in z.string()')
}
