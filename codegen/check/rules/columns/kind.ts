import type { Plan, PulledColumn, ValueType } from '../../../plan/schema.ts'
import { columnFacts, writtenColumns, type ColumnFacts, type Written } from '../../columns.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

export type Facts = ColumnFacts & { readonly kind: ValueType['kind'] }
export type NumeralFacts = ColumnFacts

const written = (status: string, said: string) =>
  whole({ record: `record({ key: 'tag', fields: { tag: z.string(), status: ${status} } })`, erpColumns: `status: { ${said} }` })

type Kind = NonNullable<PulledColumn['is']>
const numbers: readonly Kind[] = ['integer', 'decimal', 'float']
const moments: readonly Kind[] = ['date', 'datetime']

/** Columns that a value is refused by, or loses a part in. What is left out fits, or it depends on the database. */
const refuses: Readonly<Record<ValueType['kind'], readonly Kind[]>> = {
  text: [...numbers, ...moments, 'boolean'],
  enum: [...numbers, ...moments, 'boolean'],
  int: [...moments],
  number: [...moments, 'boolean'],
  decimal: [...moments, 'boolean'],
  boolean: [...moments],
  date: [...numbers, 'boolean'],
  datetime: [...numbers, 'boolean', 'date'],
  json: [...numbers, ...moments, 'boolean'],
}

export const kind = {
  code: 'TW332',
  severity: 'error',
  title: 'a column of another kind than its field',
  why: 'The database refuses the values, or keeps a part of them: a time in a column of dates comes back as midnight.',
  example: {
    failing: written('z.iso.datetime()', `type: 'date', is: 'date'`),
    at: [12, 20],
    mended: written('z.iso.date()', `type: 'date', is: 'date'`),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    writtenColumns(plan).flatMap((found) => {
      const { field, said, binding, flow } = found
      if (said.is === undefined || !refuses[field.type.kind].includes(said.is) || isSpelledSo(found)) return []
      return [{ at: binding.at, flow, facts: { ...columnFacts(found), kind: field.type.kind } }]
    }),
} as const satisfies Rule

export const numerals = {
  code: 'TW335',
  severity: 'warning',
  title: 'text in a column that makes numbers of it',
  why: 'A column of numbers in SQLite takes any text, and one that looks like a number becomes that number: 007 comes back as 7, and 1e3 as 1000. The copies differ from then on.',
  example: {
    failing: written('z.string()', `type: 'INTEGER', is: 'numeral'`),
    at: [12, 20],
    mended: written('z.int()', `type: 'INTEGER', is: 'numeral'`),
  },
  check: (plan: Plan): readonly Found<NumeralFacts>[] =>
    writtenColumns(plan).flatMap((found) => {
      const { field, said, binding, flow } = found
      if (said.is !== 'numeral' || field.type.kind !== 'text' || isSpelledSo(found)) return []
      return [{ at: binding.at, flow, facts: columnFacts(found) }]
    }),
} as const satisfies Rule

/** Somebody saw to it: the values are mapped, cast, have a pattern, look like numbers, or come from columns of the same kind. */
function isSpelledSo({ field: { type }, column, said, sources }: Written): boolean {
  if (column.values ?? column.sqlType) return true
  if (type.kind === 'text' && type.pattern !== undefined) return true
  if (type.kind === 'enum' && type.values.every((value) => String(Number(value)) === value)) return true
  return sources.every((source) => source.said?.is !== undefined && sameKind(source.said.is, said.is))
}

function sameKind(a: Kind, b: Kind | undefined): boolean {
  return a === b || (b !== undefined && numbers.includes(a) && numbers.includes(b))
}
