import { once } from '../once.ts'
import type { Plan } from '../plan/schema.ts'
import { meet, routesOf, type Route } from './routes.ts'

/** Two flows that write the same columns. */
export interface Clash {
  /** Of the flow that comes first in the plan. */
  readonly first: Route
  /** Of the other one. The key is among them only where nothing else is: then it is the rows that both flows create. */
  readonly routes: readonly [Route, ...Route[]]
}

/** One for each system that a flow writes and an earlier one does. */
export const clashesOf = once((plan: Plan): readonly Clash[] => {
  const writers = new Map<string, Route[]>()
  const clashes = new Map<string, Clash>()
  for (const route of routesOf(plan)) {
    const { column } = route.to
    const others = writers.get(column.place) ?? []
    const earlier = others.find((other) => other.flow !== route.flow && meet(other.to.column, column))
    others.push(route)
    writers.set(column.place, others)
    if (!earlier) continue
    const name = JSON.stringify([earlier.flow, route.flow, route.to.system])
    const known = clashes.get(name)
    clashes.set(name, known ? { first: known.first, routes: [...known.routes, route] } : { first: earlier, routes: [route] })
  }
  return [...clashes.values()].map(({ first, routes }) => {
    const [value, ...values] = routes.filter(({ key }) => !key)
    return { first, routes: value ? [value, ...values] : routes }
  })
})
