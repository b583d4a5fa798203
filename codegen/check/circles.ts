import type { Plan } from '../plan/schema.ts'
import { routesOf, type ColumnId, type Route } from './routes.ts'

/** A way of a value back to where it came from, through more than one flow. */
export interface Circle {
  /** In the order of travel; the last one ends where the first begins. */
  readonly steps: readonly Route[]
  readonly fields: readonly string[]
}

/** The shortest circle through each column, once for all fields that go the same way. Deterministic: in the order of the plan. */
export function circlesOf(plan: Plan): readonly Circle[] {
  const out = Map.groupBy(routesOf(plan), (route) => route.from.column)
  const circles = new Map<string, { steps: readonly Route[]; routes: Route[] }>()
  for (const start of out.keys()) {
    const steps = shortestBack(start, out)
    if (!steps) continue
    const name = nameOf(steps)
    const known = circles.get(name) ?? { steps, routes: [] }
    known.routes.push(...steps)
    circles.set(name, known)
  }
  return [...circles.values()].map(({ steps, routes }) => ({ steps, fields: fieldsOf(routes) }))
}

/** Breadth first; a circle inside one flow is that flow's own declared direction, so at least two flows must take part. */
function shortestBack(start: ColumnId, out: ReadonlyMap<ColumnId, readonly Route[]>): readonly Route[] | undefined {
  const seen = new Set<string>()
  let ways: readonly (readonly Route[])[] = (out.get(start) ?? []).map((route) => [route])
  while (ways.length > 0) {
    const longer: (readonly Route[])[] = []
    for (const way of ways) {
      const last = way.at(-1)
      if (!last) continue
      const mixed = way.some((route) => route.flow !== way[0]?.flow)
      if (last.to.column === start) {
        if (mixed) return way
        continue
      }
      const state = JSON.stringify([last.to.column, mixed ? null : last.flow])
      if (seen.has(state)) continue
      seen.add(state)
      for (const next of out.get(last.to.column) ?? []) longer.push([...way, next])
    }
    ways = longer
  }
  return undefined
}

/** The same circle from whichever column it is entered. */
function nameOf(steps: readonly Route[]): string {
  const legs = steps.map((step) => JSON.stringify([step.flow, step.from.system, step.to.system]))
  const rotations = legs.map((_, index) => [...legs.slice(index), ...legs.slice(0, index)].join(' '))
  return rotations.sort()[0] ?? ''
}

function fieldsOf(routes: readonly Route[]): readonly string[] {
  const values = routes.filter((route) => !route.key)
  return [...new Set((values.length > 0 ? values : routes).map((route) => route.field))]
}
