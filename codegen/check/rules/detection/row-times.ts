import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, policyPlace } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly system: string
  readonly names: readonly string[]
}

const written = (detect: string) =>
  whole({
    clocks: '2s',
    record: `record({ key: 'tag', fields: { tag: z.string(), notes: z.string() } })`,
    eam: `table(assets, 'equipment', { detect: ${detect} })`,
    erp: `table(assets, 'fixed_asset', { detect: 'outbox' })`,
    portfolio: `assets: flow('assets')
  .twoWay()
  .because('both write remarks')
  .lastWriteWins('notes', { acceptLoss: 'remarks, nothing depends on them' })
  .creates('anyone')
  .deletes('nobody', { againstUpdate: 'updateWins' }),`,
  })

export const rowTimes = {
  code: 'TW208',
  severity: 'warning',
  title: 'lastWriteWins by the time of a whole row',
  why: 'The system tells when a row was last written, not when a field was. An edit of another field, or a write of the flow itself, makes an old value of this one look new, and it wins.',
  example: { failing: written(`{ updatedAt: 'changed' }`), at: [21, 6], mended: written(`'outbox'`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.units.flatMap((unit) => {
        if (unit.policy.kind !== 'lastWriteWins') return []
        return unit.systems.flatMap((system) => {
          const binding = bindingOf(plan, system, flow.record)
          if (binding?.capabilities.commitTime !== 'row') return []
          return [
            { at: policyPlace(flow, unit), also: [binding.at], flow: name, facts: { record: flow.record, system, names: unit.fields } },
          ]
        })
      }),
    ),
} as const satisfies Rule
