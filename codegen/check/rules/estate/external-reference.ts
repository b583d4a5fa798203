import type { Plan, PlanBinding, PlanRecord } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf, recordOf } from '../../plan-parts.ts'

/** Why the record's key cannot lie there. */
export type Facts = { readonly system: string; readonly record: string; readonly externalRef: string } & (
  | { readonly kind: 'composite'; readonly fields: readonly string[] }
  | { readonly kind: 'otherColumn'; readonly field: string; readonly column: string }
  | { readonly kind: 'notText'; readonly field: string; readonly type: string }
)

const written = (columns: string) =>
  whole({ erp: `table(assets, 'fixed_asset', { identity: { ownId: 'id', externalRef: 'ext_no' }${columns} })` })

export const externalReference = {
  code: 'TW321',
  severity: 'error',
  title: 'an external reference that cannot hold the key',
  why: 'The external reference is the column in which a system keeps the key of the record: it is the key’s column, of one field, and a blank in it means that the row stands for no record yet.',
  example: { failing: written(`, columns: { tag: 'tag_no' }`), at: [11, 20], mended: written('') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding }) => {
      const externalRef = binding.identity?.externalRef
      const shape = recordOf(plan, record)
      const why = externalRef === undefined || shape === undefined ? null : whyNot(shape, binding, externalRef)
      return why === null ? [] : [{ at: binding.at, facts: { system, record, externalRef: externalRef!, ...why } }]
    }),
} as const satisfies Rule

type Why = Facts extends infer F ? (F extends Facts ? Omit<F, 'system' | 'record' | 'externalRef'> : never) : never

function whyNot({ key, fields }: PlanRecord, { columns }: PlanBinding, externalRef: string): Why | null {
  const [field, ...others] = key
  if (field === undefined) return null
  if (others.length > 0) return { kind: 'composite', fields: key }
  const type = fields.find(({ name }) => name === field)?.type.kind
  const bound = columns.find((each) => each.field === field)
  if (type === undefined || bound === undefined) return null
  if (bound.column !== externalRef) return { kind: 'otherColumn', field, column: bound.column }
  return type === 'text' || type === 'enum' ? null : { kind: 'notText', field, type }
}
