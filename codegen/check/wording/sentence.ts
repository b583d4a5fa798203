/** What an engineer reads of a finding. No full stop at the end: messages stand in lists. */
export interface Sentence {
  /** What is wrong, on which flow and field, with which values. */
  readonly message: string
  /** What to write instead. */
  readonly wayOut: string
}

/** The flow that a finding is about, where it is about one. */
export interface About {
  readonly flow?: string
}

/** One sentence for each kind of facts. */
export function byKind<Facts extends { readonly kind: string }>(table: {
  readonly [K in Facts['kind']]: (facts: Extract<Facts, { readonly kind: K }>) => Sentence
}): (facts: Facts) => Sentence {
  return (facts) => (table[facts.kind as Facts['kind']] as (facts: Facts) => Sentence)(facts)
}

/** `a`, `a and b`, `a, b and c`. */
export function list(names: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (names.length < 2) return names[0] ?? 'nothing'
  return `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1) ?? ''}`
}

/** One name alone, several with the plural. */
export function many(count: number, one: string, more: string): string {
  return count === 1 ? one : more
}

export function quoted(text: string): string {
  return JSON.stringify(text)
}

/** The name that was probably meant: the nearest of those that exist. */
export function meant(name: string, known: readonly string[]): string {
  const near = known
    .map((each) => ({ each, distance: distance(name.toLowerCase(), each.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0]
  return near && near.distance <= Math.max(1, Math.floor(name.length / 3))
    ? `did you mean ${near.each}?`
    : `there ${many(known.length, 'is', 'are')} ${list(known)}`
}

/** Levenshtein's: how many letters have to change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [index, letter] of a.split('').entries()) {
    const next = [index + 1]
    for (const [column, other] of b.split('').entries()) {
      next.push(Math.min((next[column] ?? 0) + 1, (row[column + 1] ?? 0) + 1, (row[column] ?? 0) + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] ?? 0
}
