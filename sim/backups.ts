/**
 * Backups of the ledger and of systems, and what comes after one was put back: the hub is asked whether the systems are those that it knows, as before every run, and
 * where it says that they are not, a person takes new bases before anything runs on.
 */
import { accept } from '../runtime/match.ts'
import type { MemoryLedger } from '../runtime/ledger/memory.ts'
import type { Hub } from './hub.ts'
import { stillStood } from './check/audited.ts'
import { happensAt } from './occasions.ts'
import { calm } from './quirks.ts'
import type { SimStore } from './store.ts'
import type { World } from './world.ts'

const hourMs = 3_600_000
/** A backup is made as often, in each step. */
const often = 0.15

interface OfLedger {
  readonly ledger: MemoryLedger
  readonly at: number
  /** How much had been overwritten by then. */
  readonly overwritten: number
}
interface OfSystem {
  readonly store: SimStore
  /** How much users had done by then. */
  readonly acts: number
}

export class Backups {
  readonly #world: World
  readonly #hub: Hub
  readonly #systems = new Map<string, OfSystem>()
  #ledger: OfLedger | null = null

  constructor(world: World, hub: Hub) {
    this.#world = world
    this.#hub = hub
  }

  /** One step: backups are made, and now and then one is put back. */
  async step(): Promise<void> {
    const { quirks, random } = this.#world
    if (quirks.ledgerRestored === 0 && quirks.systemRestored === 0) return
    if (random.chance(often)) this.#make()
    const system = random.pick([...this.#world.stores.values()].filter(({ name }) => this.#world.adapters(name).length > 0))
    if (this.#ledger !== null && this.#world.strikes('ledgerRestored')) await this.#restoreLedger(this.#ledger)
    else if (this.#systems.has(system.name) && this.#mayGoBack(system) && this.#world.strikes('systemRestored'))
      await this.#restoreSystem(system, this.#systems.get(system.name)!)
  }

  #make(): void {
    const { acts, overwritten, stores, clock } = this.#world
    this.#ledger = { ledger: this.#hub.ledger.clone(), at: clock.now(), overwritten: overwritten.length }
    for (const [name, store] of stores) this.#systems.set(name, { store: store.backup(), acts: acts.length })
  }

  #mayGoBack({ name }: SimStore): boolean {
    return this.#world.adapters(name).every((place) => happensAt(place, 'systemRestored'))
  }

  async #restoreLedger({ ledger, at, overwritten }: OfLedger): Promise<void> {
    const world = this.#world
    // By the time that a ledger is put back what was on its way has arrived.
    while (world.flights.length > 0) world.land()
    const drawn = await ledger.opHigh()
    const ahead = [...world.stores.values()].filter(({ opKnown }) => opKnown > drawn)
    this.#hub.restart(ledger)
    world.tell('the ledger is restored from a backup', 'nobody')
    // The audit since then went with the ledger, and so did what a reviewer decided.
    world.overwritten = world.overwritten.slice(0, overwritten)
    world.rulings = world.rulings.filter((ruling) => ruling.at <= at)
    await this.#ask(null, ahead.length > 0 ? `operations of ${ahead.map(({ name }) => name).join(', ')}` : null)
  }

  async #restoreSystem(store: SimStore, { store: from, acts }: OfSystem): Promise<void> {
    const world = this.#world
    const newest = store.opHigh
    // Of an operation that is pending the ledger does not know that it has landed.
    const isKnown = !(await this.#hub.ledger.pending()).some(({ op }) => op === newest)
    store.putBack(from)
    world.flights.length = 0
    world.wentBack(store.name)
    world.tell(`${store.name} is restored from a backup`, 'nobody', store.name)
    const gone = world.acts.filter(({ system }, n) => n >= acts && system === store.name)
    world.undone.push(...gone)
    world.acts = world.acts.filter((act) => !gone.includes(act))
    await this.#ask(store.name, isKnown && newest > from.opHigh ? `operation ${newest}` : null)
  }

  /** Backups from before are none of what is now. */
  async #ask(system: string | null, lacks: string | null): Promise<void> {
    const world = this.#world
    const { quirks, race } = world
    world.stretch.restored = true
    world.quirks = calm
    world.race = () => undefined
    // Who answers what the hub asks waits until every system can be asked.
    for (const each of world.stores.values()) each.downUntil = -Infinity
    world.clock.pass(hourMs)
    const { engine } = this.#hub
    const recognised = (await engine.mismatches()).map((mismatch) => mismatch.system)
    world.restorations.push({ system, lacks, recognised })
    if (recognised.length > 0) {
      world.tell(`the hub asks about ${recognised.join(', ')}; new bases are taken`, 'hub')
      // What the ledger holds is forgotten with the old ones.
      const stood = await stillStood({ world, hub: this.#hub }, world.overwritten)
      world.overwritten = world.overwritten.filter((each) => !stood.has(each))
      world.rebase()
      await accept(
        engine,
        world.flows.map(({ name }) => name),
        'operator',
        world.clock.now(),
      )
    }
    this.#ledger = null
    this.#systems.clear()
    world.quirks = quirks
    world.race = race
  }
}
