/**
 * Patterns of JavaScript that mean the same to every server: of characters, classes, groups, choices and repetitions within ASCII, from the first character to the
 * last. So they name a set of texts, and neither backtracking, nor Unicode, nor how a text ends can make a difference.
 */

const token =
  /\\[dw]|\\[^A-Za-z0-9]|\[(?:[A-Za-z0-9_ .:/+@#,=~%&-]|\\[dw]|\\[^A-Za-z0-9])+\]|\(\?:|[()|]|[*+?]|\{\d{1,3}(?:,\d{0,3})?\}|[A-Za-z0-9 _,:;@#%&=<>~"!/-]/y
const repetition = /^(?:[*+?]|\{)/
const mostRepeated = 255
const ranges: Readonly<Record<string, string>> = { '\\d': '0-9', '\\w': 'A-Za-z0-9_' }

/** @returns the pattern without anchors and backslashes; null where servers might take it otherwise. */
export function portablePattern(source: string): string | null {
  const inner = /^\^([^]*)\$$/.exec(source)?.[1]
  if (inner === undefined) return null
  let out = ''
  let depth = 0
  let before = ''
  token.lastIndex = 0
  while (token.lastIndex < inner.length) {
    const found = token.exec(inner)?.[0]
    if (found === undefined) return null
    if (repetition.test(found) && !repeatable(before)) return null
    if (found === '|' && depth === 0) return null
    depth += found.startsWith('(') ? 1 : found === ')' ? -1 : 0
    const said = spelled(found)
    if (depth < 0 || said === null) return null
    out += said
    before = found
  }
  return out
}

function repeatable(before: string): boolean {
  return before !== '' && before !== '|' && !before.startsWith('(') && !repetition.test(before)
}

function spelled(found: string): string | null {
  if (found === '(' || found === '(?:') return '('
  if (found.startsWith('{')) return found.match(/\d+/g)!.some((times) => Number(times) > mostRepeated) ? null : found
  if (found.startsWith('[')) return characters(found.slice(1, -1))
  const range = ranges[found]
  if (range !== undefined) return `[${range}]`
  if (!found.startsWith('\\')) return found
  return character(found.slice(1))
}

/** What means something in a pattern stands in a class of its own. */
function character(one: string): string | null {
  if (one === '^' || one === '\\') return null
  return /^[.*+?()[\]{}|$]$/.test(one) ? (one === ']' ? null : `[${one}]`) : one.charCodeAt(0) < 128 ? one : null
}

/** A class: ranges and single characters, a hyphen last. */
function characters(inside: string): string | null {
  let out = ''
  let hyphen = false
  const items = inside.match(/[A-Za-z0-9]-[A-Za-z0-9]|\\.|[^\\]/g) ?? []
  for (const [i, item] of items.entries()) {
    const range = ranges[item]
    const one = item.length === 2 ? item[1]! : item
    if (range !== undefined) out += range
    else if (item === '-' && i > 0 && i < items.length - 1) return null
    else if (one === '-') hyphen = true
    else if (/^[\^[\]\\]$/.test(one) || one.charCodeAt(0) > 127) return null
    else out += one
  }
  return `[${out}${hyphen ? '-' : ''}]`
}
