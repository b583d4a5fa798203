/** Values of a JSON Schema: of the part of it that schemas of fields are made of. */
import fc from 'fast-check'
import type { Canonical } from '../runtime/values.ts'
import { textOf } from './text.ts'

type Schema = Readonly<Record<string, unknown>>

export function fromSchema(schema: unknown): fc.Arbitrary<Canonical> {
  if (typeof schema !== 'object' || schema === null) return anything
  const s = schema as Schema
  if (s['const'] !== undefined) return fc.constant(s['const'] as Canonical)
  if (Array.isArray(s['enum']) && s['enum'].length > 0) return fc.constantFrom(...(s['enum'] as Canonical[]))
  if (Array.isArray(s['anyOf']) && s['anyOf'].length > 0) return fc.oneof(...s['anyOf'].map(fromSchema))
  const types = ([s['type'] ?? []] as (string | readonly string[])[]).flat()
  return types.length === 0 ? anything : fc.oneof(...types.map((type) => makes[type]?.(s) ?? anything))
}

const anything: fc.Arbitrary<Canonical> = fc.constantFrom<Canonical>(0, 'a', 'B', true, null, ['a'], { n: 1 })

const makes: Readonly<Record<string, (s: Schema) => fc.Arbitrary<Canonical>>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: (s) => fc.integer(range(s, 1)),
  number: (s) => fc.integer(range(s, 8)).map((n) => n / 8),
  string: (s) =>
    textOf({
      ...(typeof s['minLength'] === 'number' && { minLength: s['minLength'] }),
      ...(typeof s['maxLength'] === 'number' && { maxLength: s['maxLength'] }),
      ...(typeof s['pattern'] === 'string' && { pattern: s['pattern'] }),
      ...(typeof s['format'] === 'string' && { format: s['format'] }),
    }),
  array: (s) => {
    const minLength = typeof s['minItems'] === 'number' ? s['minItems'] : 0
    const maxLength = Math.min(minLength + 4, typeof s['maxItems'] === 'number' ? s['maxItems'] : Infinity)
    return fc.array(fromSchema(s['items']), { minLength, maxLength })
  },
  object: (s) => {
    const properties = Object.entries((s['properties'] ?? {}) as Schema)
    const required = Array.isArray(s['required']) ? (s['required'] as string[]) : []
    return fc.record(Object.fromEntries(properties.map(([name, of]) => [name, fromSchema(of)])), {
      requiredKeys: required,
      noNullPrototype: true,
    })
  },
}

/** In steps of 1/parts; at most 40 from where it begins. */
function range(s: Schema, parts: number): { readonly min: number; readonly max: number } {
  const least = typeof s['minimum'] === 'number' ? Math.max(s['minimum'], Number.MIN_SAFE_INTEGER / 16) : undefined
  const most = typeof s['maximum'] === 'number' ? Math.min(s['maximum'], Number.MAX_SAFE_INTEGER / 16) : undefined
  const min = Math.ceil((least ?? Math.min(-3, most ?? 0)) * parts)
  const max = Math.max(min, Math.floor((most ?? min / parts + 40) * parts))
  return { min, max: Math.min(max, min + 40 * parts) }
}
