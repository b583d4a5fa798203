/** The canonical text of a value of each kind, read from what a server prints: what the types of the runtime read, and null for what they refuse. */
import type { FieldType, Sized } from '../../../runtime/dialect/field-type.ts'
import { portablePattern } from './pattern.ts'
import type { ColumnSource, Source, Words } from './words.ts'
import { cases, only } from './words.ts'

type Readers = { readonly [K in FieldType['kind']]: (words: Words, type: Extract<FieldType, { kind: K }>, source: Source) => string }

/** Calendar days; leap days apart, since years decide on them. */
const commonDay = '[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))'
const leapDay = '([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29'
const day = `(${commonDay}|${leapDay})`
const midnight = '([T ]00:00(:00([.]0+)?)?Z?)?'
const clock = '([01][0-9]|2[0-3]):[0-5][0-9]'
const seconds = ':[0-5][0-9]([.][0-9]+)?'
const utc = '[ ]?(Z|[+]00(:?00)?)?'

const readers: Readers = {
  text: (words, type, { raw }) => only(textConditions(words, type, raw), raw),
  enum: (words, { values }, { raw }) => only([`${raw} IN (${values.map(words.literal).join(', ')})`], raw),
  int: (words, type, source) => {
    const said = words.trimmed(source.raw)
    const whole = words.exact(said)
    const range = `${whole} BETWEEN ${type.min ?? Number.MIN_SAFE_INTEGER} AND ${type.max ?? Number.MAX_SAFE_INTEGER}`
    const read = cases([[words.matches(said, '[+-]?[0-9]{1,30}([.]0{1,30})?'), only([range], words.shown(whole, 0))]])
    return type.min === undefined && type.max === undefined ? quickly(words.plainly.int, type, source, read) : read
  },
  number: (words, type, { raw }) => words.number!(type, raw),
  decimal: (words, type, source) => {
    const said = words.trimmed(source.raw)
    const number = words.exact(said)
    const fits = [`${number} = round(${number}, ${type.scale})`, ...withinDigits(type, number)]
    const spelled = '[-]?([0-9]{1,30}([.][0-9]{0,30})?|[.][0-9]{1,30})'
    return quickly(
      words.plainly.decimal,
      type,
      source,
      cases([[words.matches(said, spelled), only(fits, words.shown(number, type.scale))]]),
    )
  },
  boolean: (words, _, { raw }) => {
    const is = (value: 'true' | 'false', digit: string) =>
      [...new Set([words.booleans[value], digit])].map((as) => `WHEN ${words.literal(as)} THEN ${words.literal(value)}`)
    return `CASE ${raw} ${[...is('true', '1'), ...is('false', '0')].join(' ')} END`
  },
  date: (words, type, source) =>
    quickly(words.plainly.date, type, source, only([words.matches(source.raw, `${day}${midnight}`)], `left(${source.raw}, 10)`)),
  datetime: (words, _, { raw, column }) => {
    const spelled = [words.matches(raw, `${day}[T ]${clock}(${seconds})?${utc}`), moment(words, raw)] as const
    return cases([...(column === undefined || words.plainMoment === undefined ? [] : [words.plainMoment({ raw, column })]), spelled])
  },
  json: (words, { set }, source) => words.list!(source, set),
}

/** @returns why no server could tell what is a value of the type, or null. */
export function whyUnread(words: Words, type: FieldType): string | null {
  if (type.kind === 'text' && type.pattern !== undefined && portablePattern(type.pattern) === null)
    return 'its pattern does not mean the same to every server'
  if (type.kind === 'number' && words.number === undefined) return 'the server spells numbers otherwise'
  if (type.kind === 'decimal' && type.precision > 30) return 'it has more than 30 digits'
  if (type.kind === 'json' && (words.list === undefined || !isListOfTexts(type.schema))) return 'the server spells JSON otherwise'
  return null
}

function isListOfTexts(schema: unknown): boolean {
  return hasOnly(schema, { type: 'array', items: (items) => hasOnly(items, { type: 'string' }) })
}

function hasOnly(schema: unknown, said: Readonly<Record<string, string | ((value: unknown) => boolean)>>): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  const entries = Object.entries(schema).filter(([name]) => name !== '$schema')
  const fits = ([name, value]: [string, unknown]) => {
    const wanted = said[name]
    return typeof wanted === 'function' ? wanted(value) : value === wanted
  }
  return entries.length === Object.keys(said).length && entries.every(fits)
}

/** The canonical text; null where the source holds no value of the type. */
export function read(words: Words, type: FieldType, source: Source): string {
  return (readers[type.kind] as (words: Words, type: FieldType, source: Source) => string)(words, type, source)
}

function quickly<T>(
  plainly: ((type: T, source: ColumnSource) => string) | undefined,
  type: T,
  { raw, column }: Source,
  otherwise: string,
): string {
  return column === undefined || plainly === undefined ? otherwise : cases([[plainly(type, { raw, column }), raw]], otherwise)
}

/** What must hold of a text for it to be a value of the type. */
function textConditions(words: Words, { minLength = 0, maxLength, pattern }: Sized<'text'>, text: string): string[] {
  const inner = pattern === undefined ? null : portablePattern(pattern)
  return [
    // No text has more units than bytes, nor fewer than characters: units are counted where that does not tell.
    ...(maxLength === undefined ? [] : [`(octet_length(${text}) <= ${maxLength} OR ${words.units(text)} <= ${maxLength})`]),
    ...(minLength === 0
      ? []
      : minLength === 1
        ? [`${text} <> ''`]
        : [`(char_length(${text}) >= ${minLength} OR ${words.units(text)} >= ${minLength})`]),
    ...(inner === null ? [] : [words.matches(text, inner)]),
  ]
}

/** What must hold of a text that trimming and cutting made of a value, for it to be one. */
export function stillText(words: Words, type: FieldType, text: string): string {
  if (type.kind !== 'text') return text
  const { minLength, pattern } = type
  return only(
    textConditions(words, { ...(minLength !== undefined && { minLength }), ...(pattern !== undefined && { pattern }) }, text),
    text,
  )
}

/** Does a number have no more digits before the point than the type. */
export function withinDigits({ precision, scale }: Sized<'decimal'>, number: string): string[] {
  return [`abs(${number}) < ${precision > scale ? `1${'0'.repeat(precision - scale)}` : '1'}`]
}

/** ISO 8601 of a time that the pattern took, which is UTC: seconds where it has none, and no zeros at the end of its fraction. */
function moment(words: Words, raw: string): string {
  const second = `CASE WHEN substr(${raw}, 17, 1) = ':' THEN substr(${raw}, 17, 3) ELSE ':00' END`
  const zoneless = ['Z', '+00:00', '+0000', '+00', ' '].reduce(
    (text, zone) => `replace(${text}, ${words.literal(zone)}, '')`,
    `substr(${raw}, 20)`,
  )
  const fraction = `CASE WHEN substr(${raw}, 20, 1) = '.' THEN trim(TRAILING '.' FROM trim(TRAILING '0' FROM ${zoneless})) ELSE '' END`
  return words.joined([`left(${raw}, 10)`, words.literal('T'), `substr(${raw}, 12, 5)`, second, fraction, words.literal('Z')])
}
