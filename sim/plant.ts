/**
 * A bug in what the hub of a simulation is given. The systems behind it, the oracle and the checks have everything as it is to be: so whatever is wrong is wrong in
 * the hub, and the checks are to notice. Nothing is planted unless a simulation is told to.
 */
import type { Adapter, GeneratedFlow, GeneratedLandscape } from '../runtime/door.ts'
import type { Core } from '../runtime/engine/core.ts'
import { core } from '../runtime/engine/core.ts'
import type { Overlay } from '../runtime/overlay.ts'
import type { Bound, Ledger, System } from '../runtime/ports.ts'
import type { Part, World } from './world.ts'

export type Column = Adapter['fields'][number]

/** What the hub gets instead; what is left out it gets as it is. */
export interface Plant {
  /** The flow, with the adapters that it has. */
  readonly flow?: (flow: GeneratedFlow) => GeneratedFlow
  /** The columns of one system, in their order. */
  readonly columns?: (columns: readonly Column[], adapter: Adapter, flow: GeneratedFlow) => readonly Column[]
  readonly core?: (core: Core) => Core
  readonly system?: (system: System) => Partial<System>
  readonly bound?: (bound: Bound, at: Place) => Partial<Bound>
  readonly ledger?: (ledger: Ledger, world: World) => Partial<Ledger>
  /** What a dry run says. */
  readonly dryRun?: (over: Overlay) => Partial<Overlay>
  /** Parts of the systems that are taken away. */
  readonly without?: readonly Part[]
}

export interface Place {
  readonly world: World
  readonly flow: GeneratedFlow
  readonly adapter: Adapter
}

/** The same with some members of its own. */
export function instead<T extends object>(whole: T, some: Partial<T> | undefined): T {
  if (some === undefined) return whole
  const methods = new Map<string | symbol, unknown>()
  return new Proxy(whole, {
    get: (_, name) => {
      const known = methods.get(name)
      if (known !== undefined) return known
      const own = Reflect.get(some, name) as unknown
      const value = own ?? Reflect.get(whole, name, whole)
      if (typeof value !== 'function') return value
      const method = own === undefined ? (value as (...args: unknown[]) => unknown).bind(whole) : value
      methods.set(name, method)
      return method
    },
  })
}

/** What a hub is made of, where this is planted in it. */
export class Planted {
  readonly landscape: GeneratedLandscape
  readonly core: Core
  readonly #world: World
  readonly #plant: Plant
  /** By adapter of the hub: that of the world. */
  readonly #adapters = new Map<Adapter, Adapter>()

  constructor(world: World, plant: Plant) {
    this.#world = world
    this.#plant = plant
    this.core = plant.core?.(core) ?? core
    const flows = Object.entries(world.landscape.flows).map(([name, flow]) => [name, this.#flow(flow)] as const)
    this.landscape = { ...world.landscape, flows: Object.fromEntries(flows) }
  }

  #flow(flow: GeneratedFlow): GeneratedFlow {
    const { columns } = this.#plant
    const other = this.#plant.flow?.(flow) ?? flow
    if (columns === undefined) return other
    const adapters = Object.entries(other.adapters).map(([name, adapter]) => {
      const own = { ...adapter, fields: columns(adapter.fields, adapter, flow) } as Adapter
      this.#adapters.set(own, adapter)
      return [name, own] as const
    })
    return { ...other, adapters: Object.fromEntries(adapters) }
  }

  ledger(ledger: Ledger): Ledger {
    return instead(ledger, this.#plant.ledger?.(ledger, this.#world))
  }

  dryRun(over: Overlay): Overlay {
    return instead(over, this.#plant.dryRun?.(over))
  }

  system(system: System): System {
    const bind: System['bind'] = async (own, peers) => {
      const adapter = this.#adapters.get(own) ?? own
      const bound = await system.bind(adapter, peers)
      const flow = this.#world.flows.find((each) => each.adapters[system.name] === adapter)!
      return instead(bound, this.#plant.bound?.(bound, { world: this.#world, flow, adapter }))
    }
    return instead(system, { bind, ...this.#plant.system?.(system) })
  }
}
