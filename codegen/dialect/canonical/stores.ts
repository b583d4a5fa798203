/** What declared normalisations make of a canonical text, in SQL: what `runtime/dialect/stores.ts` makes of the value. */
import type { FieldType, Stores } from '../../../runtime/dialect/field-type.ts'
import { normaliser } from '../../../runtime/dialect/stores.ts'
import type { ColumnView } from '../../emit/view/adapter.ts'
import { stillText, withinDigits } from './kinds.ts'
import type { Words } from './words.ts'
import { cases, only } from './words.ts'

export interface Stored {
  /** Null where the system has no value of the field for it. */
  readonly text: string
  /** Conditions under which it stores null. */
  readonly blank: readonly string[]
}

/** @returns why no server could tell what the column stores, or null. */
export function whyUnstored({ type, stores, codec, values, lookup, whenNull, nullable }: ColumnView): string | null {
  if (stores.length === 0 || type.kind === 'enum') return null
  if (codec !== undefined || values !== undefined || lookup !== undefined) return 'what is stored of a value is a matter of code'
  if (type.kind === 'text')
    return whyNoText(
      stores,
      whenNull !== undefined && typeof whenNull !== 'string',
      !nullable && ((type.minLength ?? 0) > 0 || type.pattern !== undefined),
    )
  if (stores.some((each) => typeof each === 'object' && 'length' in each)) return 'only texts can be cut'
  if (type.kind === 'number') return 'the server rounds numbers otherwise'
  return whenNull === undefined ? null : 'what stands for null is rounded as well'
}

function whyNoText(stores: readonly Stores[], oddNull: boolean, neverBlank: boolean): string | null {
  if (stores.includes('upper')) return 'capitals are not the same to every server'
  if (stores.some((each) => typeof each === 'object' && 'precision' in each)) return 'only times lose their fractions'
  if (oddNull) return 'what stands for null is no text'
  return neverBlank && stores.includes('blankAsNull') ? 'a blank is no value of it' : null
}

/** A canonical text, as it comes back from the column. */
export function stored(words: Words, column: ColumnView, text: string): Stored {
  const { type, stores } = column
  if (type.kind === 'enum') return ofChoices(words, column, type.values, text)
  if (type.kind === 'text') return ofText(words, column, text)
  return { text: stores.reduce<string>((made, store) => ofOther(words, type, store, made), text), blank: [] }
}

/** There are so few of them that what becomes of each is known when the statement is made. */
function ofChoices(words: Words, { type, stores, nullable }: ColumnView, values: readonly string[], text: string): Stored {
  const normalise = normaliser(stores, type as FieldType)!
  const becomes = values.map((value) => [value, normalise(value)] as const)
  const kept = becomes.flatMap(([value, made]) => (typeof made === 'string' && values.includes(made) ? [[value, made] as const] : []))
  const none = nullable ? becomes.flatMap(([value, made]) => (made === null ? [words.literal(value)] : [])) : []
  const made = kept.map(([value, as]) => `WHEN ${words.literal(value)} THEN ${words.literal(as)}`).join(' ')
  return { text: made === '' ? 'NULL' : `CASE ${text} ${made} END`, blank: none.length === 0 ? [] : [`${text} IN (${none.join(', ')})`] }
}

function ofText(words: Words, { type, stores, whenNull }: ColumnView, text: string): Stored {
  const blank: string[] = []
  let made = text
  // Trimming may follow cutting, and what is cut may be blank then: a second round ends it.
  for (const store of stores.length > 1 ? [...stores, ...stores] : stores) {
    if (store === 'trim') made = words.trimmed(made)
    else if (store === 'blankAsNull') blank.push(`${words.trimmed(made)} = ''`)
    else if (typeof store === 'object' && 'length' in store) made = `left(${made}, ${store.length})`
  }
  if (typeof whenNull === 'string') blank.push(`${made} = ${words.literal(whenNull)}`)
  return { text: stillText(words, type as FieldType, made), blank }
}

function ofOther(words: Words, type: ColumnView['type'], store: Stores, text: string): string {
  if (typeof store !== 'object') return text
  if ('scale' in store && type.kind === 'decimal') {
    const rounded = `round(${words.exact(text)}, ${store.scale})`
    return store.scale >= type.scale ? text : only(withinDigits(type, rounded), words.shown(rounded, type.scale))
  }
  if (!('precision' in store) || type.kind !== 'datetime') return text
  return cut(words, text, store.precision === 's' ? 0 : 3)
}

/** Fewer digits of the fraction of seconds. */
function cut(words: Words, text: string, digits: number): string {
  const whole = words.joined([`left(${text}, 19)`, words.literal('Z')])
  if (digits === 0) return whole
  const kept = `trim(TRAILING '.' FROM trim(TRAILING '0' FROM substr(${text}, 1, ${20 + digits})))`
  return cases([[`char_length(${text}) <= ${21 + digits}`, text]], words.joined([kept, words.literal('Z')]))
}
