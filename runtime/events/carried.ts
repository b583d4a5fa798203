/** One captured change in the words of the record: what a line of a log tells of it. */
import type { EventSource, GeneratedEvents, Mapping } from '../door.ts'
import { belongs } from '../filter.ts'
import { sameRaw } from '../kernel.ts'
import { keyText } from '../key.ts'
import type { CapturedChange } from '../ports.ts'
import type { Tagged } from '../raw-json.ts'
import { tag } from '../raw-json.ts'
import type { Canonical, KeyText, Raw } from '../values.ts'
import { ValueError } from '../values.ts'

type Image = CapturedChange['before']
type Values = Readonly<Record<string, Canonical>>

export interface Carried {
  readonly key: Values
  readonly before: Values | null
  readonly after: Values | null
  /** The fields that it changed, in the order of the record; of a row that came or went those that it holds. */
  readonly changed: readonly string[]
  /** What is stored where that is no value of the field, by image and field; absent where all are. */
  readonly raw?: Readonly<Record<string, Readonly<Record<string, Tagged>>>>
}

/** null: it changed nothing of these fields. */
export function carried(source: EventSource, fields: ReadonlySet<string>, change: CapturedChange): Carried | null {
  const { before, after } = change
  const places = source.fields.flatMap(({ field }, i) => (fields.has(field) ? [i] : []))
  const changed = places.filter((i) => differs(before, after, i)).map((i) => source.fields[i]!.field)
  if (change.kind === 'update' && changed.length === 0) return null
  const raw: Record<string, Record<string, Tagged>> = {}
  const read = (
    name: string,
    mappings: readonly (Mapping & { readonly field: string })[],
    stored: readonly (Raw | undefined)[],
  ): Values => {
    const values: Record<string, Canonical> = {}
    for (const [i, mapping] of mappings.entries()) {
      const value = stored[i]
      if (value === undefined) continue
      const known = decoded(mapping, value)
      if (known === undefined) (raw[name] ??= {})[mapping.field] = tag(value)
      else values[mapping.field] = known
    }
    return values
  }
  const image = (name: string, stored: Image): Values | null =>
    stored === null
      ? null
      : read(
          name,
          places.map((i) => source.fields[i]!),
          places.map((i) => stored[i]),
        )
  const told = { key: read('key', source.key, change.key), before: image('before', before), after: image('after', after), changed }
  return Object.keys(raw).length === 0 ? told : { ...told, raw }
}

function differs(before: Image, after: Image, i: number): boolean {
  if (before === null || after === null) return (before ?? after)?.[i] !== undefined
  return !sameRaw(before[i], after[i])
}

/** undefined: it is no value of the field. */
function decoded(mapping: Mapping, stored: Raw): Canonical | undefined {
  try {
    return mapping.decode(stored)
  } catch (error) {
    if (error instanceof ValueError) return undefined
    throw error
  }
}

/** null: what is stored is no key of the record. */
export function keyOf(source: EventSource, { key }: CapturedChange): KeyText | null {
  try {
    return keyText(source, key)
  } catch (error) {
    if (error instanceof ValueError) return null
    throw error
  }
}

/** Did the row belong to what the flow carries before the change, or does it after. What cannot be read may belong. */
export function isCarried({ filter, source }: Pick<GeneratedEvents, 'filter' | 'source'>, change: CapturedChange): boolean {
  if (filter === undefined) return true
  const within = (image: Image): boolean =>
    image !== null &&
    Object.entries(filter).every(([field, bound]) => {
      const at = source.key.findIndex((each) => each.field === field)
      const i = source.fields.findIndex((each) => each.field === field)
      const [mapping, stored] = at >= 0 ? [source.key[at]!, change.key[at]] : [source.fields[i], image[i]]
      if (mapping === undefined || stored === undefined) return true
      try {
        return belongs(mapping, stored, bound)
      } catch (error) {
        if (error instanceof ValueError) return true
        throw error
      }
    })
  return within(change.before) || within(change.after)
}
