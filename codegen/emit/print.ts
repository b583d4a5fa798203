/** Prints values as TypeScript in the house style: single quotes, no semicolons, on one line where it fits. */
import type { Sql } from '../dialect/dialect.ts'

const width = 140

/** Goes out as it stands. */
export class Code {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
export function code(text: string): Code {
  return new Code(text)
}
/** A call with arguments that are printed. */
export function call(name: string, ...args: readonly Printable[]): Printable {
  return { [callee]: name, args }
}
/** The same call of what stands under this name. */
export function member(of: string, value: Printable): Printable {
  return isCall(value) ? { ...value, [callee]: `${of}.${value[callee]}` } : value
}
/** Always broken over lines. */
export function lines(list: readonly Printable[]): Printable {
  return { [broken]: true, list }
}

const callee: unique symbol = Symbol('callee')
const broken: unique symbol = Symbol('broken')
interface Call {
  readonly [callee]: string
  readonly args: readonly Printable[]
}
interface Broken {
  readonly [broken]: true
  readonly list: readonly Printable[]
}
export type Printable =
  null | undefined | string | number | boolean | Code | Call | Broken | readonly Printable[] | { readonly [name: string]: Printable }

/** @param indent levels of two spaces that the value stands at. @param used columns taken before it on its line. */
export function print(value: Printable, indent = 0, used = indent * 2): string {
  const flat = inline(value)
  if (flat !== null && used + flat.length < width) return flat
  const inner = '  '.repeat(indent + 1)
  const outer = '  '.repeat(indent)
  const block = (open: string, items: readonly string[], close: string): string =>
    `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${outer}${close}`
  if (isCall(value)) return `${value[callee]}(${value.args.map((arg) => print(arg, indent, used + value[callee].length + 1)).join(', ')})`
  if (isBroken(value))
    return block(
      '[',
      value.list.map((item) => print(item, indent + 1)),
      ']',
    )
  if (Array.isArray(value))
    return block(
      '[',
      (value as readonly Printable[]).map((item) => print(item, indent + 1)),
      ']',
    )
  if (value instanceof Code) return value.text
  if (value !== null && typeof value === 'object') {
    const items = entries(value as { readonly [name: string]: Printable }).map(([name, item]) =>
      isShort(name, item) ? name : `${name}: ${print(item, indent + 1, (indent + 1) * 2 + name.length + 2)}`,
    )
    return block('{', items, '}')
  }
  return flat ?? ''
}

function inline(value: Printable): string | null {
  if (value === undefined) return 'undefined'
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'string') return text(value)
  if (value instanceof Code) return value.text.includes('\n') ? null : value.text
  if (isBroken(value)) return value.list.length === 0 ? '[]' : null
  if (isCall(value)) return joined(`${value[callee]}(`, value.args.map(inline), ')')
  if (Array.isArray(value)) return joined('[', (value as readonly Printable[]).map(inline), ']')
  const items = entries(value as { readonly [name: string]: Printable }).map(([name, item]) => {
    const flat = inline(item)
    return flat === null ? null : isShort(name, item) ? name : `${name}: ${flat}`
  })
  return items.length === 0 ? '{}' : joined('{ ', items, ' }')
}

function joined(open: string, parts: readonly (string | null)[], close: string): string | null {
  return parts.includes(null) ? null : `${open}${parts.join(', ')}${close}`
}

function entries(value: { readonly [name: string]: Printable }): [string, Printable][] {
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => [property(name), item])
}

/** `{ settle }` for `{ settle: settle }`. */
function isShort(name: string, item: Printable): boolean {
  return item instanceof Code && item.text === name
}

function isCall(value: Printable): value is Call {
  return typeof value === 'object' && value !== null && callee in value
}
function isBroken(value: Printable): value is Broken {
  return typeof value === 'object' && value !== null && broken in value
}

/** A name as a property: `__proto__` only as a computed one is a name like any other. */
export function property(name: string): string {
  if (name === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : text(name)
}

export function text(value: string): string {
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
  return escaped.includes("'") && !escaped.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`
}

/** A statement as a template string, whole and readable. */
export function sql(statement: Sql, indent: number): Code {
  const escaped = statement.map((line) =>
    line
      .replace(/\\|`|\$\{/g, '\\$&')
      .replaceAll('\r', '\\r')
      .replaceAll('\n', '\\n'),
  )
  if (escaped.length === 1 && escaped[0]!.length + indent * 2 < width) return code(`\`${escaped[0]!}\``)
  const inner = '  '.repeat(indent + 1)
  return code(`\`\n${escaped.map((line) => `${inner}${line}`).join('\n')}\n${'  '.repeat(indent)}\``)
}

/** Safe inside a comment of any syntax. */
export function remark(value: string): string {
  return value.replace(/\s+/g, ' ').replaceAll('*/', '*∕').replaceAll('-->', '-→')
}

/** The same on lines that are read at a glance; a word is never broken. */
export function remarkLines(value: string): string[] {
  const lines: string[] = []
  for (const word of remark(value).split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < 110) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
