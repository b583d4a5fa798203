import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf } from '../../plan-parts.ts'
import { deletersOf } from './unseen-deletes.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  /** What rests on it. */
  readonly need: 'deleteWins' | 'creates'
  readonly creates: readonly string[]
}

const written = (detect: string) =>
  whole({
    eam: `table(assets, 'equipment', { detect: '${detect}' })`,
    erp: `table(assets, 'fixed_asset', { detect: 'outbox' })`,
    portfolio: `assets: flow('assets')
  .twoWay()
  .because('finance says when an asset is scrapped')
  .owner('status', 'ERP')
  .creates('anyone')
  .deletes('EAM', { againstUpdate: 'deleteWins' }),`,
  })

export const unseenBirths = {
  code: 'TW204',
  severity: 'warning',
  title: 'a new row that cannot be told from an edited one',
  why: 'A row that was deleted and created anew between two looks looks like an edit. The delete is then never seen, and what was decided for deletes and creates does not happen.',
  example: { failing: written('snapshot'), at: [16, 11], mended: written('outbox') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const need = needOf(flow)
      if (!need) return []
      return flow.systems.flatMap((system) => {
        const binding = bindingOf(plan, system, flow.record)
        if (!binding || binding.capabilities.birth || !binding.capabilities.seesChanges) return []
        if (!binding.capabilities.seesDeletes && deletersOf(plan, flow).includes(system)) return [] // TW203 says it, and what mends it
        return [
          { at: flow.at, also: [binding.at], flow: name, facts: { system, record: flow.record, need, creates: flow.lifecycle.creates } },
        ]
      })
    }),
} as const satisfies Rule

function needOf({ direction, lifecycle, systems }: PlanFlow): Facts['need'] | undefined {
  if (direction === 'oneWay' || !lifecycle.said.creates || !lifecycle.said.deletes) return undefined
  if (lifecycle.againstUpdate === 'deleteWins' && lifecycle.deletes.length > 0) return 'deleteWins'
  return lifecycle.creates.length < systems.length ? 'creates' : undefined
}
