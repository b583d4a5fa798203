import type { Plan, PlanUnit } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { callsOf, flowsOf } from '../../plan-parts.ts'
import { editorsOf, isHighStakes } from '../../stakes.ts'

export interface Facts {
  readonly record: string
  readonly names: readonly string[]
  readonly systems: readonly string[]
}

const written = (fields: string) => flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).onForeignWrite('keep'${fields}),`)

export const keptUnnamed = {
  code: 'TW139',
  severity: 'warning',
  title: 'high stakes that may differ for good, unnamed',
  why: 'A foreign write that is kept stays until the owner changes the field again: until then two systems disagree, and nobody is asked. Where stakes are high that is said for each field by its name, not for whatever the flow carries today and tomorrow.',
  example: { failing: written(''), at: [4, 61], mended: written(`, 'description'`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const said = callsOf(flow, 'onForeignWrite')
      const call = said.findLast(({ fields }) => fields.length === 0)
      const isNamed = (unit: PlanUnit) => said.some(({ fields }) => fields.includes(unit.name))
      const kept = flow.units.filter(
        (unit) =>
          unit.foreignWrite === 'keep' && !isNamed(unit) && isHighStakes(plan, flow.record, unit) && editorsOf(plan, unit).length > 0,
      )
      if (!call || kept.length === 0) return []
      const systems = [...new Set(kept.flatMap((unit) => editorsOf(plan, unit)))]
      return [{ at: call.at, flow: name, facts: { record: flow.record, names: kept.map((unit) => unit.name), systems } }]
    }),
} as const satisfies Rule
