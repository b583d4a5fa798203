/**
 * A frozen copy of what an engineer passed in. Plain objects and lists are copied, so that editing the original later changes nothing; functions, zod
 * schemas and everything else with a class of its own stay the very same values.
 */
export function frozen<T>(value: T): T {
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown) => frozen(item))) as T
  if (!isPlain(value)) return value
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, part]) => [name, frozen(part)]))) as T
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
