/** A ledger with a history: users and a hub in a simulated world, with accidents or without, until everything is quiet. */
import type { GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import type { MemoryLedger } from '../../runtime/ledger/memory.ts'
import { Hub } from '../../sim/hub.ts'
import type { Quirks } from '../../sim/quirks.ts'
import { calm } from '../../sim/quirks.ts'
import { Reviewer } from '../../sim/reviewer.ts'
import { Users } from '../../sim/users.ts'
import { World } from '../../sim/world.ts'

export interface Lived {
  readonly ledger: MemoryLedger
  readonly flows: readonly GeneratedFlow[]
}

export async function lived(
  landscape: GeneratedLandscape,
  seed: number,
  { steps = 40, quirks = calm }: { readonly steps?: number; readonly quirks?: Quirks } = {},
): Promise<Lived> {
  const world = new World(landscape, Object.values(landscape.flows), seed, quirks)
  const users = new Users(world)
  const hub = new Hub(world)
  const reviewer = new Reviewer(world, hub)
  users.populate()
  world.race = () => users.act()
  for (let step = 0; step < steps; step++) {
    const dice = world.random.next()
    if (dice < 0.6) users.act()
    else if (dice < 0.95) await hub.run()
    else await reviewer.act()
    world.clock.pass(world.random.below(2_000))
  }
  world.calmDown()
  for (let round = 0; round < 4; round++) {
    world.clock.pass(3_600_000)
    await hub.run()
  }
  return { ledger: hub.ledger, flows: world.flows }
}
