/** HTML and SVG as template literals: what is put into them is escaped, unless it is markup itself. */
import { plain } from '../../text.ts'

export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Markup | string | number | null | readonly Part[]

/** Texts and numbers stand as they are read; null stands for nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((string, i) => `${string}${textOf(parts[i] ?? null)}`).join(''))
}

function textOf(part: Part): string {
  if (part === null) return ''
  if (part instanceof Markup) return part.text
  return typeof part === 'object' ? part.map(textOf).join('') : escaped(String(part))
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Safe in text and in quoted attributes. A control, or a mark that turns the direction of text, is shown by its number. */
function escaped(text: string): string {
  return plain(text)
    .toWellFormed()
    .replace(/[&<>"']/g, (char) => entities[char]!)
}
