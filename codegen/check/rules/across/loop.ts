import { circlesOf, type Drive } from '../../circles.ts'
import { whole } from '../../example-estate.ts'
import type { Found } from '../../finding.ts'
import { writtenName, type Foreign, type Joined } from '../../joined.ts'
import type { AcrossRule } from './across.ts'

export interface Facts {
  readonly fields: readonly string[]
  /** The way round: from, by which flow, to. */
  readonly steps: readonly { readonly from: string; readonly flow: string | Foreign; readonly to: string }[]
  readonly drive: Drive
}

export const loop = {
  code: 'TW151',
  severity: 'error',
  title: 'a loop through flows of another repository',
  why: 'A value that comes back to where it started is taken for a new edit, and starts again. Each repository holds only a part of the circle, so none of them shows it. Each flow decides by itself, and no policy settles a circle of several.',
  example: {
    failing: whole({}),
    at: [16, 11],
    mended: whole({ erp: `table(assets, 'asset_copy')` }),
    beside: whole({
      name: 'finance',
      erp: `table(assets, 'fixed_asset', { detect: 'outbox' })`,
      portfolio: `assets: flow('assets').oneWay({ from: 'ERP', to: 'EAM' }),`,
    }),
  },
  check: ({ plan, foreign }: Joined): readonly Found<Facts>[] =>
    circlesOf(plan).flatMap(({ steps, fields, drive }) => {
      const own = steps.filter(({ flow }) => !foreign.has(flow))
      const blamed = own.at(-1)
      if (!blamed || own.length === steps.length) return []
      const way = steps.map(({ flow, from, to }) => ({
        from: writtenName(from.system),
        flow: foreign.get(flow) ?? flow,
        to: writtenName(to.system),
      }))
      const also = own.slice(0, -1).map(({ at }) => at)
      return [{ at: blamed.at, ...(also.length > 0 && { also }), flow: blamed.flow, facts: { fields, steps: way, drive } }]
    }),
} as const satisfies AcrossRule
