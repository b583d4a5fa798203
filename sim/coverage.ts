/** Which conflicts were met under which policy, while which accidents happened. */
import type { Hub } from './hub.ts'
import type { World } from './world.ts'

/**
 * Adds the conflicts of the stretch that ends here, each under every accident that the stretch met, or under `none`.
 * @param since number of the last audit row that was added
 * @returns the same for the next stretch
 */
export async function tally(world: World, hub: Hub, since: number, into: Map<string, number>): Promise<number> {
  let newest = since
  const quirks = world.stretch.met.size === 0 ? ['none'] : world.stretch.met
  for (const flow of world.flows) {
    for (const { id, conflict, unit } of await hub.ledger.audit({ flow: flow.name, limit: Number.MAX_SAFE_INTEGER })) {
      newest = Math.max(newest, id)
      if (conflict === undefined || id <= since) continue
      const policy = flow.settle.units.find(({ name }) => name === unit)?.policy.kind ?? 'life'
      for (const quirk of quirks) {
        const cell = `${policy}, ${conflict}, ${quirk}`
        into.set(cell, (into.get(cell) ?? 0) + 1)
      }
    }
  }
  return newest
}
