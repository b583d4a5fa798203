/** Generated statements name their parameters (`:number`); PostgreSQL numbers them. Each statement is turned once. */
export interface Placed {
  readonly text: string
  /** The name at each place, in order; each name once. */
  readonly names: readonly string[]
}

/** What is no parameter: strings, quoted identifiers, comments, casts; and what is. */
const parts =
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|::|:([A-Za-z_][A-Za-z0-9_]*)/g

export function placed(sql: string): Placed {
  const places = new Map<string, number>()
  const text = sql.replace(parts, (part: string, _tag: string | undefined, name: string | undefined) => {
    if (name === undefined) return part
    let place = places.get(name)
    if (place === undefined) places.set(name, (place = places.size + 1))
    return `$${place}`
  })
  return { text, names: [...places.keys()] }
}
