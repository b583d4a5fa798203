import { connectorFacts } from '../../../plan/connectors/index.ts'
import type { Plan, PlanBinding, PlanRecord } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf, recordOf, type Bound } from '../../plan-parts.ts'

export type Facts = { readonly system: string; readonly record: string } & (
  | { readonly kind: 'noRecord'; readonly records: readonly string[] }
  | { readonly kind: 'otherRecord'; readonly fields: readonly string[] }
  | { readonly kind: 'noField'; readonly where: 'columns' | 'omit' | 'otherWriters'; readonly fields: readonly string[] }
  | { readonly kind: 'keyOmitted'; readonly fields: readonly string[] }
  | { readonly kind: 'form'; readonly form: string; readonly connector: string; readonly takes: string }
)

const written = (omit: string) =>
  whole({
    erp: `table(assets, 'fixed_asset', { omit: ['${omit}'] })`,
    record: `record({ key: 'tag', fields: { tag: z.string(), name: z.string(), status: z.string() } })`,
  })

export const bindingFit = {
  code: 'TW311',
  severity: 'error',
  title: 'a binding that does not fit its record',
  why: 'A binding says where each field of its record lies. Without the key no row can be told from another, and a name that is no field binds nothing.',
  example: { failing: written('tag'), at: [11, 20], mended: written('status') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap((bound) =>
      reasons(plan, bound).map((reason) => ({ at: bound.binding.at, facts: { system: bound.system, record: bound.record, ...reason } })),
    ),
} as const satisfies Rule

type Reason = Facts extends infer F ? (F extends Facts ? Omit<F, 'system' | 'record'> : never) : never

function reasons(plan: Plan, { record: name, binding, connector }: Bound): readonly Reason[] {
  const record = recordOf(plan, name)
  if (!record) return [{ kind: 'noRecord', records: Object.keys(plan.records) }]
  const { title, form } = connectorFacts(connector.kind)
  const formReason: readonly Reason[] = form === binding.form ? [] : [{ kind: 'form', form: binding.form, connector: title, takes: form }]
  return [...formReason, ...fieldReasons(record, binding)]
}

function fieldReasons(record: PlanRecord, binding: PlanBinding): readonly Reason[] {
  const fields = new Set(record.fields.map((field) => field.name))
  const strangers = binding.columns.filter(({ field }) => !fields.has(field)).map(({ field }) => field)
  if (strangers.length > 0) return [{ kind: 'otherRecord', fields: strangers }]
  const omitted = binding.omit.filter((field) => !fields.has(field))
  const others = binding.otherWriters.flatMap(([, written]) => written).filter((field) => !fields.has(field))
  const key = record.key.filter((field) => binding.omit.includes(field))
  return [
    ...notFields('columns', binding.unknownColumns ?? []),
    ...notFields('omit', omitted),
    ...notFields('otherWriters', others),
    ...(key.length > 0 ? [{ kind: 'keyOmitted' as const, fields: key }] : []),
  ]
}

function notFields(where: 'columns' | 'omit' | 'otherWriters', fields: readonly string[]): readonly Reason[] {
  return fields.length > 0 ? [{ kind: 'noField', where, fields }] : []
}
