import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { callsOf, flowsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly call: string
  readonly first: string
  /** The fields that both are about; none: the whole flow. */
  readonly fields: readonly string[]
}

const said = (every: string) => flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${every}.every('5m'),`)

export const saidTwice = {
  code: 'TW124',
  severity: 'error',
  title: 'two calls that answer the same question',
  why: 'A flow has one rhythm, one reconciliation, one answer to who creates and who deletes. Of two the later one would be obeyed, and the earlier one believed.',
  example: { failing: said(`.every('1h')`), at: [4, 73], mended: said('') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      [...questions.flatMap((calls) => again(callsOf(flow, ...calls))), ...aboutTheSame(callsOf(flow, 'onForeignWrite'))].map((found) => ({
        ...found,
        flow: name,
      })),
    ),
} as const satisfies Rule

/** Calls that answer one question each. Policies are another rule's: they answer it for each field. */
const questions = [
  ['because'],
  ['creates'],
  ['deletes'],
  ['onDelete'],
  ['onForeignCreate'],
  ['every', 'at'],
  ['reconcile', 'noReconcile'],
  ['where'],
  ['maxDeletes'],
  ['expect'],
  ['onFailure'],
  ['firstSync'],
] as const

type Calls = NonNullable<PlanFlow['calls']>

function again(calls: Calls): readonly Found<Facts>[] {
  const [first, ...more] = calls
  if (!first) return []
  return more.map(({ call, at }) => ({ at, also: [first.at], facts: { call, first: first.call, fields: [] } }))
}

/** One may be about all fields, and others about some: that is an exception. Two about the same are not. */
function aboutTheSame(calls: Calls): readonly Found<Facts>[] {
  return calls.flatMap(({ call, fields, at }, index) => {
    const earlier = calls
      .slice(0, index)
      .find((other) => (fields.length === 0 ? other.fields.length === 0 : other.fields.some((field) => fields.includes(field))))
    if (!earlier) return []
    return [{ at, also: [earlier.at], facts: { call, first: call, fields: fields.filter((field) => earlier.fields.includes(field)) } }]
  })
}
