import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf, placeOf } from '../../plan-parts.ts'

export interface Facts {
  readonly call: string
  readonly what: string
  readonly value: number
  readonly allowed: 'whole' | 'share' | 'positive'
}

const said = (rate: string) => flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).expect({ successRate: ${rate} }),`)

export const amount = {
  code: 'TW312',
  severity: 'error',
  title: 'a number that cannot be meant',
  why: 'A promise that can never be kept alerts for ever, one that can never be broken alerts never, and half a row cannot be deleted.',
  example: { failing: said('99.5'), at: [4, 61], mended: said('0.995') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      numbersIn(flow)
        .filter(({ value, allowed }) => !accepts[allowed](value))
        .map((facts) => ({ at: placeOf(flow, facts.call), flow: name, facts })),
    ),
} as const satisfies Rule

const accepts: Record<Facts['allowed'], (value: number) => boolean> = {
  whole: (value) => Number.isSafeInteger(value) && value >= 0,
  share: (value) => value >= 0 && value <= 1,
  positive: (value) => Number.isFinite(value) && value >= 0,
}

function numbersIn({ maxDeletes, expect }: PlanFlow): readonly Facts[] {
  const { successRate, drift, conflictsPerDay } = expect
  return [
    ...(maxDeletes === null ? [] : [{ call: 'maxDeletes', what: 'the rows', value: maxDeletes, allowed: 'whole' as const }]),
    ...(successRate === undefined ? [] : [{ call: 'expect', what: 'successRate', value: successRate, allowed: 'share' as const }]),
    ...(drift === undefined ? [] : [{ call: 'expect', what: 'drift', value: drift, allowed: 'positive' as const }]),
    ...(conflictsPerDay === undefined
      ? []
      : [{ call: 'expect', what: 'conflictsPerDay', value: conflictsPerDay, allowed: 'positive' as const }]),
  ]
}
