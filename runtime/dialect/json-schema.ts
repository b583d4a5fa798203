/** The part of JSON Schema that schemas of fields are made of. Keywords that are not in it say nothing. */
import type { Canonical } from '../values.ts'

/** @returns why the value does not fit, or null. */
export function misfit(schema: unknown, value: Canonical, at = ''): string | null {
  if (typeof schema !== 'object' || schema === null) return schema === false ? `${at || 'it'} must not be there` : null
  const s = schema as Readonly<Record<string, unknown>>
  const here = at === '' ? 'it' : at
  const types = ([s['type'] ?? []] as (string | readonly string[])[]).flat()
  if (types.length > 0 && !types.some((type) => isOf(type, value))) return `${here} is no ${types.join(' or ')}`
  if (s['const'] !== undefined && !equal(s['const'], value)) return `${here} is not ${JSON.stringify(s['const'])}`
  if (Array.isArray(s['enum']) && !s['enum'].some((choice) => equal(choice, value)))
    return `${here} is none of ${s['enum'].map((c) => JSON.stringify(c)).join(', ')}`
  if (Array.isArray(s['anyOf']) && s['anyOf'].every((choice) => misfit(choice, value, at) !== null))
    return `${here} fits none of the allowed forms`
  if (typeof value === 'string') return textMisfit(s, value, here)
  if (typeof value === 'number') return numberMisfit(s, value, here)
  if (Array.isArray(value)) return listMisfit(s, value as readonly Canonical[], at)
  if (value !== null && typeof value === 'object') return objectMisfit(s, value as { readonly [name: string]: Canonical }, at)
  return null
}

function isOf(type: unknown, value: Canonical): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function textMisfit(s: Readonly<Record<string, unknown>>, value: string, here: string): string | null {
  if (typeof s['maxLength'] === 'number' && value.length > s['maxLength']) return `${here} is longer than ${s['maxLength']}`
  if (typeof s['minLength'] === 'number' && value.length < s['minLength']) return `${here} is shorter than ${s['minLength']}`
  if (typeof s['pattern'] === 'string' && !new RegExp(s['pattern']).test(value)) return `${here} does not match ${s['pattern']}`
  return null
}

function numberMisfit(s: Readonly<Record<string, unknown>>, value: number, here: string): string | null {
  if (typeof s['maximum'] === 'number' && value > s['maximum']) return `${here} is more than ${s['maximum']}`
  if (typeof s['minimum'] === 'number' && value < s['minimum']) return `${here} is less than ${s['minimum']}`
  return null
}

function listMisfit(s: Readonly<Record<string, unknown>>, value: readonly Canonical[], at: string): string | null {
  if (typeof s['maxItems'] === 'number' && value.length > s['maxItems']) return `${at || 'it'} has more than ${s['maxItems']} elements`
  if (typeof s['minItems'] === 'number' && value.length < s['minItems']) return `${at || 'it'} has fewer than ${s['minItems']} elements`
  for (const [i, element] of value.entries()) {
    const why = misfit(s['items'], element, `${at}[${i}]`)
    if (why !== null) return why
  }
  return null
}

function objectMisfit(s: Readonly<Record<string, unknown>>, value: { readonly [name: string]: Canonical }, at: string): string | null {
  const required = Array.isArray(s['required']) ? (s['required'] as string[]) : []
  for (const name of required) if (!(name in value)) return `${at}.${name} is missing`
  const properties = (s['properties'] ?? {}) as Readonly<Record<string, unknown>>
  for (const [name, element] of Object.entries(value)) {
    const why = misfit(Object.hasOwn(properties, name) ? properties[name] : s['additionalProperties'], element, `${at}.${name}`)
    if (why !== null) return why
  }
  return null
}

function equal(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
