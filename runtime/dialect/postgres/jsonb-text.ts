import type { Canonical } from '../../values.ts'

/** JSON as `jsonb` prints it: names by their length and then their bytes, a space behind each colon and comma. */
export function jsonbText(value: Canonical): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(jsonbText).join(', ')}]`
  const entries = Object.entries(value).map(([name, each]) => ({ name, bytes: Buffer.from(name), each }))
  entries.sort((a, b) => a.bytes.length - b.bytes.length || a.bytes.compare(b.bytes))
  return `{${entries.map(({ name, each }) => `${JSON.stringify(name)}: ${jsonbText(each)}`).join(', ')}}`
}

function isList(value: Exclude<Canonical, null | string | number | boolean>): value is readonly Canonical[] {
  return Array.isArray(value)
}
