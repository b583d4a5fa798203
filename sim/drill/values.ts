/** Bugs in how values are read from columns and stored in them. */
import type { Mapping } from '../../runtime/door.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'
import type { Column, Plant } from '../plant.ts'
import type { Bug } from './bug.ts'
import { bug } from './bug.ts'
import { column, toldApart } from './needs.ts'

/** The same column with another codec. */
function coded(mapping: Column, codec: Partial<Pick<Mapping, 'decode' | 'encode'>>): Column {
  return { ...mapping, ...codec, identity: false }
}
function reading(is: (mapping: Mapping) => boolean, decode: (raw: Raw, mapping: Mapping) => Canonical): Plant {
  return { columns: (columns) => columns.map((each) => (is(each) ? coded(each, { decode: (raw) => decode(raw, each) }) : each)) }
}
function storing(is: (mapping: Mapping) => boolean, change: (value: Canonical) => Canonical): Plant {
  return { columns: (columns) => columns.map((each) => (is(each) ? coded(each, { encode: (value) => each.encode(change(value)) }) : each)) }
}

/** What is read where there is nothing, if nobody looks. */
const zeros: Readonly<Partial<Record<Mapping['type']['kind'], Canonical>>> = { text: '', int: 0, number: 0, decimal: '0', boolean: false }
const isBlankable = (mapping: Mapping, other: Mapping = mapping) => {
  const zero = zeros[mapping.type.kind]
  return mapping.nullable && other.nullable && zero !== undefined && toldApart(other, null, zero)
}
const isText = ({ type }: Mapping) =>
  type.kind === 'text' && type.pattern === undefined && type.format === undefined && (type.maxLength ?? 99) > 3
const isExact = ({ type }: Mapping) => type.kind === 'decimal' && type.scale > 0
const isMoment = ({ type }: Mapping) => type.kind === 'datetime'

export const valueBugs: readonly Bug[] = [
  bug(
    'missing-as-zero',
    'where a system has no value, every other gets an empty text or a zero',
    column('a field that may have no value', isBlankable),
    reading(
      (mapping) => isBlankable(mapping),
      (raw, mapping) => mapping.decode(raw) ?? zeros[mapping.type.kind]!,
    ),
  ),
  bug(
    'text-cut',
    'a text is cut where it is written',
    column('a free text', (one, other) => isText(one) && isText(other)),
    storing(isText, (value) => (typeof value === 'string' && value.length > 1 ? value.slice(0, -1) : value)),
  ),
  bug(
    'cents-lost',
    'a decimal is rounded where it is written',
    column('a decimal with digits behind the point', (one, other) => isExact(one) && isExact(other)),
    storing(isExact, (value) => (typeof value === 'string' ? value.replace(/\d(?=\D*$)/, '0') : value)),
  ),
  bug(
    'hour-shifted',
    'a moment is read an hour off, as if its text were local time',
    column('a moment', (one, other) => isMoment(one) && isMoment(other)),
    reading(isMoment, (raw, mapping) => {
      const value = mapping.decode(raw)
      return typeof value === 'string' ? new Date(Date.parse(value) + 3_600_000).toISOString().replace(/\.000Z$/, 'Z') : value
    }),
  ),
  bug(
    'columns-swapped',
    'two columns of a system are mistaken for each other',
    {
      what: 'a system with two fields of one kind',
      met: ({ adapters }) =>
        Object.values(adapters)
          .slice(1)
          .some(({ fields }) => alike(fields) !== null),
    },
    {
      columns: (columns, { system }, flow) => {
        const pair = system === flow.systems[0] ? null : alike(columns)
        if (pair === null) return columns
        const [a, b] = pair
        const [first, second] = [columns[a]!, columns[b]!]
        return columns.with(a, { ...first, field: second.field }).with(b, { ...second, field: first.field })
      },
    },
  ),
]

/** Two columns that could stand for each other. */
function alike(columns: readonly Column[]): readonly [number, number] | null {
  for (const [a, one] of columns.entries()) {
    const b = columns.findIndex(
      (other, k) => k > a && JSON.stringify(other.type) === JSON.stringify(one.type) && other.nullable === one.nullable,
    )
    if (b >= 0) return [a, b]
  }
  return null
}
