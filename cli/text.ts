/** How values, times and amounts are said. */

/** `2026-11-24 08:30:00` in UTC. */
export function time(at: number | null): string {
  return at === null
    ? 'at a time that the source does not tell'
    : new Date(at)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC')
}

/** A value as a person reads it; texts are quoted, so that an empty one is seen. */
export function value(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (value instanceof Uint8Array) return `${value.length} bytes`
  const text = plain(typeof value === 'bigint' ? String(value) : JSON.stringify(value))
  return text.length > 80 ? `${text.slice(0, 79).replace(/[\uD800-\uDBFF]$/, '')}…` : text
}

/** What data could do to a terminal, or to the reading of a line: controls, line ends, and marks that turn the direction of text. */
const control = String.raw`[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]`
const controls = new RegExp(control, 'gu')
const colourOrControl = new RegExp(String.raw`\u001B\[\d+(?:;\d+)*m|${control}`, 'gu')

/** Text that comes from a system, as it may stand in a line: a control is shown by its number. */
export function plain(text: string): string {
  return text.replace(controls, escaped)
}

/** A whole answer, of which lines and colours are our own. */
export function printable(text: string): string {
  return text.replace(colourOrControl, (found) => (found === '\n' || found === '\t' || found.length > 1 ? found : escaped(found)))
}

function escaped(char: string): string {
  return `\\u${char.codePointAt(0)!.toString(16).padStart(4, '0')}`
}

/** As a shell takes it for one word. */
export function word(text: string): string {
  return /^[\w./:@+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en')} ${amount === 1 ? one : many}`
}

/** `250 ms`, `3.5 s`, `2 min`, `4 h`, `3 d`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`
  if (ms < 60_000) return `${ms / 1_000} s`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`
  if (ms < 86_400_000) return `${Math.round(ms / 3_600_000)} h`
  return `${Math.round(ms / 86_400_000)} d`
}

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `24h` → milliseconds; undefined for what is none. */
export function durationOf(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  return amount === undefined ? undefined : Number(amount) * units[unit as keyof typeof units]
}

/** Rows of words in columns; no line ends in blanks. */
export function table(rows: readonly (readonly string[])[], indent = ''): string {
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return rows.map((row) => `${indent}${row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')}`.trimEnd()).join('\n')
}
