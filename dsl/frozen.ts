import { WrongValue } from './carried.ts'

/**
 * A frozen copy of what an engineer passed in. Plain objects and lists are copied, so that editing the original later changes nothing; functions, zod
 * schemas and everything else with a class of its own stay the very same values.
 * @throws WrongValue where untyped code gave something that holds itself.
 */
export function frozen<T>(value: T): T {
  return copied(value, []) as T
}

function copied(value: unknown, around: readonly unknown[]): unknown {
  if (!Array.isArray(value) && !isPlain(value)) return value
  if (around.includes(value)) throw new WrongValue(value, 'a part of what was given', 'plain data that does not hold itself')
  const within = [...around, value]
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown) => copied(item, within)))
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copied(part, within)])))
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Calls take one name or several; the data always holds a list, empty where untyped code left the names out. */
export function listOf(names: string | readonly string[] | undefined): readonly string[] {
  return Object.freeze([names ?? []].flat())
}
