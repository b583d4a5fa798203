import type { Plan, PlanBinding } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf, type Bound } from '../../plan-parts.ts'
import { columnAt, meet, routesOf, type Route } from '../../routes.ts'
import { rowsOf } from '../../rows.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly column: string
  readonly by:
    { readonly kind: 'field'; readonly field: string; readonly flow: string; readonly from: string } | { readonly kind: 'constant' }
}

const written = (column: string) =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), changed: z.iso.datetime() } })`,
    erp: `table(assets, 'fixed_asset', { detect: { updatedAt: '${column}' } })`,
  })

export const writtenTime = {
  code: 'TW207',
  severity: 'error',
  title: 'a time of change that is written from elsewhere',
  why: 'Changes are looked for after the newest time that was seen in this column. Where a flow or a constant fills it, a later look starts at a time that the system never set, and passes over changes for good.',
  example: { failing: written('changed'), at: [11, 20], mended: written('updated_at') },
  check: (plan: Plan): readonly Found<Facts>[] => {
    const routes = routesOf(plan)
    return bindingsOf(plan).flatMap((bound): readonly Found<Facts>[] => {
      const { system, record, binding } = bound
      if (binding.detect.kind !== 'updatedAt') return []
      const { column } = binding.detect
      const route = routeInto(plan, bound, column, routes)
      const at = binding.at
      if (route) {
        const by = { kind: 'field' as const, field: route.field, flow: route.flow, from: route.from.system }
        return [{ at, also: [route.at], facts: { system, record, column, by } }]
      }
      return isConstant(binding, column) ? [{ at, facts: { system, record, column, by: { kind: 'constant' as const } } }] : []
    })
  },
} as const satisfies Rule

function routeInto(plan: Plan, { system, binding }: Bound, written: string, routes: readonly Route[]): Route | undefined {
  const column = columnAt(rowsOf(plan, system, binding), written)
  return routes.find(({ to }) => meet(to.column, column))
}

function isConstant({ constants }: PlanBinding, column: string): boolean {
  return constants.always.some(([name]) => name.toLowerCase() === column.toLowerCase())
}
