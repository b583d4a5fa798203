import type { Plan, PlanFlow, Position } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { callsOf, flowsOf, placeOf, writersOf } from '../../plan-parts.ts'

/** What was answered, and why it is never asked. */
export type Facts = { readonly record: string } & (
  | { readonly kind: 'foreignWrite'; readonly fields: readonly string[] }
  | { readonly kind: 'foreignCreate' }
  | { readonly kind: 'foreignDelete' }
)

const written = (propose: string) =>
  flows(`workOrders: flow('workOrders')
  .twoWay()
  .because('both describe orders, finance codes their costs')
  .owner(['status', 'tags'], 'EAM')
  .owner(['glCode', 'price'], 'ERP')
  .precedence('description', 'ERP')
  .creates('EAM')
  .deletes('EAM')
  .onForeignWrite('propose', ['${propose}']),`)

export const idleAnswer = {
  code: 'TW138',
  severity: 'warning',
  title: 'an answer that can never apply',
  why: 'Where every system may write a field, no write is foreign: its policy decides, and what was said of foreign writes is believed and never happens. The same holds of rows where everybody may create or delete.',
  example: { failing: written('description'), at: [12, 6], mended: written('status') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      idleIn(flow).map(({ at, facts }) => ({ at, flow: name, facts: { record: flow.record, ...facts } })),
    ),
} as const satisfies Rule

type Idle = Facts extends infer F ? (F extends Facts ? Omit<F, 'record'> : never) : never

function idleIn(flow: PlanFlow): readonly { readonly at: Position; readonly facts: Idle }[] {
  const { lifecycle, systems } = flow
  const everybody = (who: readonly string[]) => systems.length > 0 && systems.every((system) => who.includes(system))
  const writes = callsOf(flow, 'onForeignWrite').flatMap(({ fields, at }) => {
    const named = flow.units.filter((unit) => fields.includes(unit.name))
    const idle = named.filter((unit) => unit.systems.every((system) => writersOf(unit).includes(system))).map((unit) => unit.name)
    return idle.length > 0 ? [{ at, facts: { kind: 'foreignWrite', fields: idle } as const }] : []
  })
  const { foreignCreate, foreignDelete } = lifecycle.said
  return [
    ...writes,
    ...(foreignCreate && everybody(lifecycle.creates) ? [{ at: placeOf(flow, 'creates'), facts: { kind: 'foreignCreate' } as const }] : []),
    ...(foreignDelete && everybody(lifecycle.deletes) ? [{ at: placeOf(flow, 'deletes'), facts: { kind: 'foreignDelete' } as const }] : []),
  ]
}
