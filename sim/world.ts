/** What one simulation shares: the systems, time, chance, what users did, and what the hub wrote. */
import type { Adapter, GeneratedFlow, GeneratedLandscape, Mapping } from '../runtime/door.ts'
import type { Canonical, KeyText, Raw } from '../runtime/values.ts'
import { VirtualClock } from './clock.ts'
import type { Quirks } from './quirks.ts'
import { calm } from './quirks.ts'
import { Random } from './random.ts'
import { SimStore } from './store.ts'

export interface UserAct {
  readonly at: number
  readonly flow: string
  readonly system: string
  readonly key: KeyText
  readonly kind: 'create' | 'update' | 'delete'
  /** Fields typed, with their values. */
  readonly values: Readonly<Record<string, Canonical>>
}
/** A value that a user had typed and the hub wrote over. */
export interface Overwritten {
  readonly flow: string
  readonly system: string
  readonly key: KeyText
  readonly mapping: Mapping & { readonly field: string }
  readonly raw: Raw
}
export interface HubWrite {
  readonly flow: string
  readonly system: string
  readonly key: KeyText
  readonly kind: 'insert' | 'update' | 'delete'
  readonly fields: readonly string[]
  /** Did it change anything. */
  readonly changed: boolean
}
/** What a system makes of values beyond what its binding declares. */
export type Alters = Readonly<Record<string, Readonly<Record<string, (raw: Raw) => Raw>>>>

/** Parts of a system that can be taken away, to see that the checks notice. */
export type Part = 'condition' | 'operationMark' | 'void' | 'insertIsInsert'

/** The process of the hub dies here. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

export class World {
  readonly landscape: GeneratedLandscape
  readonly flows: readonly GeneratedFlow[]
  readonly random: Random
  readonly clock: VirtualClock
  readonly stores: ReadonlyMap<string, SimStore>
  readonly alters: Alters
  readonly acts: UserAct[] = []
  readonly overwritten: Overwritten[] = []
  readonly writes: HubWrite[] = []
  /** Writes that timed out and may still land; each tries once. */
  readonly flights: (() => void)[] = []
  readonly timeline: string[] = []
  readonly without: ReadonlySet<Part>
  quirks: Quirks
  /** Lets a user act; set by the simulation. */
  race: () => void = () => undefined

  constructor(
    landscape: GeneratedLandscape,
    flows: readonly GeneratedFlow[],
    seed: number,
    quirks: Quirks,
    alters: Alters,
    without: readonly Part[],
  ) {
    this.landscape = landscape
    this.flows = flows
    this.random = new Random(seed)
    this.clock = new VirtualClock(Date.UTC(2026, 0, 5, 8), this.random)
    this.quirks = quirks
    this.alters = alters
    this.without = new Set(without)
    this.stores = new Map(Object.keys(landscape.systems).map((name) => [name, new SimStore(name)]))
  }

  store(system: string): SimStore {
    const store = this.stores.get(system)
    if (store === undefined) throw new Error(`the landscape ${this.landscape.name} has no system ${system}`)
    return store
  }
  adapters(system: string): { readonly flow: GeneratedFlow; readonly adapter: Adapter }[] {
    return this.flows.flatMap((flow) => (flow.adapters[system] === undefined ? [] : [{ flow, adapter: flow.adapters[system] }]))
  }

  tell(line: string): void {
    this.timeline.push(`${new Date(this.clock.now()).toISOString()}  ${line}`)
  }

  /** A boundary between two effects of the hub. @throws Crash */
  boundary(name: string): void {
    const { random, quirks } = this
    if (quirks.race > 0 && random.chance(quirks.race)) this.race()
    if (this.flights.length > 0 && random.chance(0.1)) this.land()
    if (quirks.crash > 0 && random.chance(quirks.crash)) {
      this.tell(`CRASH at ${name}`)
      throw new Crash(name)
    }
  }
  land(): void {
    this.flights.splice(this.random.below(this.flights.length), 1)[0]!()
  }

  /** No more accidents: what is under way ends, and nothing new happens. */
  calmDown(): void {
    this.quirks = calm
    this.race = () => undefined
    while (this.flights.length > 0) this.land()
    for (const flow of this.flows)
      for (const { system, table } of Object.values(flow.adapters)) this.store(system).table(table).open?.commit()
  }
}
