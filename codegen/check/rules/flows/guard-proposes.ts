import type { Plan } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly fields: readonly string[]
}

const said = (rest: string) => flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${rest},`)

export const guardProposes = {
  code: 'TW110',
  severity: 'error',
  title: 'guard with propose',
  why: 'guard makes the database refuse a foreign write. What is refused can never become a proposal: whoever made it would wait for an answer that nobody was asked for.',
  example: { failing: said(`.onForeignWrite('propose').guard()`), at: [4, 87], mended: said(`.onForeignWrite('propose')`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, { guard, proposes, units }]) => {
      if (!guard || !proposes) return []
      const fields = units.filter((unit) => unit.foreignWrite === 'propose').map((unit) => unit.name)
      return [{ at: guard, also: [proposes], flow: name, facts: { fields } }]
    }),
} as const satisfies Rule
