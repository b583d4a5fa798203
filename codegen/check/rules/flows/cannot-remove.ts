import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, placeOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
}

const written = (outcome: string) =>
  whole({
    erp: `table(assets, 'fixed_asset', { deletes: 'never' })`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).onForeignCreate('${outcome}'),`,
  })

export const cannotRemove = {
  code: 'TW118',
  severity: 'error',
  title: 'rows are to be removed where nothing is ever deleted',
  why: 'A row that others created is to go, and the binding says that rows of this table are never deleted: the removal would fail with every pass, and the row would stay.',
  example: { failing: written('remove'), at: [16, 61], mended: written('report') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const { creates, foreignCreate } = flow.lifecycle
      if (foreignCreate !== 'remove') return []
      return flow.systems.flatMap((system) => {
        const binding = bindingOf(plan, system, flow.record)
        if (binding?.deletes !== 'never' || creates.includes(system)) return []
        const at = placeOf(flow, flow.direction === 'twoWay' ? 'creates' : 'onForeignCreate')
        return [{ at, also: [binding.at], flow: name, facts: { system, record: flow.record } }]
      })
    }),
} as const satisfies Rule
