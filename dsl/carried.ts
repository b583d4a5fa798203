import { data } from './data.ts'

/**
 * The plain data that a value of the language carries.
 * @throws TypeError where the value was not made by the language: untyped code, or `undefined` out of modules that import each other.
 */
export function carried<D>(value: unknown, place: string, made: string): D {
  const held = typeof value === 'object' && value !== null ? (value as { readonly [data]?: D })[data] : undefined
  if (held !== undefined) return held
  throw notOfTheLanguage(value, place, made)
}

/** What to say of a value that no flow file that type-checks can hold. */
export function notOfTheLanguage(value: unknown, place: string, made: string): TypeError {
  return new TypeError(
    `${place} is ${value === undefined ? 'undefined (do its modules import each other?)' : 'something else'}: write ${made}`,
  )
}

/** The data of each value in an object, under the same names. */
export function carriedByName<D>(values: Readonly<Record<string, unknown>>, place: string, made: string): Readonly<Record<string, D>> {
  return Object.freeze(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, carried<D>(value, `${place}.${name}`, made)])),
  )
}
