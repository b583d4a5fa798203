/** What a server has to be able to say, for it to compute digests of rows: everything else about canonical texts is the same at all of them. */
import type { FieldType } from '../../../runtime/dialect/field-type.ts'

/** A stored value in a statement. */
export interface Source {
  /** Its text, as the server prints it. */
  readonly raw: string
  /** The column; absent where the text was made of another. */
  readonly column?: string
  /** Where the column holds a surrogate: whether it stands for anything. */
  readonly found?: string
}

export type ColumnSource = Source & Required<Pick<Source, 'column'>>

/** Expressions take and give text, compared by its bytes, unless they say otherwise. They are null where what they are made of is. */
export interface Words {
  readonly literal: (text: string) => string
  readonly joined: (parts: readonly string[]) => string
  /** Is all of the text of this pattern: one that {@link portablePattern} gives, or of the same means. */
  readonly matches: (text: string, pattern: string) => string
  /** Without the characters at both ends that JavaScript takes for blank. */
  readonly trimmed: (text: string) => string
  /** How many UTF-16 units it is long. */
  readonly units: (text: string) => string
  /** Text with digits and a point as an exact number. */
  readonly exact: (text: string) => string
  /** An exact number, rounded half away from zero, at so many decimals. */
  readonly shown: (exact: string, scale: number) => string
  /** True only where the text is known to be canonical, and asked quickly: what is true of most rows. Absent: there is no such way. */
  readonly plainly: {
    readonly [K in 'int' | 'decimal' | 'date']?: (type: Extract<FieldType, { kind: K }>, source: ColumnSource) => string
  }
  /** For columns of points in time: when the text is known to be one, and what is canonical then. Absent: there is no quick way. */
  readonly plainMoment?: (source: ColumnSource) => readonly [when: string, then: string]
  readonly booleans: Readonly<Record<'true' | 'false', string>>
  /** The canonical text of a double; null where it is none. Absent: the server's text cannot be brought to JavaScript's. */
  readonly number?: (type: Extract<FieldType, { kind: 'number' }>, text: string) => string
  /** The canonical text of a list of texts, null where it is none. Absent: it cannot be brought to ours. */
  readonly list?: (source: Source, set: boolean) => string
}

/** All that JavaScript trims. */
export const blanks = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
  .filter((one) => one.trim() === '')
  .join('')

/** A condition for every branch; null where none holds. */
export function cases(branches: readonly (readonly [when: string, then: string])[], otherwise?: string): string {
  const all = branches.map(([when, then]) => `WHEN ${when} THEN ${then}`).join(' ')
  return `CASE ${all}${otherwise === undefined ? '' : ` ELSE ${otherwise}`} END`
}

/** Null where a condition does not hold. */
export function only(conditions: readonly string[], text: string): string {
  return conditions.length === 0 ? text : cases([[conditions.join(' AND '), text]])
}
