import type { Adapter } from '../runtime/door.ts'
import type { Bound, Identity, Resolution, System } from '../runtime/ports.ts'
import { SimBound } from './bound.ts'
import type { Operation } from './store.ts'
import type { World } from './world.ts'

/** One connection to a simulated system; what it holds outlives the connection. */
export class SimSystem implements System {
  readonly name: string
  readonly #world: World

  constructor(world: World, name: string) {
    this.#world = world
    this.name = name
  }

  async identity(): Promise<Identity> {
    this.#world.answers(this.name)
    const { identity, ledger, opHigh, opKnown, ahead } = this.#world.store(this.name)
    return { identity, ledger, opHigh, opKnown, clock: this.#world.clock.now() + ahead }
  }
  async claim(ledger: string, opHigh: number): Promise<void> {
    const store = this.#world.store(this.name)
    store.ledger = ledger
    store.opHigh = Math.max(store.opHigh, opHigh)
  }
  async bind(adapter: Adapter): Promise<Bound> {
    const flow = this.#world.flows.find((each) => each.adapters[this.name] === adapter)
    if (flow === undefined) throw new Error(`no flow has this adapter of table ${adapter.place}`)
    return new SimBound(this.#world, flow, adapter)
  }
  async resolve(op: number): Promise<Resolution> {
    this.#world.boundary(`before resolving operation ${op} at ${this.name}`)
    this.#world.answers(this.name)
    const { operations } = this.#world.store(this.name)
    let known = operations.get(op)
    if (known === undefined) operations.set(op, (known = { void: true, failed: new Set(), stored: new Map() }))
    this.#world.tell(`operation ${op} at ${this.name} ${known.void ? 'is void' : 'had landed'}`, 'hub', this.name)
    this.#world.boundary(`after resolving operation ${op} at ${this.name}`)
    return this.#resolution(known)
  }
  async landed(op: number): Promise<Resolution> {
    this.#world.answers(this.name)
    return this.#resolution(this.#world.store(this.name).operations.get(op))
  }
  #resolution(known: Operation | undefined): Resolution {
    // Without marks nobody knows what has landed.
    if (known === undefined || known.void || this.#world.without.has('operationMark')) return { state: 'void' }
    const { failed, stored, ids } = known
    return { state: 'landed', failed, stored, ...(ids !== undefined && { ids }) }
  }
  async prune(below: number): Promise<void> {
    this.#world.boundary(`forgetting operations at ${this.name}`)
    this.#world.answers(this.name)
    const { operations } = this.#world.store(this.name)
    for (const op of operations.keys()) if (op < below) operations.delete(op)
  }
  async close(): Promise<void> {}
}
