import type { Plan } from '../../../plan/schema.ts'
import { circlesOf, type Drive } from '../../circles.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

export interface Facts {
  readonly fields: readonly string[]
  /** The way round: from, by which flow, to. */
  readonly steps: readonly { readonly from: string; readonly flow: string; readonly to: string }[]
  readonly drive: Drive
}

const round = `a: flow('vendors').oneWay({ from: 'PROC', to: 'EAM' }),\nb: flow('vendors').oneWay({ from: 'EAM', to: 'ERP' }),`

export const loop = {
  code: 'TW106',
  severity: 'error',
  title: 'a loop over three systems or more',
  why: 'A value that comes back to where it started is taken for a new edit, and starts again. Each flow alone looks harmless, so such loops are found in production. Each flow decides by itself, so no policy settles a circle of several: within one flow it does, and where each field comes from its one owner there is no way back.',
  example: { failing: flows(`${round}\nc: flow('vendors').oneWay({ from: 'ERP', to: 'PROC' }),`), at: [6, 6], mended: flows(round) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    circlesOf(plan).flatMap(({ steps, fields, drive }) => {
      const last = steps.at(-1)
      if (!last || steps.length < 3) return []
      const way = steps.map(({ flow, from, to }) => ({ from: from.system, flow, to: to.system }))
      return [{ at: last.at, also: steps.slice(0, -1).map((step) => step.at), flow: last.flow, facts: { fields, steps: way, drive } }]
    }),
} as const satisfies Rule
