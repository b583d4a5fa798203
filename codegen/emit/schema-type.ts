/** The TypeScript type of a JSON Schema, as far as schemas of fields go; what is not said is any canonical value. */
import { property, text } from './print.ts'

type Schema = Readonly<Record<string, unknown>>

export function schemaType(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return 'Canonical'
  const s = schema as Schema
  if (s['const'] !== undefined) return literal(s['const'])
  if (Array.isArray(s['enum'])) return s['enum'].map(literal).join(' | ')
  if (Array.isArray(s['anyOf'])) return s['anyOf'].map(schemaType).join(' | ')
  const types = [s['type']].flat()
  return types.map((type) => ofType(type, s)).join(' | ')
}

function ofType(type: unknown, s: Schema): string {
  if (type === 'string' || type === 'boolean' || type === 'null') return type
  if (type === 'number' || type === 'integer') return 'number'
  if (type === 'array') {
    const element = schemaType(s['items'])
    return /^[\w'{}]+$/.test(element) ? `readonly ${element}[]` : `readonly (${element})[]`
  }
  return type === 'object' ? object(s) : 'Canonical'
}

/** A property that may be absent is in no canonical type, so an object with one is any object. */
function object(s: Schema): string {
  const properties = Object.entries((s['properties'] ?? {}) as Schema)
  const required = new Set(Array.isArray(s['required']) ? (s['required'] as unknown[]) : [])
  if (properties.length === 0 || !properties.every(([name]) => required.has(name))) return '{ readonly [name: string]: Canonical }'
  return `{ ${properties.map(([name, value]) => `readonly ${property(name)}: ${schemaType(value)}`).join('; ')} }`
}

function literal(value: unknown): string {
  return typeof value === 'string'
    ? text(value)
    : value === null || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : 'Canonical'
}
