import { z } from 'zod'
import { definitionOf, unsupportedCheck } from './definition.ts'
import { supported, unsupported, type Reading } from './reading.ts'

/** A collection or an object: it travels as JSON text, its shape as JSON Schema. */
export function jsonType(schema: z.core.$ZodType, collection: boolean): Reading {
  const inside = codeInside(schema, new Set())
  if (inside !== undefined) return unsupported(inside)
  try {
    const { $schema: _, ...shape } = z.toJSONSchema(schema) as Record<string, unknown>
    return supported({ kind: 'json', collection, schema: JSON.parse(JSON.stringify(shape)) as unknown })
  } catch (error) {
    return unsupported(
      `its shape cannot be carried into the plan (${(error as Error).message}): use text, numbers, booleans, lists and objects of these`,
    )
  }
}

/** toJSONSchema passes over refinements and changes of the value, so they are looked for first. */
function codeInside(schema: z.core.$ZodType, seen: Set<unknown>): string | undefined {
  if (seen.has(schema)) return undefined
  seen.add(schema)
  const def = definitionOf(schema)
  if (def.type === 'pipe' || def.type === 'transform')
    return 'a transform is code, which the plan cannot carry: use the plain schema, and a codec in the column that stores something else'
  const own = unsupportedCheck(def)
  if (own !== undefined) return own
  for (const child of childrenOf(def)) {
    const sentence = codeInside(child, seen)
    if (sentence !== undefined) return sentence
  }
  return undefined
}

function childrenOf(def: object): readonly z.core.$ZodType[] {
  return Object.values(def).flatMap((part: unknown) => {
    if (isSchema(part)) return [part]
    if (Array.isArray(part)) return part.filter(isSchema)
    return typeof part === 'object' && part !== null ? Object.values(part).filter(isSchema) : []
  })
}

function isSchema(value: unknown): value is z.core.$ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value && '_def' in value
}
