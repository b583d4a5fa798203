import { data } from './data.ts'

/** Something that no flow file that type-checks can hold, where nothing can be made of it. */
export class WrongValue extends TypeError {
  override readonly name = 'WrongValue'
  readonly place: string
  readonly found: string
  readonly write: string
  /** @param write What to write instead. */
  constructor(value: unknown, place: string, write: string) {
    const found = value === undefined ? 'undefined (do its modules import each other?)' : value === null ? 'null' : 'something else'
    super(`${place} is ${found}: write ${write}`)
    this.place = place
    this.found = found
    this.write = write
  }
}

/**
 * The plain data that a value of the language carries.
 * @throws WrongValue where the value was not made by the language: untyped code, or `undefined` out of modules that import each other.
 */
export function carried<D>(value: unknown, place: string, made: string): D {
  const held = typeof value === 'object' && value !== null ? (value as { readonly [data]?: D })[data] : undefined
  if (held !== undefined) return held
  throw new WrongValue(value, place, made)
}

/** The data of each value in an object, under the same names. */
export function carriedByName<D>(values: Readonly<Record<string, unknown>>, place: string, made: string): Readonly<Record<string, D>> {
  const entries = Object.entries(given(values, place, `{ name: ${made} }`))
  return Object.freeze(Object.fromEntries(entries.map(([name, value]) => [name, carried<D>(value, `${place}.${name}`, made)])))
}

/**
 * Options that were given.
 * @throws WrongValue where untyped code gave none.
 */
export function given<T extends object>(options: T, place: string, made: string): T {
  if (typeof options === 'object' && (options as T | null) !== null) return options
  throw new WrongValue(options, place, made)
}
