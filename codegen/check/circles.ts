import { once } from '../once.ts'
import type { Plan } from '../plan/schema.ts'
import { meet, routesOf, type Column, type Route } from './routes.ts'

/** A way of a value back to where it came from, through more than one flow. */
export interface Circle {
  /** In the order of travel; the last one ends where the first begins. */
  readonly steps: readonly Route[]
  readonly fields: readonly string[]
  readonly drive: Drive
}

/**
 * What keeps values going round. Each flow decides by itself and takes what another one wrote for an edit, so no policy settles a circle of several flows:
 * edits at the same time chase each other; and where a difference is added with each round, or a value is read back as another one, a single edit is enough.
 * Within one flow a policy decides, and where each field has one owner no way leads back: neither is a circle here.
 */
export type Drive = 'chases' | 'adds' | 'rewrites'

/** The shortest circle through each column, once for all fields that go the same way. Deterministic: in the order of the plan. */
export const circlesOf = once((plan: Plan): readonly Circle[] => {
  const routes = routesOf(plan)
  const starts = new Map(routes.map(({ from: { column } }) => [column.id, column]))
  const out = waysOut(routes)
  const circles = new Map<string, { steps: readonly Route[]; routes: Route[] }>()
  for (const start of starts.values()) {
    const steps = shortestBack(start, out)
    if (!steps) continue
    const name = nameOf(steps)
    const known = circles.get(name) ?? { steps, routes: [] }
    known.routes.push(...steps)
    circles.set(name, known)
  }
  return [...circles.values()].map(({ steps, routes }) => ({ steps, fields: fieldsOf(routes), drive: driveOf(routes) }))
})

/** The routes that take a value on from a column. */
function waysOut(routes: readonly Route[]): (column: Column) => readonly Route[] {
  const byPlace = Map.groupBy(routes, ({ from }) => from.column.place)
  const known = new Map<string, readonly Route[]>()
  return (column) => {
    const found = known.get(column.id) ?? (byPlace.get(column.place) ?? []).filter(({ from }) => meet(from.column, column))
    known.set(column.id, found)
    return found
  }
}

/** Breadth first; a circle inside one flow is that flow's own declared direction, so at least two flows must take part. */
function shortestBack(start: Column, out: (column: Column) => readonly Route[]): readonly Route[] | undefined {
  const seen = new Set<string>()
  let ways: readonly (readonly Route[])[] = out(start).map((route) => [route])
  while (ways.length > 0) {
    const longer: (readonly Route[])[] = []
    for (const way of ways) {
      const last = way.at(-1)
      if (!last) continue
      const mixed = way.some((route) => route.flow !== way[0]?.flow)
      if (meet(last.to.column, start)) {
        if (mixed) return way
        continue
      }
      const state = JSON.stringify([last.to.column.id, mixed ? null : last.flow])
      if (seen.has(state)) continue
      seen.add(state)
      for (const next of out(last.to.column)) longer.push([...way, next])
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

/** A column that one flow fills in one form and another one reads in another. */
function driveOf(routes: readonly Route[]): Drive {
  if (routes.some(({ policy }) => policy === 'delta')) return 'adds'
  const rewritten = routes.some(({ to }) => routes.some(({ from }) => from.column.id === to.column.id && from.form !== to.form))
  return rewritten ? 'rewrites' : 'chases'
}
