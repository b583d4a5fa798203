import type { Plan } from '../../../plan/schema.ts'
import { columnFacts, readColumns, type ColumnFacts } from '../../columns.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

export type Facts = ColumnFacts

const written = (nullable: string) =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), site: z.string()${nullable} } })`,
    erp: `table(assets, 'fixed_asset', { detect: 'outbox' })`,
    erpColumns: `site: { type: 'text', is: 'text', nullable: true }`,
    portfolio: `assets: flow('assets').oneWay({ from: 'ERP', to: 'EAM' }),`,
  })

export const nullRead = {
  code: 'TW328',
  severity: 'warning',
  title: 'a column that may be empty behind a field that is never null',
  why: 'A row in which it is empty cannot be read: the record goes to the dead letters, and its other fields with it.',
  example: { failing: written(''), at: [12, 20], mended: written('.nullable()') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    readColumns(plan).flatMap((found) => {
      const { field, column, said, binding, flow } = found
      if (field.nullable || said.nullable !== true || column.values?.some(([, stored]) => stored === null)) return []
      return [{ at: binding.at, flow, facts: columnFacts(found) }]
    }),
} as const satisfies Rule
