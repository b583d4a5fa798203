import type { Plan, PlanBinding } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf } from '../../plan-parts.ts'

export type Facts = { readonly system: string; readonly record: string } & (
  | { readonly kind: 'none' }
  | { readonly kind: 'empty'; readonly part: string }
  | { readonly kind: 'noField'; readonly part: 'namesInto' | 'valuesInto'; readonly field: string; readonly fields: readonly string[] }
  | { readonly kind: 'sameField'; readonly field: string }
)

const written = (names: string) =>
  whole({
    imports: 'file folder',
    eam: `file(assets, 'assets.csv', { format: { csv: { wide: { namesInto: '${names}', valuesInto: 'status', missing: '' } } }, detect: 'snapshot' })`,
  }).replace(`sqlite({ file: 'eam.sqlite' })`, `folder({ path: 'in' })`)

export const fileFormat = {
  code: 'TW320',
  severity: 'error',
  title: 'a file format that does not fit its record',
  why: 'The names and the cells of a wide table become values of two fields of the record. Where one of them is no field, the cells would have nowhere to go.',
  example: { failing: written('tags'), at: [7, 20], mended: written('tag') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding }) => {
      if (binding.form !== 'file') return []
      return reasons(binding).map((reason) => ({ at: binding.at, facts: { system, record, ...reason } }))
    }),
} as const satisfies Rule

type Reason = Facts extends infer F ? (F extends Facts ? Omit<F, 'system' | 'record'> : never) : never

function reasons({ format, columns }: PlanBinding): readonly Reason[] {
  if (format === undefined) return [{ kind: 'none' }]
  if (format === 'ndjson') return []
  if ('xml' in format) return format.xml.rows.split('/').some((part) => part.trim() !== '') ? [] : [{ kind: 'empty', part: 'rows' }]
  const { delimiter, quote, rowEnd, header, wide } = format.csv
  const empty = Object.entries({ delimiter, quote, rowEnd }).flatMap(([part, text]): Reason[] =>
    text === '' ? [{ kind: 'empty', part }] : [],
  )
  const unnamed: Reason[] = Array.isArray(header) && header.length === 0 ? [{ kind: 'empty', part: 'header' }] : []
  if (wide === undefined) return [...empty, ...unnamed]
  const fields = columns.map(({ field }) => field)
  const strangers = (['namesInto', 'valuesInto'] as const).flatMap((part): Reason[] =>
    fields.includes(wide[part]) ? [] : [{ kind: 'noField', part, field: wide[part], fields }],
  )
  const same: Reason[] = wide.namesInto === wide.valuesInto ? [{ kind: 'sameField', field: wide.namesInto }] : []
  return [...empty, ...unnamed, ...strangers, ...same]
}
