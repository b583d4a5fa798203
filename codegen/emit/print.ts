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
  const flat = inline(value, width - used)
  if (flat !== null) return flat
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
  return plain(value)
}

/** On one line, in less than so many columns; null where that cannot be: looking ends where the room does, not where the value does. */
function inline(value: Printable, room: number): string | null {
  if (typeof value === 'object' && value !== null && !(value instanceof Code)) return inlineList(value, room)
  const flat = plain(value)
  return flat.length < room && !flat.includes('\n') ? flat : null
}

function plain(value: null | undefined | string | number | boolean | Code): string {
  if (value === undefined) return 'undefined'
  if (typeof value === 'string') return text(value)
  if (value instanceof Code) return value.text
  return Object.is(value, -0) ? '-0' : String(value)
}

function inlineList(value: Call | Broken | readonly Printable[] | { readonly [name: string]: Printable }, room: number): string | null {
  if (isBroken(value)) return value.list.length === 0 && room > 2 ? '[]' : null
  if (isCall(value)) return joined(`${value[callee]}(`, value.args, inline, ')', room)
  if (Array.isArray(value)) return joined('[', value as readonly Printable[], inline, ']', room)
  const items = entries(value as { readonly [name: string]: Printable })
  return items.length === 0 ? (room > 2 ? '{}' : null) : joined('{ ', items, inlineEntry, ' }', room)
}

function inlineEntry([name, item]: readonly [string, Printable], room: number): string | null {
  if (isShort(name, item)) return name.length < room ? name : null
  const flat = inline(item, room - name.length - 2)
  return flat === null ? null : `${name}: ${flat}`
}

function joined<Item>(
  open: string,
  items: readonly Item[],
  each: (item: Item, room: number) => string | null,
  close: string,
  room: number,
): string | null {
  const parts: string[] = []
  let left = room - open.length - close.length
  for (const item of items) {
    const part = each(item, left)
    if (part === null) return null
    parts.push(part)
    left -= part.length + 2
  }
  const flat = `${open}${parts.join(', ')}${close}`
  return flat.length < room ? flat : null
}

function entries(value: { readonly [name: string]: Printable }): [string, Printable][] {
  const out: [string, Printable][] = []
  for (const name of Object.keys(value)) if (value[name] !== undefined) out.push([property(name), value[name]])
  return out
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

/** Has nothing that is written in another way in a literal. */
const simple = /^[ !#-&(-[\]-~]*$/

export function text(value: string): string {
  if (simple.test(value)) return `'${value}'`
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
  return escaped.includes("'") && !escaped.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`
}

/** What means something else in a template string. */
const special = /[\\`\r\n]|\$\{/

/** A statement as a template string, whole and readable. */
export function sql(statement: Sql, indent: number): Code {
  const escaped = statement.map((line) =>
    special.test(line)
      ? line
          .replace(/\\|`|\$\{/g, '\\$&')
          .replaceAll('\r', '\\r')
          .replaceAll('\n', '\\n')
      : line,
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
