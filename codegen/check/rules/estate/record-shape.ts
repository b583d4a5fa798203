import type { Plan, PlanRecord } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { recordOf } from '../../plan-parts.ts'

export type Facts = { readonly record: string } & (
  | { readonly kind: 'noKey'; readonly field: string }
  | { readonly kind: 'emptyKey' }
  | { readonly kind: 'keyTwice'; readonly field: string }
  | { readonly kind: 'nullableKey'; readonly field: string }
  | { readonly kind: 'jsonKey'; readonly field: string }
  | { readonly kind: 'groupField'; readonly group: string; readonly field: string; readonly why: 'unknown' | 'key' }
  | { readonly kind: 'groupName'; readonly group: string }
  | { readonly kind: 'twoGroups'; readonly field: string; readonly groups: readonly string[] }
  | { readonly kind: 'decimal'; readonly field: string; readonly precision: number; readonly scale: number }
  | { readonly kind: 'reference'; readonly field: string; readonly refersTo: string; readonly records: readonly string[] }
)

const written = (tag: string) => whole({ record: `record({ key: 'tag', fields: { tag: ${tag}, status: z.string() } })` })

export const recordShape = {
  code: 'TW310',
  severity: 'error',
  title: 'a record whose key, groups, decimals or references cannot be',
  why: 'The key names a record in every system and for good; a group is decided as one; a reference orders the flows. Each must be of fields that are there, and a key must have a value.',
  example: { failing: written('z.string().nullable()'), at: [4, 16], mended: written('z.string()') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    Object.entries(plan.records).flatMap(([name, record]) =>
      reasons(plan, record).map((reason) => ({ at: record.at, facts: { record: name, ...reason } })),
    ),
} as const satisfies Rule

type Reason = Facts extends infer F ? (F extends Facts ? Omit<F, 'record'> : never) : never

function reasons(plan: Plan, record: PlanRecord): readonly Reason[] {
  return [...keyReasons(record), ...groupReasons(record), ...decimalReasons(record), ...referenceReasons(plan, record)]
}

function keyReasons({ key, fields }: PlanRecord): readonly Reason[] {
  if (key.length === 0) return [{ kind: 'emptyKey' }]
  return key.flatMap((name, index): readonly Reason[] => {
    if (key.indexOf(name) < index) return [{ kind: 'keyTwice', field: name }]
    const field = fields.find((each) => each.name === name)
    if (!field) return [{ kind: 'noKey', field: name }]
    if (field.nullable) return [{ kind: 'nullableKey', field: name }]
    return field.type.kind === 'json' ? [{ kind: 'jsonKey', field: name }] : []
  })
}

function groupReasons({ key, fields, groups }: PlanRecord): readonly Reason[] {
  const names = new Set(fields.map((field) => field.name))
  const seen = new Map<string, string>()
  return Object.entries(groups).flatMap(([group, members]) => [
    ...(names.has(group) ? [{ kind: 'groupName' as const, group }] : []),
    ...members.flatMap((field): readonly Reason[] => {
      if (!names.has(field)) return [{ kind: 'groupField', group, field, why: 'unknown' }]
      if (key.includes(field)) return [{ kind: 'groupField', group, field, why: 'key' }]
      const other = seen.get(field)
      seen.set(field, group)
      return other === undefined ? [] : [{ kind: 'twoGroups', field, groups: [other, group] }]
    }),
  ])
}

function decimalReasons({ fields }: PlanRecord): readonly Reason[] {
  return fields.flatMap(({ name, type }): readonly Reason[] => {
    if (type.kind !== 'decimal') return []
    const { precision, scale } = type
    const fits = Number.isSafeInteger(precision) && precision >= 1 && Number.isSafeInteger(scale) && scale >= 0 && scale <= precision
    return fits ? [] : [{ kind: 'decimal', field: name, precision, scale }]
  })
}

function referenceReasons(plan: Plan, { fields }: PlanRecord): readonly Reason[] {
  return fields.flatMap(({ name, ref }) =>
    ref === undefined || recordOf(plan, ref)
      ? []
      : [{ kind: 'reference' as const, field: name, refersTo: ref, records: Object.keys(plan.records) }],
  )
}
