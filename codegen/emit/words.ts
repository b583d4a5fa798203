/** Lists and durations as people write them. */

export function list(names: readonly string[], link: 'and' | 'or' = 'and'): string {
  const last = names.at(-1)
  if (last === undefined) return 'nobody'
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} ${link} ${last}`
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

export function duration(ms: number): string {
  for (const [unit, size] of units) {
    if (ms >= size && ms % size === 0) return `${ms / size} ${unit}${ms === size ? '' : 's'}`
  }
  return `${ms} ms`
}

export const stepNames: readonly string[] = ['', 'one-way', 'return path', 'partitioned', 'precedence', 'true conflict']

/** One cell of a Markdown table. */
export function cell(value: string): string {
  return value.replace(/\s+/g, ' ').replace(/[\\|`*_<>[\]]/g, '\\$&')
}
