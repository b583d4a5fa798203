import type { Plan, PulledColumn } from '../../../plan/schema.ts'
import { columnFacts, mostOf, writtenColumns, type ColumnFacts, type Written } from '../../columns.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

/** What the field or its source has, and the column keeps; null: any number. */
export type Facts = ColumnFacts & {
  readonly kind: 'decimals' | 'digits' | 'seconds'
  readonly has: number | null
  readonly keeps: number
}

const written = (scale: number) =>
  whole({
    imports: 'field',
    record: `record({ key: 'tag', fields: { tag: z.string(), price: field.decimal({ precision: 12, scale: ${scale} }) } })`,
    erpColumns: `price: { type: 'numeric(12,2)', is: 'decimal', precision: 12, scale: 2 }`,
  })

export const rounding = {
  code: 'TW325',
  severity: 'error',
  title: 'a column that rounds what is written',
  why: 'The database rounds without a word. The systems then hold different values for good: reconciliation reports them each day, or takes the rounded one for an edit.',
  example: { failing: written(4), at: [12, 20], mended: written(2) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    writtenColumns(plan).flatMap((found) => {
      const { binding, flow } = found
      const lost = found.column.values ? undefined : (decimals(found) ?? digits(found) ?? seconds(found))
      if (!lost) return []
      return [{ at: binding.at, flow, facts: { ...columnFacts(found), ...lost, has: lost.has === Infinity ? null : lost.has } }]
    }),
} as const satisfies Rule

type Lost = Pick<Facts, 'kind' | 'keeps'> & { readonly has: number }

/** After the point. */
function decimals({ field: { type }, column, said, sources }: Written): Lost | undefined {
  if (type.kind !== 'decimal' && type.kind !== 'number') return undefined
  const keeps = scaleOf(said)
  if (keeps === undefined) return undefined
  const has = Math.min(type.kind === 'decimal' ? type.scale : Infinity, mostOf(sources, scaleOf) ?? Infinity)
  const told = column.stores.some((each) => typeof each === 'object' && 'scale' in each && each.scale <= keeps)
  return has > keeps && !told ? { kind: 'decimals', has, keeps } : undefined
}

function scaleOf({ is, scale }: PulledColumn): number | undefined {
  return is === 'integer' ? 0 : is === 'decimal' ? scale : undefined
}

/** In all: a float keeps the first of them. */
function digits({ field: { type }, said, sources }: Written): Lost | undefined {
  if (said.is !== 'float' || said.precision === undefined) return undefined
  const all = type.kind === 'decimal' ? type.precision : type.kind === 'number' ? 15 : 0
  const has = Math.min(all, mostOf(sources, ({ precision }) => precision) ?? Infinity)
  return has > said.precision ? { kind: 'digits', has, keeps: said.precision } : undefined
}

/** Of a second. What a source does not say of its own may be whole seconds. */
function seconds({ field: { type }, column, said, sources }: Written): Lost | undefined {
  if (type.kind !== 'datetime' || said.is !== 'datetime' || said.digits === undefined) return undefined
  const keeps = said.digits
  const has = Math.max(0, ...sources.map((source) => (source.said?.is === 'datetime' ? (source.said.digits ?? 0) : 0)))
  const told = column.stores.some((each) => typeof each === 'object' && 'precision' in each && (each.precision === 's' ? 0 : 3) <= keeps)
  return has > keeps && !told ? { kind: 'seconds', has, keeps } : undefined
}
