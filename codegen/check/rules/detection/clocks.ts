import { comparesTimes } from '../../../emit/view/policies.ts'
import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, policyPlace, systemOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly names: readonly string[]
  /** That say nothing of their clocks. */
  readonly systems: readonly string[]
}

const written = (clocks?: string) =>
  whole({
    ...(clocks !== undefined && { clocks }),
    record: `record({ key: 'tag', fields: { tag: z.string(), notes: z.string() } })`,
    erp: `table(assets, 'fixed_asset', { detect: 'outbox' })`,
    portfolio: `assets: flow('assets')
  .twoWay()
  .because('both write remarks')
  .lastWriteWins('notes', { acceptLoss: 'remarks, nothing depends on them' })
  .creates('anyone')
  .deletes('nobody', { againstUpdate: 'updateWins' }),`,
  })

export const clocks = {
  code: 'TW213',
  severity: 'warning',
  title: 'times of systems are compared that say nothing of their clocks',
  why: 'Which edit was later is told by the clock of each system, and an unsaid tolerance takes them to agree to the millisecond. A clock that is two seconds ahead then wins every close contest, and nothing shows it.',
  example: { failing: written(), at: [19, 6], mended: written('2s') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.units.filter(comparesTimes).flatMap((unit) => {
        // Where no times are told at all, there is none to be off.
        if (unit.systems.some((system) => bindingOf(plan, system, flow.record)?.capabilities.commitTime === 'none')) return []
        const silent = unit.systems.filter((system) => systemOf(plan, system) && systemOf(plan, system)?.clockToleranceMs === undefined)
        if (silent.length === 0) return []
        const also = silent.map((system) => systemOf(plan, system)!.at)
        return [{ at: policyPlace(flow, unit), also, flow: name, facts: { record: flow.record, names: unit.fields, systems: silent } }]
      }),
    ),
} as const satisfies Rule
