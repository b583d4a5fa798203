import type { z } from 'zod'
import { callSite } from './call-site.ts'
import { given } from './carried.ts'
import { data, type FieldData, type RecordData } from './data.ts'
import { frozen, listOf } from './frozen.ts'
import { marksOf, mustBeSchema } from './marks.ts'
import type { RecordDef, Shape } from './types/record.ts'

/**
 * The canonical shape of one kind of thing: its fields as zod schemas, and the key by which every system knows it (one field or several).
 * A group is decided as one: policies name the group, never its members.
 */
export function record<
  const F extends Shape,
  const K extends keyof F & string,
  const G extends { readonly [group: string]: readonly (keyof F & string)[] } = {},
>(def: { key: K | readonly K[]; fields: F; groups?: G }): RecordDef<F, K, G> {
  given(def, 'what record(…) was given', 'record({ key, fields })')
  const held: RecordData = Object.freeze({
    key: listOf(def.key),
    fields: fieldsOf(def.fields),
    groups: frozen(def.groups ?? {}),
    at: callSite(),
  })
  return Object.freeze({ fields: Object.freeze({ ...def.fields }), key: held.key as readonly K[], groups: held.groups as G, [data]: held })
}

function fieldsOf(shape: Shape): Readonly<Record<string, FieldData>> {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(given(shape, 'fields', '{ name: z.string() }')).map(([name, schema]) => [name, fieldOf(name, schema)]),
    ),
  )
}

function fieldOf(name: string, schema: z.ZodType): FieldData {
  mustBeSchema(schema, `fields.${name}`)
  return Object.freeze({ schema, marks: marksOf(schema) })
}
