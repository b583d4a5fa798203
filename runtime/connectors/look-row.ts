/** What the row that a look found says of a record. */
import type { TableAdapter } from '../door.ts'
import { sameRaw } from '../kernel.ts'
import type { Image } from '../ports.ts'
import type { KeyText, Raw } from '../values.ts'

export type Where = NonNullable<Image['elsewhere']>

export const absent: Image = { present: false, values: [], died: false, death: 0 }

/** Above every outbox number: nothing died after it. */
export const noDeath = Number.MAX_SAFE_INTEGER

/** @param row the columns that `look` tells of a row that is there; it is taken apart */
export type RowReader = (row: Raw[]) => Image

export function rowReader(adapter: TableAdapter): RowReader {
  const { timed } = adapter
  const fields = adapter.fields.length
  const filtered = adapter.filtered === true
  const numbered = adapter.identity !== undefined
  /** By field of the adapter: which of the times that a look tells is its own, -1 where none. Null where no time is told. */
  const timeOf = timed === undefined ? null : adapter.fields.map(({ field }) => timed.indexOf(field))
  return (row) => {
    const told = row.splice(fields)
    const id = numbered ? told.shift()! : null
    const death = told.shift()!
    if (filtered && isTrue(told.shift())) return outside(row, death)
    const named = id === null ? {} : { id }
    const there = { present: true, values: row, died: death !== null, death: Number(death ?? 0), ...named }
    return timeOf === null ? there : { ...there, times: timeOf.map((at) => (at < 0 ? null : numberOf(told[at]))) }
  }
}

/** @param death number of the outbox entry that told of it; null: nothing died */
export function absentSince(death: Raw | undefined): Image {
  const number = Number(death ?? 0)
  return number === 0 ? absent : { present: false, values: [], died: true, death: number }
}

/** Is what was found under the key the row that is meant; what the flow does not carry is not asked about. */
export function isThatRow(image: Image, id: Raw): boolean {
  return image.left === true || (image.present && sameRaw(image.id, id))
}

export function elsewhere(image: Image, now: Where | null): Image {
  return now === null ? image : { ...image, elsewhere: now }
}

/** A row that is known by its own id alone, since its key is none. */
export function invalidRow(key: KeyText, id: Raw, now: Where | null): Image {
  if (now === null) return absent
  return now.key === key ? { ...absent, present: true, id, invalid: 'its key is no key of the record' } : { ...absent, elsewhere: now }
}

function isTrue(flag: Raw | undefined): boolean {
  return flag === 1 || flag === '1'
}

function numberOf(told: Raw | undefined): number | null {
  return told === null || told === undefined ? null : Number(told)
}

/** A row that the flow does not carry is none of its; where it was made anew since, the one that was carried was deleted. */
function outside(values: readonly Raw[], death: Raw): Image {
  return death === null ? { ...absent, values, left: true } : { ...absent, died: true, death: Number(death) }
}
