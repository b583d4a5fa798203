import { clashesOf } from '../../clashes.ts'
import { whole } from '../../example-estate.ts'
import type { Found } from '../../finding.ts'
import type { Foreign, Joined } from '../../joined.ts'
import type { AcrossRule } from './across.ts'

export interface Facts {
  readonly system: string
  readonly columns: readonly string[]
  readonly other: Foreign
}

export const fields = {
  code: 'TW150',
  severity: 'error',
  title: 'a flow of another repository writes the same column',
  why: 'Each repository is sound by itself, and nobody sees both. Each flow takes the other one’s writes for foreign writes and puts its own value back: the value changes with every pass.',
  example: {
    failing: whole({}),
    at: [16, 11],
    mended: whole({ erp: `table(assets, 'machine')` }),
    beside: whole({ name: 'finance' }),
  },
  check: ({ plan, foreign }: Joined): readonly Found<Facts>[] =>
    clashesOf(plan).flatMap(({ first, routes }) => {
      const [{ flow, to, key }] = routes
      const other = foreign.get(flow)
      if (other === undefined || foreign.has(first.flow) || key) return []
      const columns = [...new Set(routes.map((route) => route.to.name))]
      return [{ at: first.at, flow: first.flow, facts: { system: to.system, columns, other } }]
    }),
} as const satisfies AcrossRule
