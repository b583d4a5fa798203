/** A line that must be refused, and the sentences it must be refused with. */
export interface Refusal {
  readonly line: number
  readonly expected: string
}

const marker = '// @ts-expect-error  '

/** The refusals that a type test states: the comment, and the number of the line below it. */
export function refusalsIn(text: string): readonly Refusal[] {
  return text
    .split('\n')
    .flatMap((line, index) => (line.startsWith(marker) ? [{ line: index + 2, expected: line.slice(marker.length) }] : []))
}

/** The same text with its comments no longer silencing the compiler. */
export function speaking(text: string): string {
  return text.replaceAll('@ts-expect-error', 'refused:')
}

/** What the compiler printed about each line of a file: every message whole, with the lines that explain it. */
export function messagesByLine(printed: string, file: string): ReadonlyMap<number, readonly string[]> {
  const messages = new Map<number, string[]>()
  for (const message of printed.split(/\n(?=\S)/)) {
    const place = /^([^(]+)\((\d+),\d+\): error /.exec(message)
    if (!place) continue
    if (place[1] !== file) throw new Error(`an error outside ${file}: ${message}`)
    const line = Number(place[2])
    messages.set(line, [...(messages.get(line) ?? []), message])
  }
  return messages
}

const quoted = /"(?:[^"\\]|\\.)*"/g

/** The sentences in a message: the string literal types of several words that the last of its lines asks for, in alphabetical order. */
export function sentencesOf(message: string): readonly string[] {
  const asked = [...message.matchAll(/(?:assignable to type|parameter of type|method's 'this' of type) '(.*)'\.$/gm)].map(([, type]) =>
    literals(type ?? ''),
  )
  return asked.findLast((sentences) => sentences.length > 0) ?? []
}

function literals(type: string): readonly string[] {
  const all = [...type.matchAll(quoted)].map(([literal]) => JSON.parse(literal) as string)
  return [...new Set(all.filter((text) => text.includes(' ')))].sort()
}
