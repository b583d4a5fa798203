import type { Plan, PlanBinding, Position } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf } from '../../plan-parts.ts'
import { columnAt, meet, routesOf, type Column, type Route } from '../../routes.ts'
import { rowsOf } from '../../rows.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  /** `table.column`. */
  readonly column: string
  readonly value: string
  readonly over:
    | { readonly kind: 'field'; readonly field: string; readonly flow: string }
    | { readonly kind: 'constant'; readonly value: string; readonly record: string }
}

const written = (column: string) =>
  whole({
    before: `\nconst machines = record({ key: 'code', fields: { code: z.string(), state: z.string() } })`,
    erp: `table(assets, 'fixed_asset', { constants: { always: { ${column}: 'UP' } } }), machines: table(machines, 'fixed_asset', { detect: 'outbox', columns: { code: 'tag' } })`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),\nmachines: flow('machines').oneWay({ from: 'ERP', to: 'EAM' }),`,
  })
    .replace(`'outbox' }) },`, `'outbox' }), machines: table(machines, 'machine') },`)
    .replace('records: { assets }', 'records: { assets, machines }')

export const constantOverField = {
  code: 'TW120',
  severity: 'error',
  title: 'a constant over what another flow carries',
  why: 'Two bindings may mean the same rows of one table. A constant that the one writes with every write replaces the value that the other one’s flow carries, which takes it for a foreign write and puts it back.',
  example: { failing: written('state'), at: [12, 20], mended: written('category') },
  check: (plan: Plan): readonly Found<Facts>[] => {
    const routes = routesOf(plan)
    const constants = constantsOf(plan, routes)
    return constants.flatMap((constant, index) => {
      const over = fieldUnder(constant, routes) ?? constantUnder(constant, constants.slice(0, index))
      if (!over) return []
      const { at, flow, system, record, name, value } = constant
      return [{ at, also: [over.at], flow, facts: { system, record, column: name, value, over: over.facts } }]
    })
  },
} as const satisfies Rule

interface Constant extends Pick<Facts, 'system' | 'record' | 'value'> {
  readonly flow: string
  readonly column: Column
  /** `table.column`. */
  readonly name: string
  readonly at: Position
}

/** What is written with every write of a flow, once for each binding that flows write. */
function constantsOf(plan: Plan, routes: readonly Route[]): readonly Constant[] {
  const flows = new Map(flowsOf(plan))
  const seen = new Set<PlanBinding>()
  return routes.flatMap(({ flow, to: { system } }) => {
    const record = flows.get(flow)?.record ?? ''
    const binding = bindingOf(plan, system, record)
    if (!binding || seen.has(binding)) return []
    seen.add(binding)
    const rows = rowsOf(plan, system, binding)
    return binding.constants.always.map(([written, value]) => {
      return {
        flow,
        system,
        record,
        column: columnAt(rows, written),
        name: `${binding.name}.${written}`,
        value: JSON.stringify(value),
        at: binding.at,
      }
    })
  })
}

interface Under {
  readonly at: Position
  readonly facts: Facts['over']
}

function fieldUnder({ flow, column }: Constant, routes: readonly Route[]): Under | undefined {
  const other = routes.find((route) => route.flow !== flow && (meet(route.to.column, column) || meet(route.from.column, column)))
  return other && { at: other.at, facts: { kind: 'field', field: other.field, flow: other.flow } }
}

function constantUnder({ column, value }: Constant, earlier: readonly Constant[]): Under | undefined {
  const other = earlier.find((each) => each.value !== value && meet(each.column, column))
  return other && { at: other.at, facts: { kind: 'constant', value: other.value, record: other.record } }
}
