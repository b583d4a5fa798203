import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly table: string
  readonly column: string
  readonly fields: readonly string[]
}

const written = (column: string) => whole({ erp: `table(assets, 'fixed_asset', { columns: { tag: 'code', status: '${column}' } })` })

export const sameColumn = {
  code: 'TW302',
  severity: 'error',
  title: 'two fields in one column',
  why: 'A column holds one value. Of two fields in it the one written last would stand, and be read as both.',
  example: { failing: written('CODE'), at: [11, 20], mended: written('state') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding }) => {
      const byColumn = Map.groupBy(binding.columns, ({ column }) => column.toLowerCase())
      return [...byColumn.values()].flatMap((same) => {
        const [first] = same
        if (!first || same.length < 2) return []
        return [
          { at: binding.at, facts: { system, record, table: binding.name, column: first.column, fields: same.map(({ field }) => field) } },
        ]
      })
    }),
} as const satisfies Rule
