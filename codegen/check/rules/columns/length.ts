import type { Plan } from '../../../plan/schema.ts'
import { columnFacts, mostOf, readColumns, writtenColumns, type ColumnFacts, type PulledField, type Written } from '../../columns.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { uuidLength } from './uuid.ts'

/** `longest` and `room` in characters; null: any length. */
export type Facts = ColumnFacts &
  (
    | { readonly kind: 'written'; readonly longest: number | null; readonly room: number }
    | { readonly kind: 'read'; readonly longest: number | null; readonly room: number }
  )

const written = (length: number) =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string().max(20), title: z.string().max(${length}) } })`,
    erpColumns: `title: { type: 'varchar(40)', is: 'text', length: 40 }`,
  })

export const length = {
  code: 'TW324',
  severity: 'warning',
  title: 'a text that is longer than its column or its field',
  why: 'A database refuses a text that its column has no room for, and a text that is longer than its field may be is refused when it is read. Either way the record goes to the dead letters, on the day on which somebody enters the first long one.',
  example: { failing: written(100), at: [12, 20], mended: written(40) },
  check: (plan: Plan): readonly Found<Facts>[] => [
    ...writtenColumns(plan).flatMap((found) => {
      const [room, longest] = [found.said.is === 'text' ? found.said.length : undefined, longestOf(found)]
      if (room === undefined || longest === undefined || longest <= room || cutsTo(found, room)) return []
      return [blamed(found, 'written', longest, room)]
    }),
    ...readColumns(plan).flatMap((found) => {
      const { type } = found.field
      const room = type.kind === 'text' && !found.column.values ? type.maxLength : undefined
      const longest = found.said.length ?? Infinity
      if (found.said.is !== 'text' || room === undefined || longest <= room || cutsTo(found, room)) return []
      return [blamed(found, 'read', longest, room)]
    }),
  ],
} as const satisfies Rule

function blamed(found: PulledField, kind: Facts['kind'], longest: number, room: number): Found<Facts> {
  const { binding, flow } = found
  return { at: binding.at, flow, facts: { ...columnFacts(found), kind, longest: longest === Infinity ? null : longest, room } }
}

/** Of what is stored; undefined where it is no text, or nobody can tell. */
function longestOf({ field: { type }, column: { values }, sources }: Written): number | undefined {
  if (values) return Math.max(0, ...values.map(([, stored]) => (typeof stored === 'string' ? stored.length : 0)))
  if (type.kind === 'enum') return Math.max(...type.values.map((value) => value.length))
  if (type.kind !== 'text') return undefined
  const most = type.maxLength ?? uuidLength(type) ?? (type.pattern === undefined ? Infinity : undefined)
  if (most === undefined) return undefined
  return Math.min(most, mostOf(sources, lengthOf) ?? Infinity)
}

function lengthOf({ is, length: room, values }: PulledField['said']): number | undefined {
  return is === 'enum' ? Math.max(...(values ?? []).map((value) => value.length)) : room
}

/** The binding says that the column keeps no more: it is known, and nobody is surprised. */
function cutsTo({ column }: PulledField, room: number): boolean {
  return column.stores.some((each) => typeof each === 'object' && 'length' in each && each.length <= room)
}
