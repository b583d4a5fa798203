/** What the pages of conflict kinds are made of. */
import { landscape } from '../../generated/co-owned/index.ts'
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import type { Page } from './page.ts'
import { fileOf } from './page.ts'
import type { Scenario, Step } from './scenario.ts'

export const heading = 'Where it happens often'
export const overturn =
  '`thalweg trace <flow> <key>` shows it with its number, and `thalweg review overturn <number>` makes it stand after all'

/** What each policy says of a kind, by a field of the example that has it. */
export function byPolicy(kind: ConflictKind): Page['outcomes'] {
  const seen = new Map<string, string>()
  for (const flow of Object.values(landscape.flows)) {
    for (const { policy } of flow.settle.units) {
      const says = policy.outcomes[kind]
      if (says !== undefined) seen.set(policy.kind, says)
    }
  }
  return [...seen].map(([policy, says]) => ({ name: `[\`${policy}\`](../policies/${fileOf(policy)})`, says }))
}

export function customer(unit: string, steps: readonly Step[], more: Partial<Scenario> = {}): Scenario {
  return { example: 'co-owned', flow: 'customers', unit, steps, ...more }
}

/** A customer as ERP's users would type it. */
export const typed = { name: 'Alpine Wheels', sales_person: '277', city: 'Bolzano', country_code: 'IT', notes: 'met at the fair' }
