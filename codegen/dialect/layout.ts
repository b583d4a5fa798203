/** How statements are laid out, line by line. */

/** What stands between two commas or two ANDs; lines where it is long. */
export type Part = string | readonly string[]

/** A line that a reader takes in at once, also where it stands six columns in. */
const width = 110

/** Lines as one, where that is short enough. Lines that may be joined open and close no bracket at their ends. */
export function short(lines: readonly string[]): Part {
  const one = joined(lines)
  return one.length <= width ? one : lines
}

export function joined(lines: readonly string[]): string {
  return lines.length === 1 ? lines[0]!.trim() : lines.map((line) => line.trim()).join(' ')
}

/** Items between what opens and what closes, with what stands between them: on one line where they fit. */
export function among(open: string, items: readonly Part[], between: string, close: string): string[] {
  const each = items.map((item) => [item].flat())
  const one = `${open}${each.map(joined).join(`${between} `)}${close}`
  if (one.length <= width) return [one]
  return [open, ...each.flatMap((lines, i) => ending(lines, i < each.length - 1 ? between : '')).map((line) => `  ${line}`), close]
}

export function beginning(start: string, lines: readonly string[]): string[] {
  return lines.map((line, i) => (i === 0 ? `${start}${line}` : line))
}

export function ending(lines: readonly string[], end: string): string[] {
  return lines.map((line, i) => (i === lines.length - 1 ? `${line}${end}` : line))
}

export function list(items: readonly Part[]): string[] {
  const last = items.length - 1
  return items.flatMap((item, i) => {
    const end = i < last ? ',' : ''
    return typeof item === 'string' ? `  ${item}${end}` : ending(item, end).map((line) => `  ${line}`)
  })
}

export function where(conditions: readonly Part[]): string[] {
  return conditions.flatMap((condition, i) => {
    const [first = '', ...rest] = [condition].flat()
    return [i === 0 ? `WHERE ${first}` : `  AND ${first}`, ...rest.map((line) => `  ${line}`)]
  })
}

export function order(items: readonly Part[]): string[] {
  const lines = among('ORDER BY ', items, ',', '')
  return lines.length === 1 ? lines : ['ORDER BY', ...lines.slice(1, -1)]
}
