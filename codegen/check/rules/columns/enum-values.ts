import type { Plan, PlanColumn, PlanField } from '../../../plan/schema.ts'
import { columnFacts, readColumns, writtenColumns, type ColumnFacts, type PulledField } from '../../columns.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

export type Facts = ColumnFacts & { readonly values: readonly string[]; readonly takes: readonly string[] }
export type OpenFacts = ColumnFacts &
  ({ readonly kind: 'open'; readonly takes: readonly string[] } | { readonly kind: 'unknown'; readonly values: readonly string[] })

const written = (values: string, status = `z.enum(['UP', 'DOWN'])`, more = '') =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), status: ${status} } })`,
    erp: `table(assets, 'fixed_asset'${more})`,
    erpColumns: `status: { type: 'asset_state', is: 'enum', values: [${values}] }`,
  })

export const enumValues = {
  code: 'TW329',
  severity: 'error',
  title: 'a value that the column does not take',
  why: 'The column has a closed list of its own, and the database refuses what is not in it. Each record with such a value goes to the dead letters.',
  example: {
    failing: written(`'UP', 'BROKEN'`),
    at: [12, 20],
    mended: written(`'UP', 'BROKEN'`, undefined, `, { columns: { status: { column: 'status', values: { UP: 'UP', DOWN: 'BROKEN' } } } }`),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    writtenColumns(plan).flatMap((found) => {
      const takes = found.said.values
      const stored = storedTexts(found)
      const values = takes && stored ? stored.filter((value) => !takes.includes(value)) : []
      if (!takes || values.length === 0) return []
      return [{ at: found.binding.at, flow: found.flow, facts: { ...columnFacts(found), values, takes } }]
    }),
} as const satisfies Rule

export const openEnum = {
  code: 'TW330',
  severity: 'warning',
  title: 'a column with a closed list that the field does not have',
  why: 'Whatever is entered elsewhere and is not in the list of the column is refused there; what is in the list and is none of the values of the field cannot be read.',
  example: { failing: written(`'UP', 'DOWN'`, 'z.string()'), at: [12, 20], mended: written(`'UP', 'DOWN'`) },
  check: (plan: Plan): readonly Found<OpenFacts>[] => [
    ...writtenColumns(plan).flatMap((found): readonly Found<OpenFacts>[] => {
      const { said, field, sources, binding, flow } = found
      const takes = said.values
      if (!takes || field.type.kind !== 'text') return []
      if (sources.every((source) => source.said?.values?.every((value) => takes.includes(value)) === true)) return []
      return [{ at: binding.at, flow, facts: { ...columnFacts(found), kind: 'open', takes } }]
    }),
    ...readColumns(plan).flatMap((found): readonly Found<OpenFacts>[] => {
      const stored = storedTexts(found)
      const values = stored ? (found.said.values?.filter((value) => !stored.includes(value)) ?? []) : []
      if (values.length === 0) return []
      return [{ at: found.binding.at, flow: found.flow, facts: { ...columnFacts(found), kind: 'unknown', values } }]
    }),
  ],
} as const satisfies Rule

/** What stands in the column for the values of a closed list; undefined where it is none, or other than texts. */
function storedTexts({ field, column }: Pick<PulledField, 'field' | 'column'>): readonly string[] | undefined {
  const stored = storedOf(field, column)
  return stored?.every((value) => typeof value === 'string') === true ? stored : undefined
}

function storedOf({ type }: PlanField, { values, whenNull }: PlanColumn): readonly unknown[] | undefined {
  if (type.kind !== 'enum') return undefined
  const stored = values ? values.map(([, value]) => value).filter((value) => value !== null) : type.values
  return whenNull === undefined ? stored : [...stored, whenNull]
}
