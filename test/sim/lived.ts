/** A ledger with a history: users and a hub in a simulated world, with accidents or without, until everything is quiet. */
import type { GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import type { MemoryLedger } from '../../runtime/ledger/memory.ts'
import { commit } from '../../sim/commit.ts'
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

/** A ledger with a history that a test tells: one record of one flow, and a run of the hub after each sentence. */
export class Told {
  readonly #world: World
  readonly #hub: Hub
  readonly #flow: GeneratedFlow
  readonly #key: string

  constructor(landscape: GeneratedLandscape, key: string) {
    this.#world = new World(landscape, Object.values(landscape.flows), 1, calm, { clocks: 'exact' })
    this.#hub = new Hub(this.#world)
    this.#flow = this.#world.flows[0]!
    this.#key = key
  }

  get ledger(): MemoryLedger {
    return this.#hub.ledger
  }

  /** Users type these values, each in one system, all before the hub looks. */
  async typed(values: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<void> {
    for (const [system, fields] of Object.entries(values)) {
      const adapter = this.#flow.adapters[system]!
      const table = this.#world.store(system).table(adapter.place)
      const columns = Object.fromEntries(
        adapter.fields.flatMap(({ field, column, encode }) => (field in fields ? [[column, encode(fields[field]!)]] : [])),
      )
      const kind = table.rows.has(this.#key) ? 'update' : 'create'
      commit(this.#world, { flow: this.#flow, adapter }, this.#key, kind, {}, (now) => ({
        id: now?.id ?? ++table.ids,
        columns: { ...(now?.columns ?? Object.fromEntries(adapter.key.map(({ column }) => [column, this.#key]))), ...columns },
        hub: now?.hub ?? {},
        times: now?.times ?? {},
      }))
      this.#world.clock.pass(1_000)
    }
    await this.#hub.run()
    this.#world.clock.pass(60_000)
  }
}
