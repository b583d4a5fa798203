/** How statements are laid out, line by line. */

/** What stands between two commas or two ANDs; lines where it is long. */
export type Part = string | readonly string[]

export function ending(lines: readonly string[], end: string): string[] {
  return lines.map((line, i) => (i === lines.length - 1 ? `${line}${end}` : line))
}

export function list(items: readonly Part[]): string[] {
  return items.flatMap((item, i) => ending([item].flat(), i < items.length - 1 ? ',' : '').map((line) => `  ${line}`))
}

export function where(conditions: readonly Part[]): string[] {
  return conditions.flatMap((condition, i) => {
    const [first = '', ...rest] = [condition].flat()
    return [i === 0 ? `WHERE ${first}` : `  AND ${first}`, ...rest.map((line) => `  ${line}`)]
  })
}
