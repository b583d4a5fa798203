import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf, isWellSaid } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  /** Who writes nearly all of it, creates and deletes. */
  readonly main: string
  readonly other: string
  /** The one or two that the other one writes. */
  readonly names: readonly string[]
}

/** What a return path is for. */
const few = 2
/** How many times as much the main system writes. */
const times = 3

const fields = `['description', 'status', 'tags', 'price']`

export const smallShare = {
  code: 'TW136',
  severity: 'warning',
  title: 'a two-way flow in which one side writes a field or two',
  why: 'One system creates the record, deletes it and writes nearly all of it; the other one adds an answer. That is a one-way flow with a return path, which says so, needs fewer answers and is the cheaper step of the ladder.',
  example: {
    failing: flows(`workOrders: flow('workOrders')
  .twoWay()
  .because('finance codes the costs of orders that operations runs')
  .owner(${fields}, 'EAM')
  .owner('glCode', 'ERP')
  .creates('EAM')
  .deletes('EAM'),`),
    at: [4, 15],
    mended: flows(`workOrders: flow('workOrders').oneWay({ from: 'EAM', to: 'ERP' }).returnPath('glCode', 'ERP'),`),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const { record, systems, at } = flow
      const [main, ...creators] = flow.lifecycle.creates
      if (main === undefined || creators.length > 0 || systems.length !== 2) return []
      if (!livesOneWay(flow, main) || !isWellSaid(plan, flow)) return []
      const [other] = systems.filter((system) => system !== main)
      const mine = ownedBy(flow, main)
      const names = ownedBy(flow, other)
      const shared = mine.length + names.length < flow.units.length
      if (other === undefined || shared || names.length === 0 || names.length > few || mine.length < names.length * times) return []
      return [{ at, flow: name, facts: { record, main, other, names } }]
    }),
} as const satisfies Rule

function ownedBy({ units }: PlanFlow, system: string | undefined): readonly string[] {
  return units.filter(({ policy }) => policy.kind === 'owner' && policy.system === system).map((unit) => unit.name)
}

/** Would the record be born and die in the same way in a one-way flow: a delete at the source then wins over an answer that is on its way. */
function livesOneWay({ direction, lifecycle }: PlanFlow, source: string): boolean {
  const { creates, deletes, foreignDelete, againstUpdate, said } = lifecycle
  const alone = [creates, deletes].every((who) => who.length === 1 && who[0] === source)
  const deleteWins = againstUpdate === 'deleteWins' || said.againstUpdate === undefined
  return direction === 'twoWay' && alone && foreignDelete === 'restore' && deleteWins
}
