import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf, writersOf } from '../../plan-parts.ts'

export interface Facts {
  /** Why the system cannot answer it: it writes it itself, or may hold another value than is decided. */
  readonly kind: 'own' | 'kept' | 'proposed'
  readonly record: string
  /** What comes back. */
  readonly field: string
  readonly answered: string
  readonly system: string
}

const said = (more: string) =>
  flows(`assets: flow('assets')
  .oneWay({ from: 'EAM', to: 'ERP' })
  .returnPath('status', 'ERP', { answers: 'description' })${more},`)

export const answers = {
  code: 'TW127',
  severity: 'error',
  title: 'a return path answers what its system cannot answer',
  why: 'An answer counts only for the values that its system held when it was given. A system that writes a field itself, or may keep a value of its own there, would answer something else than what is decided.',
  example: { failing: said(`\n  .onForeignWrite('keep', 'description')`), at: [6, 6], mended: said('') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.units.flatMap(({ name: field, policy, at }) => {
        if (policy.kind !== 'owner') return []
        const { system, answers: answered = [] } = policy
        return answered.flatMap((each) => {
          const kind = whyNot(flow, each, system)
          return kind ? [{ at, flow: name, facts: { kind, record: flow.record, field, answered: each, system } }] : []
        })
      }),
    ),
} as const satisfies Rule

/** What the flow does not decide, or the system does not hold, is another finding. */
function whyNot(flow: PlanFlow, answered: string, system: string): Facts['kind'] | undefined {
  const unit = flow.units.find(({ name }) => name === answered)
  if (!unit) return undefined
  if (writersOf(unit).includes(system)) return 'own'
  return ({ restore: undefined, keep: 'kept', propose: 'proposed' } as const)[unit.foreignWrite]
}
