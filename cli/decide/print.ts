/** A draft as an engineer would have written it. */
import type { DecidedCall, Draft } from './draft.ts'
import { columns, type Style } from './style.ts'

type Value = string | readonly string[] | { readonly [name: string]: string | readonly string[] }

export interface Call {
  readonly name: string
  readonly arguments: readonly Value[]
}

/** A call that stays as somebody wrote it. */
export interface Kept {
  readonly name: string
  /** With its parentheses. */
  readonly text: string
  /** Lines above it. */
  readonly comments: readonly string[]
}

/** The flow as a property of the portfolio, without its comma. @param at blanks that its line begins with */
export function printFlow(name: string, flow: string, draft: Draft, kept: readonly Kept[], style: Style, at: string): string {
  return new Printer(style).flow(`${property(name, style)}: `, flow, draft, kept, at)
}

/** The flow alone: what a property has for its value. @param before what stands before it on its line */
export function printValue(before: string, flow: string, draft: Draft, kept: readonly Kept[], style: Style, at: string): string {
  return new Printer(style).flow(before, flow, draft, kept, at).slice(before.length)
}

/** To be pasted by hand, in the style of our own examples. */
export function pasted(name: string, draft: Draft): string {
  const style: Style = { indent: '  ', quote: "'", trailingComma: true, spaced: false, width: 100, lineEnd: '\n' }
  return `${printFlow(name, 'flow', draft, [], style, '')},`
}

function property(name: string, { quote }: Style): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : quoted(name, quote)
}

class Printer {
  readonly #style: Style

  constructor(style: Style) {
    this.#style = style
  }

  flow(before: string, flow: string, draft: Draft, kept: readonly Kept[], at: string): string {
    const calls = [directionCall(draft), ...callsBeside(draft.calls, kept).map(written)]
    const start = `${before}${this.#flat({ name: flow, arguments: [draft.record] })}`
    const flat = [...calls.map((call) => `.${this.#flat(call)}`), ...kept.map(({ text }) => `.${text}`)]
    const line = start + flat.join('')
    const involved = flat.length > 1 && line.includes('[')
    if (!involved && !line.includes('\n') && kept.every(({ comments }) => comments.length === 0) && this.#fits(at, `${line},`)) return line
    const inner = at + this.#style.indent
    const chain = [
      ...calls.map((call) => `.${this.#call(call, inner)}`),
      ...kept.flatMap(({ comments, text }) => [...comments, `.${text}`]),
    ]
    return calls.length + kept.length === 1 ? `${start}${chain[0]}` : [start, ...chain.map((each) => inner + each)].join('\n')
  }

  #fits(at: string, line: string): boolean {
    return columns(at + line) <= this.#style.width
  }

  #flat({ name, arguments: given }: Call): string {
    return `${name}(${given.map((value) => this.#value(value)).join(', ')})`
  }

  #value(value: Value): string {
    if (typeof value === 'string') return quoted(value, this.#style.quote)
    if (isList(value)) return `[${value.map((each) => this.#value(each)).join(', ')}]`
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${name}: ${this.#value(each)}`)
      .join(', ')} }`
  }

  /** On one line where it fits; else its last object or only list is opened, or every argument has a line. */
  #call(call: Call, at: string): string {
    const flat = this.#flat(call)
    if (this.#fits(at, `.${flat}`)) return flat
    const { name, arguments: given } = call
    const last = given.at(-1)!
    const first = given
      .slice(0, -1)
      .map((value) => `${this.#value(value)}, `)
      .join('')
    if (typeof last !== 'string' && (given.length === 1 || !isList(last))) return `${name}(${first}${this.#open(last, at)})`
    const inner = at + this.#style.indent
    const lines = given.map(
      (value) =>
        inner + (this.#fits(inner, `${this.#value(value)},`) || typeof value === 'string' ? this.#value(value) : this.#open(value, inner)),
    )
    return `${name}(\n${lines.join(',\n')}${this.#comma()}\n${at})`
  }

  #open(value: Exclude<Value, string>, at: string): string {
    const inner = at + this.#style.indent
    const items = isList(value)
      ? value.map((each) => this.#value(each))
      : Object.entries(value).map(([name, each]) => `${name}: ${this.#value(each)}`)
    const [begin, end] = isList(value) ? ['[', ']'] : ['{', '}']
    return `${begin}\n${items.map((item) => inner + item).join(',\n')}${this.#comma()}\n${at}${end}`
  }

  #comma(): string {
    return this.#style.trailingComma ? ',' : ''
  }
}

function isList(value: Value): value is readonly string[] {
  return Array.isArray(value)
}

/** Text as code; in the other quotes where that spares escapes. */
function quoted(text: string, quote: Style['quote']): string {
  const other = quote === "'" ? '"' : "'"
  const chosen = text.includes(quote) && !text.includes(other) ? other : quote
  const body = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
  return `${chosen}${body.replaceAll(chosen, `\\${chosen}`)}${chosen}`
}

function directionCall({ way }: Draft): Call {
  if (way.kind === 'twoWay') return { name: 'twoWay', arguments: way.systems ?? [] }
  return { name: 'oneWay', arguments: [{ from: way.from, to: oneOrList(way.to) }] }
}

function oneOrList(names: readonly string[]): string | readonly string[] {
  return names.length === 1 ? names[0]! : names
}

/** Calls that answer the same question. */
const alike: readonly (readonly string[])[] = [
  ['every', 'at'],
  ['reconcile', 'noReconcile'],
]

/** The calls of a draft without those on which an engineer has had a word already. */
function callsBeside(calls: readonly DecidedCall[], kept: readonly Kept[]): readonly DecidedCall[] {
  const answered = new Set(kept.flatMap(({ name }) => alike.find((names) => names.includes(name)) ?? []))
  return calls.filter(({ call }) => !answered.has(call))
}

type Arguments = { readonly [K in DecidedCall['call']]: (call: Extract<DecidedCall, { readonly call: K }>) => readonly Value[] }

const argumentsOf: Arguments = {
  because: ({ why }) => [why],
  owner: ({ fields, system }) => [oneOrList(fields), system],
  precedence: ({ fields, system }) => [oneOrList(fields), system],
  lastWriteWins: ({ fields, acceptLoss }) => [oneOrList(fields), { acceptLoss }],
  review: ({ fields, team }) => [oneOrList(fields), ...(team === undefined ? [] : [{ team }])],
  union: ({ fields }) => [oneOrList(fields)],
  delta: ({ fields }) => [oneOrList(fields)],
  creates: ({ by }) => [typeof by === 'string' ? by : oneOrList(by)],
  deletes: ({ by, againstUpdate }) => [
    typeof by === 'string' ? by : oneOrList(by),
    ...(againstUpdate === undefined ? [] : [{ againstUpdate }]),
  ],
  returnPath: ({ fields, system }) => [oneOrList(fields), system],
  onDelete: ({ outcome }) => [outcome],
  every: ({ interval }) => [interval],
  noReconcile: ({ reason }) => [reason],
}

function written(call: DecidedCall): Call {
  return { name: call.call, arguments: (argumentsOf[call.call] as (call: DecidedCall) => readonly Value[])(call) }
}
