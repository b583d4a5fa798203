import type { Plan, PlanColumn, PlanField } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf, recordOf } from '../../plan-parts.ts'

type Stored = NonNullable<PlanColumn['values']>[number][1]

export type Facts = { readonly system: string; readonly record: string; readonly field: string } & (
  | { readonly kind: 'missing'; readonly values: readonly string[] }
  | { readonly kind: 'unknown'; readonly values: readonly string[] }
  | { readonly kind: 'open' }
  | { readonly kind: 'same'; readonly values: readonly string[]; readonly stored: Stored }
  | { readonly kind: 'null'; readonly value: string; readonly stored: Stored }
  | { readonly kind: 'neverNull'; readonly stored: Stored }
)

const written = (values: string) =>
  whole({ erp: `table(assets, 'fixed_asset', { columns: { status: { column: 'state', values: { ${values} } } } })` })

export const valueMap = {
  code: 'TW307',
  severity: 'error',
  title: 'a value map that cannot be read back',
  why: 'A value without an entry cannot be written; two values with the same entry come back as one of them. Either way the record changes by travelling.',
  example: { failing: written('UP: 1, DOWN: 1'), at: [11, 20], mended: written('UP: 1, DOWN: 2') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding }) =>
      binding.columns.flatMap((column) => {
        const field = recordOf(plan, record)?.fields.find(({ name }) => name === column.field)
        if (!field) return []
        return [...(column.values ? reasons(field, column, column.values) : []), ...nullReasons(field, column)].map((reason) => ({
          at: binding.at,
          facts: { system, record, field: field.name, ...reason },
        }))
      }),
    ),
} as const satisfies Rule

type Reason = Facts extends infer F ? (F extends Facts ? Omit<F, 'system' | 'record' | 'field'> : never) : never

function reasons(field: PlanField, column: PlanColumn, map: NonNullable<PlanColumn['values']>): readonly Reason[] {
  if (field.type.kind !== 'enum') return [{ kind: 'open' }]
  const { values } = field.type
  const mapped = new Set(map.map(([value]) => value))
  const missing = values.filter((value) => !mapped.has(value))
  const unknown = [...mapped].filter((value) => !values.includes(value))
  return [
    ...(missing.length > 0 ? [{ kind: 'missing' as const, values: missing }] : []),
    ...(unknown.length > 0 ? [{ kind: 'unknown' as const, values: unknown }] : []),
    ...[...Map.groupBy(map, ([, stored]) => asStored(stored, column.stores)).values()].flatMap((same) =>
      same[0] && same.length > 1 ? [{ kind: 'same' as const, values: same.map(([value]) => value), stored: same[0][1] }] : [],
    ),
  ]
}

/** Null has a stored form as well, and it must be nobody else's. */
function nullReasons({ nullable, type }: PlanField, column: PlanColumn): readonly Reason[] {
  if (!nullable) return column.whenNull === undefined ? [] : [{ kind: 'neverNull', stored: column.whenNull }]
  const closed = type.kind === 'enum' ? type.values : type.kind === 'boolean' ? ['true', 'false'] : []
  const asTheyAre =
    (column.codec ?? column.lookup) ? [] : closed.map((value) => [value, type.kind === 'boolean' ? value === 'true' : value] as const)
  return takenForNull(column, column.values ?? asTheyAre)
}

function takenForNull(column: PlanColumn, map: readonly (readonly [value: string, stored: Stored])[]): readonly Reason[] {
  const forNull = asStored(column.whenNull ?? null, column.stores)
  return map
    .filter(([, stored]) => asStored(stored, column.stores) === forNull)
    .map(([value, stored]) => ({ kind: 'null' as const, value, stored }))
}

/** What a column makes of it: the same text in any type is the same in a column without strict types, and true is 1. */
function asStored(value: Stored, stores: PlanColumn['stores']): string | null {
  if (value === null) return null
  let text = typeof value === 'boolean' ? String(Number(value)) : String(value)
  for (const each of stores) {
    if (each === 'trim') text = text.trim()
    if (each === 'upper') text = text.toUpperCase()
    if (typeof each === 'object' && 'length' in each) text = text.slice(0, each.length)
  }
  return stores.includes('blankAsNull') && text === '' ? null : text
}
