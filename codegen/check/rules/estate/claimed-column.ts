import type { Plan, PlanBinding } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly column: string
  /** What says what stands in it. */
  readonly uses: readonly string[]
}

const written = (column: string) => whole({ erp: `table(assets, 'fixed_asset', { constants: { always: { ${column}: 'UP' } } })` })

export const claimedColumn = {
  code: 'TW303',
  severity: 'error',
  title: 'a constant, scope, mark or own id on a column that something else fills',
  why: 'A constant would overwrite the field with every write, and a scope on a field would make rows appear and vanish as the field changes, as a mark of deleted rows would. The ids of its rows the system gives alone.',
  example: { failing: written('status'), at: [11, 20], mended: written('category') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding }) => {
      const byColumn = Map.groupBy(usesIn(binding), ([column]) => column.toLowerCase())
      return [...byColumn.values()].flatMap((same) => {
        const [first] = same
        const uses = same.map(([, use]) => use)
        // Two fields in one column are another rule's.
        if (!first || same.length < 2 || uses.every((use) => use.startsWith('the field'))) return []
        return [{ at: binding.at, facts: { system, record, column: first[0], uses } }]
      })
    }),
} as const satisfies Rule

function usesIn({ columns, constants, scope, deletes, identity }: PlanBinding): readonly (readonly [column: string, use: string])[] {
  return [
    ...columns.map(({ field, column }) => [column, `the field ${field}`] as const),
    ...constants.onCreate.map(([column]) => [column, 'a constant on create'] as const),
    ...constants.always.map(([column]) => [column, 'a constant'] as const),
    ...scope.map(([column]) => [column, 'the scope'] as const),
    ...(identity === undefined ? [] : [[identity.ownId, 'the system’s own id'] as const]),
    ...(typeof deletes === 'object' ? [[deletes.mark, 'the mark of deleted rows'] as const] : []),
  ]
}
