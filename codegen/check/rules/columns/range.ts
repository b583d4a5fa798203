import type { Plan, PulledColumn, ValueType } from '../../../plan/schema.ts'
import { columnFacts, mostOf, readColumns, writtenColumns, type ColumnFacts, type PulledField } from '../../columns.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

/** `least` and `most` are what may come, `from` and `to` what there is room for. */
interface Beyond {
  readonly least: number
  readonly most: number
  readonly from: number
  readonly to: number
}
export type Facts = ColumnFacts &
  (
    | ({ readonly kind: 'written' } & Beyond)
    | ({ readonly kind: 'read' } & Beyond)
    | { readonly kind: 'decimals'; readonly has: number; readonly takes: number }
  )

const written = (int: string) =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), hours: z.${int} } })`,
    erpColumns: `hours: { type: 'smallint', is: 'integer', min: -32768, max: 32767 }`,
  })

export const range = {
  code: 'TW326',
  severity: 'warning',
  title: 'a number that its column or its field has no room for',
  why: 'A database refuses a number that is too large for its column, and one that its field does not take is refused when it is read. The record goes to the dead letters, on the day of the first large one.',
  example: { failing: written('int32()'), at: [12, 20], mended: written('int().min(0).max(10_000)') },
  check: (plan: Plan): readonly Found<Facts>[] => [
    ...writtenColumns(plan).flatMap((found) => {
      const [has, room] = [found.column.values ? undefined : limitsOf(found.field.type), takenBy(found.said)]
      if (!has || !room) return []
      const most = Math.min(has.to, mostOf(found.sources, (said) => takenBy(said)?.to) ?? Infinity)
      const least = Math.max(has.from, -(mostOf(found.sources, (said) => negated(takenBy(said)?.from)) ?? Infinity))
      return most > room.to || least < room.from ? [blamed(found, { kind: 'written', least, most, ...room })] : []
    }),
    ...readColumns(plan).flatMap((found) => {
      if (found.column.values) return []
      const [has, room] = [takenBy(found.said), limitsOf(found.field.type)]
      if (moreDecimals(found)) return [blamed(found, moreDecimals(found)!)]
      if (!has || !room || (has.to <= room.to && has.from >= room.from)) return []
      return [blamed(found, { kind: 'read', least: has.from, most: has.to, ...room })]
    }),
  ],
} as const satisfies Rule

type Reason = Facts extends infer F ? (F extends Facts ? Omit<F, keyof ColumnFacts> : never) : never

function blamed(found: PulledField, reason: Reason): Found<Facts> {
  return { at: found.binding.at, flow: found.flow, facts: { ...columnFacts(found), ...reason } }
}

interface Limits {
  readonly from: number
  readonly to: number
}

function limitsOf(type: ValueType): Limits | undefined {
  if (type.kind === 'int') return { from: type.min ?? Number.MIN_SAFE_INTEGER, to: type.max ?? Number.MAX_SAFE_INTEGER }
  return type.kind === 'decimal' ? digitsBefore(type.precision - type.scale) : undefined
}

/** A column that says no limits has more room than a field. */
function takenBy({ is, min, max, precision, scale }: PulledColumn): Limits | undefined {
  if (is === 'integer' && max !== undefined) return { from: min ?? -max, to: max }
  return is === 'decimal' && precision !== undefined ? digitsBefore(precision - (scale ?? 0)) : undefined
}

function digitsBefore(digits: number): Limits {
  return { from: 1 - 10 ** digits, to: 10 ** digits - 1 }
}

function negated(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value
}

function moreDecimals({ said, field: { type }, column }: PulledField): Reason | undefined {
  if (said.is !== 'decimal' || said.scale === undefined || (type.kind !== 'decimal' && type.kind !== 'int')) return undefined
  const takes = type.kind === 'decimal' ? type.scale : 0
  const told = column.stores.some((each) => typeof each === 'object' && 'scale' in each && each.scale <= takes)
  return said.scale > takes && !told ? { kind: 'decimals', has: said.scale, takes } : undefined
}
