import { mayInsert } from '../../../emit/view/writes.ts'
import type { Plan } from '../../../plan/schema.ts'
import { columnFacts, writtenColumns, type ColumnFacts } from '../../columns.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

export type Facts = ColumnFacts

const written = (nullable: string) =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), site: z.string()${nullable} } })`,
    erpColumns: `site: { type: 'text', is: 'text', nullable: false }`,
  })

export const nullWritten = {
  code: 'TW327',
  severity: 'error',
  title: 'a field that may be null in a column that is never null',
  why: 'The database refuses each row in which the field is empty. The record goes to the dead letters, and its other fields with it.',
  example: { failing: written('.nullable()'), at: [12, 20], mended: written('') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    writtenColumns(plan).flatMap((found) => {
      const { field, column, said, sources, binding, system, flow: name } = found
      if (!field.nullable || said.nullable !== false || column.whenNull !== undefined) return []
      if (sources.every((source) => source.said?.nullable === false)) return []
      const flow = plan.flows[name]!
      // A blank wipes nothing then, but a row that is made has it.
      if (flow.keepWhenBlank.some((each) => each.field === field.name) && !mayInsert(flow, system)) return []
      return [{ at: binding.at, flow: name, facts: columnFacts(found) }]
    }),
} as const satisfies Rule
