import type { Plan, PlanColumn } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly field: string
  readonly ways: readonly string[]
}

const written = (lookup: string) =>
  whole({ erp: `table(assets, 'fixed_asset', { columns: { status: { column: 'state_id', values: { UP: 1, DOWN: 2 }${lookup} } } })` })

export const twoMappings = {
  code: 'TW313',
  severity: 'error',
  title: 'a column with two ways of storing its field',
  why: 'codec, values and lookup each say what is stored. Of two the order would matter, and nothing says it.',
  example: { failing: written(`, lookup: { table: 'state', match: 'code', id: 'id' }`), at: [11, 20], mended: written('') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding }) =>
      binding.columns.flatMap((column) => {
        const ways = waysOf(column)
        return ways.length > 1 ? [{ at: binding.at, facts: { system, record, field: column.field, ways } }] : []
      }),
    ),
} as const satisfies Rule

function waysOf(column: PlanColumn): readonly string[] {
  return (['codec', 'values', 'lookup'] as const).filter((way) => column[way] !== undefined)
}
