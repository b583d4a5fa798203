import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, holds, recordOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly group: string
  readonly system: string
  readonly held: readonly string[]
  readonly missing: readonly string[]
}

const written = (omit: string) =>
  whole({
    record: `record({
  key: 'tag',
  fields: { tag: z.string(), status: z.enum(['UP', 'DOWN']), cost: z.string(), currency: z.string() },
  groups: { price: ['cost', 'currency'] },
})`,
    erp: `table(assets, 'fixed_asset', { omit: [${omit}] })`,
  })

export const partOfGroup = {
  code: 'TW114',
  severity: 'error',
  title: 'a system holds a part of a group',
  why: 'The fields of a group are decided as one. A system that holds only some of them can be given none: half a decision would tear the group apart.',
  example: { failing: written(`'currency'`), at: [15, 20], mended: written(`'cost', 'currency'`) },
  check: (plan: Plan): readonly Found<Facts>[] => {
    const found = new Map<string, Found<Facts>>()
    for (const [name, flow] of flowsOf(plan)) {
      for (const each of partsIn(plan, name, flow))
        found.set(JSON.stringify([each.facts.system, each.facts.record, each.facts.group]), each)
    }
    return [...found.values()]
  },
} as const satisfies Rule

function partsIn(plan: Plan, name: string, flow: PlanFlow): readonly Found<Facts>[] {
  return Object.entries(recordOf(plan, flow.record)?.groups ?? {}).flatMap(([group, members]) =>
    flow.systems.flatMap((system) => {
      const binding = bindingOf(plan, system, flow.record)
      const held = members.filter((member) => holds(plan, system, flow.record, member))
      const missing = members.filter((member) => !held.includes(member))
      if (!binding || held.length === 0 || missing.length === 0) return []
      return [{ at: binding.at, also: [flow.at], flow: name, facts: { record: flow.record, group, system, held, missing } }]
    }),
  )
}
