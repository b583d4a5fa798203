import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { meet, routesOf } from '../../routes.ts'

export interface Facts {
  readonly systems: readonly [from: string, to: string]
  readonly fields: readonly string[]
  readonly columns: readonly string[]
}

const service = (name: string) => `odata({ url: env('${name}'), token: secret('TOKEN') })`
const written = (other: string) =>
  whole({
    imports: 'entitySet env odata secret',
    eam: `entitySet(assets, 'assets', { detect: 'snapshot', token: '@odata.etag' })`,
    erp: `entitySet(assets, 'assets', { token: '@odata.etag' })`,
  })
    .replace(`sqlite({ file: 'eam.sqlite' })`, service('PLANT_URL'))
    .replace(`sqlite({ file: 'erp.sqlite' })`, service(other))
    .replace(', sqlite', '')

export const writesWhatItReads = {
  code: 'TW132',
  severity: 'error',
  title: 'a flow writes what it reads',
  why: 'Two names for one place: the target of the flow is its own source. Each write comes back as an edit, and a row that the target may not have is removed at the source as well.',
  example: { failing: written('PLANT_URL'), at: [16, 11], mended: written('FINANCE_URL'), besides: ['TW911', 'TW914', 'TW917'] },
  check: (plan: Plan): readonly Found<Facts>[] => {
    const own = routesOf(plan).filter(({ from, to }) => from.system !== to.system && meet(from.column, to.column))
    const ways = Map.groupBy(own, ({ flow, from, to }) => JSON.stringify([flow, ...[from.system, to.system].sort()]))
    return [...ways.values()].map((routes) => {
      const [{ at, flow, from, to }] = routes as [(typeof routes)[number]]
      return {
        at: plan.flows[flow]?.at ?? at,
        flow,
        facts: {
          systems: [from.system, to.system],
          fields: [...new Set(routes.map(({ field }) => field))],
          columns: [...new Set(routes.map((route) => route.to.name))],
        },
      }
    })
  },
} as const satisfies Rule
