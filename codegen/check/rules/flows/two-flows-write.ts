import type { Plan } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { meet, routesOf, type Route } from '../../routes.ts'

export interface Facts {
  readonly system: string
  readonly fields: readonly string[]
  readonly columns: readonly string[]
  readonly flows: readonly [first: string, second: string]
}

const first = `fromOperations: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`
const vendors = (from: string) => `vendors: flow('vendors').oneWay({ from: 'PROC', to: ['EAM', 'ERP'] }),${from}`

export const twoFlowsWrite = {
  code: 'TW104',
  severity: 'error',
  title: 'two flows write the same field of the same system',
  why: 'Each flow takes the other one’s writes for foreign writes and puts its own value back. The value changes with every pass, and neither flow is wrong by itself.',
  example: {
    failing: flows(`${first}\n${vendors(`\nfinance: flow('vendors').oneWay({ from: 'ERP', to: 'EAM' }),`)}`),
    at: [6, 12],
    mended: flows(`${first}\n${vendors('')}`),
  },
  check: (plan: Plan): readonly Found<Facts>[] => {
    const writers = new Map<string, Route[]>()
    const clashes = new Map<string, { readonly first: Route; readonly routes: Route[] }>()
    for (const route of routesOf(plan)) {
      const { column } = route.to
      const earlier = writers.get(column.place)?.find((other) => other.flow !== route.flow && meet(other.to.column, column))
      writers.set(column.place, [...(writers.get(column.place) ?? []), route])
      if (earlier) {
        const name = JSON.stringify([earlier.flow, route.flow, route.to.system])
        const clash = clashes.get(name) ?? { first: earlier, routes: [] }
        clash.routes.push(route)
        clashes.set(name, clash)
      }
    }
    return [...clashes.values()].map(found)
  },
} as const satisfies Rule

/** The key is named only where nothing else clashes: then it is the rows that both flows create. */
function found({ first, routes }: { readonly first: Route; readonly routes: readonly Route[] }): Found<Facts> {
  const values = routes.some((route) => !route.key) ? routes.filter((route) => !route.key) : routes
  const [blamed = first] = values
  return {
    at: blamed.at,
    also: [first.at],
    flow: blamed.flow,
    facts: {
      system: blamed.to.system,
      fields: [...new Set(values.map((route) => route.field))],
      columns: [...new Set(values.map((route) => route.to.name))],
      flows: [first.flow, blamed.flow],
    },
  }
}
