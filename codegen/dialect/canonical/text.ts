/**
 * The text that a stored value has in a digest (`runtime/connectors/digest.ts`), as an expression: `+` and the canonical text, `-` for null, `!` and what is
 * stored where that is no value of the field. Where a server cannot be brought to read an odd spelling of a value, that too is `!`: the rows are then read and
 * compared by the runtime, so it costs time and hides nothing.
 */
import type { FieldType } from '../../../runtime/dialect/field-type.ts'
import type { ColumnView } from '../../emit/view/adapter.ts'
import type { Part } from '../layout.ts'
import { among } from '../layout.ts'
import { read, whyUnread } from './kinds.ts'
import { stored, whyUnstored } from './stores.ts'
import type { Source, Words } from './words.ts'
import { cases, only } from './words.ts'

/** A column whose normalisations count: always, or where a condition holds. */
export interface Through {
  readonly column: ColumnView
  readonly when?: string
}

/** @returns why servers cannot compute the text exactly, or null. */
export function whyNoText(words: Words, column: ColumnView, through: readonly Through[]): string | null {
  if (column.codec !== undefined) return 'its codec is code'
  if (column.values !== undefined && (column.type.kind !== 'enum' || (through.length > 0 && column.values.some(([, as]) => as === null))))
    return 'its values are mapped in a way of their own'
  const unread = column.values === undefined ? whyUnread(words, typeOf(column)) : null
  return unread ?? through.map((each) => whyUnstored(each.column)).find((why) => why !== null) ?? null
}

/** @param before what stands before the text */
export function canonicalText(words: Words, column: ColumnView, source: Source, through: readonly Through[], before = ''): Part {
  const blank: string[] = []
  const nulls = words.literal(`${before}${ofNull(column)}`)
  let text = only(source.found === undefined ? [] : [source.found], ownText(words, column, source))
  if (column.whenNull !== undefined) blank.push(`${source.raw} = ${words.literal(scalarText(words, column.whenNull))}`)
  for (const { column: by, when } of through) {
    const made = stored(words, by, text)
    blank.push(...made.blank.map((condition) => (when === undefined ? condition : `(${when} AND ${condition})`)))
    text = when === undefined ? made.text : cases([[when, made.text]], text)
  }
  const said = among(
    'coalesce(',
    [words.joined([words.literal(`${before}+`), text]), words.joined([words.literal(`${before}!`), source.raw]), nulls],
    ',',
    ')',
  )
  if (blank.length === 0) return said
  const asNull = words.literal(`${before}${column.nullable ? '-' : '+'}`)
  return [
    'CASE',
    ...among('WHEN ', blank, ' OR', ` THEN ${asNull}`).map((line) => `  ${line}`),
    ...said.map((line, i) => `  ${i === 0 ? 'ELSE ' : ''}${line}`),
    'END',
  ]
}

function typeOf({ type, set }: ColumnView): FieldType {
  return type.kind === 'json' ? { ...type, set, schema: type.schema ?? {} } : (type as FieldType)
}

/** What the text of a stored null is. */
function ofNull({ values, nullable, stores }: ColumnView): string {
  const named = values?.find(([, as]) => as === null)?.[0]
  if (named !== undefined) return `+${named}`
  if (nullable) return '-'
  return stores.includes('blankAsNull') ? '+' : '!null'
}

function ownText(words: Words, column: ColumnView, source: Source): string {
  const { values } = column
  if (values === undefined) return read(words, typeOf(column), source)
  const each = values.flatMap(([value, as]) =>
    as === null ? [] : [`WHEN ${words.literal(scalarText(words, as))} THEN ${words.literal(value)}`],
  )
  return each.length === 0 ? 'NULL' : `CASE ${source.raw} ${each.join(' ')} END`
}

/** A constant of the binding, as the server prints it. */
function scalarText(words: Words, value: string | number | boolean): string {
  return typeof value === 'boolean' ? words.booleans[value ? 'true' : 'false'] : String(value)
}
