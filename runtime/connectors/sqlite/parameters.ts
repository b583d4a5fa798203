/**
 * Generated statements name their parameters (`:number`). Binding by name costs the driver more than twice what binding by place does (6.5 against 2.8 µs
 * for twelve values), so each statement is turned into one with numbered places, and the order of its names, once.
 */
export interface Placed {
  readonly sql: string
  /** The name at each place, in order; each name once. */
  readonly names: readonly string[]
}

/** What is no parameter: strings, quoted identifiers, comments; and what is. */
const parts = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|:([A-Za-z_][A-Za-z0-9_]*)/g

export function placed(sql: string): Placed {
  const places = new Map<string, number>()
  const out = sql.replace(parts, (part: string, name: string | undefined) => {
    if (name === undefined) return part
    let place = places.get(name)
    if (place === undefined) places.set(name, (place = places.size + 1))
    return `?${place}`
  })
  return { sql: out, names: [...places.keys()] }
}
