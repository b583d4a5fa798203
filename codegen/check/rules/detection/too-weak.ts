import type { Plan, PlanBinding, PlanPolicy, PlanUnit } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, policyPlace, recordOf } from '../../plan-parts.ts'

type Several = Exclude<PlanPolicy['kind'], 'owner'>
type Need = 'condition' | 'mark' | 'markOrToken' | 'time' | 'exact'

export interface Facts {
  readonly record: string
  readonly system: string
  readonly policy: Several
  readonly names: readonly string[]
  readonly lacks: Need
}

/** Where every holder writes a field, a write must not overwrite what nobody has settled yet; and what adds up must be added once. */
const needs: Readonly<Record<Several, readonly Need[]>> = {
  precedence: ['condition'],
  lastWriteWins: ['condition', 'time'],
  review: ['condition', 'markOrToken'],
  union: ['condition', 'markOrToken'],
  delta: ['condition', 'mark', 'exact'],
  merge: ['condition'],
}

const written = (detect: string) =>
  whole({
    clocks: '2s',
    record: `record({ key: 'tag', fields: { tag: z.string(), notes: z.string() } })`,
    eam: `table(assets, 'equipment', { detect: '${detect}' })`,
    erp: `table(assets, 'fixed_asset', { detect: 'outbox' })`,
    portfolio: `assets: flow('assets')
  .twoWay()
  .because('both write remarks')
  .lastWriteWins('notes', { acceptLoss: 'remarks, nothing depends on them' })
  .creates('anyone')
  .deletes('nobody', { againstUpdate: 'updateWins' }),`,
  })

export const tooWeak = {
  code: 'TW209',
  severity: 'error',
  title: 'a policy that needs more than the system can do',
  why: 'Where several systems write one field, each write must depend on what is there, a lost answer must be found again, and what is compared must be known. Without that the policy would promise what no run can keep.',
  example: { failing: written('snapshot'), at: [21, 6], mended: written('outbox') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.units.flatMap((unit) => {
        const { policy } = unit
        if (policy.kind === 'owner') return []
        return unit.systems.flatMap((system) => {
          const binding = bindingOf(plan, system, flow.record)
          const lacks = binding && needs[policy.kind].find((need) => !gives[need]({ plan, record: flow.record, binding, unit }))
          if (!binding || !lacks) return []
          return [
            {
              at: policyPlace(flow, unit),
              also: [binding.at],
              flow: name,
              facts: { record: flow.record, system, policy: policy.kind, names: unit.fields, lacks },
            },
          ]
        })
      }),
    ),
} as const satisfies Rule

interface Place {
  readonly plan: Plan
  readonly record: string
  readonly binding: PlanBinding
  readonly unit: PlanUnit
}
const gives: Readonly<Record<Need, (place: Place) => boolean>> = {
  condition: ({ binding }) => binding.capabilities.condition !== 'none',
  mark: ({ binding }) => binding.capabilities.operationMark !== 'none',
  markOrToken: ({ binding }) => binding.capabilities.operationMark !== 'none' || binding.capabilities.condition === 'row',
  // Changes that nobody sees are another rule's.
  time: ({ binding }) => binding.capabilities.commitTime !== 'none' || !binding.capabilities.seesChanges,
  exact: (place) => place.unit.fields.every((field) => keepsExactly(place, field)),
}

/** Does the binding store every amount of the field as it is: nothing is declared to round it. */
function keepsExactly({ plan, record, binding }: Place, field: string): boolean {
  const type = recordOf(plan, record)?.fields.find(({ name }) => name === field)?.type
  const scale = type?.kind === 'decimal' ? type.scale : 0
  const stores = binding.columns.find((column) => column.field === field)?.stores ?? []
  return stores.every((each) => typeof each !== 'object' || !('scale' in each) || each.scale >= scale)
}
