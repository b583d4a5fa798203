/** In which order systems stand beside each other on the map, so that what they share lies close together. The same estate always gives the same order. */
import type { Route } from './route.ts'

/**
 * Each system is put where it costs least, in declared order; then two are swapped, or all turned round, as long as that is better. Enough for the tens of systems of one estate;
 * a best order would be a search over all of them.
 */
export function orderOf(systems: readonly string[], routes: readonly Pick<Route, 'systems' | 'direction'>[]): string[] {
  let order: string[] = []
  for (const system of systems) {
    const places = order.map((_, i) => order.toSpliced(i, 0, system))
    order = cheapest([[...order, system], ...places.toReversed()], routes)
  }
  for (;;) {
    const better = cheapest([order, order.toReversed(), ...swapped(order)], routes)
    if (better === order) return order
    order = better
  }
}

/** The first of those that cost least. */
function cheapest(orders: readonly string[][], routes: readonly Pick<Route, 'systems' | 'direction'>[]): string[] {
  const costs = orders.map((order) => costOf(order, routes))
  return orders[costs.indexOf(Math.min(...costs))]!
}

function swapped(order: readonly string[]): string[][] {
  return order.flatMap((a, i) => order.slice(i + 1).map((b, k) => order.with(i, b).with(i + 1 + k, a)))
}

/** How far the lines of the map reach; half as much for each target of a one-way flow that its data would run leftwards to. */
function costOf(order: readonly string[], routes: readonly Pick<Route, 'systems' | 'direction'>[]): number {
  let cost = 0
  for (const { systems, direction } of routes) {
    const [source = 0, ...others] = systems.map((system) => order.indexOf(system)).filter((place) => place >= 0)
    cost += Math.max(source, ...others) - Math.min(source, ...others)
    if (direction === 'oneWay') cost += others.filter((place) => place < source).length / 2
  }
  return cost
}
