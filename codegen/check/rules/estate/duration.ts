import type { Plan } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly text: string
  /** What it was for. */
  readonly what: string
}

const said = (interval: string) => flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).every('${interval}'),`)

export const duration = {
  code: 'TW306',
  severity: 'error',
  title: 'a text that is no duration',
  why: 'What cannot be read as a time would leave its default in force, and nobody would know.',
  example: { failing: said('5 minutes'), at: [4, 61], mended: said('5m') },
  check: (plan: Plan): readonly Found<Facts>[] => [
    ...(plan.badDurations ?? []).map(({ text, what, at }) => ({ at, facts: { text, what } })),
    ...flowsOf(plan).flatMap(([name, flow]) => flow.badDurations.map(({ text, what, at }) => ({ at, flow: name, facts: { text, what } }))),
  ],
} as const satisfies Rule
