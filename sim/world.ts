/** What one simulation shares: the systems, time, chance, what users did, and what the hub wrote. */
import type { Adapter, GeneratedFlow, GeneratedLandscape, Mapping } from '../runtime/door.ts'
import type { KeyText, Raw } from '../runtime/values.ts'
import { SystemError } from '../runtime/ports.ts'
import type { Alters } from './alter.ts'
import { drawAlters } from './alter.ts'
import { VirtualClock } from './clock.ts'
import type { Place } from './commit.ts'
import { carriedValues } from './filter.ts'
import type { Forecast } from './forecast.ts'
import { happensAt } from './occasions.ts'
import type { Terms } from './oracle/values.ts'
import type { Plant } from './plant.ts'
import type { Quirk, Quirks } from './quirks.ts'
import { calm } from './quirks.ts'
import { Random } from './random.ts'
import { SimStore } from './store.ts'
import { unseen } from './unseen.ts'
import type { Happening, HubWrite, Ruling, Told, UserAct, Values } from './story.ts'

/** A value that a user had typed and the hub wrote over. */
export interface Overwritten {
  readonly flow: string
  readonly system: string
  readonly key: KeyText
  readonly mapping: Mapping & { readonly field: string }
  readonly raw: Raw
}
export interface Restoration {
  /** null: the ledger. */
  readonly system: string | null
  /** What the backup lacked, of what the other side knows; null: nothing that anybody could notice. */
  readonly lacks: string | null
  /** Systems of which the hub said that they are not what it knew. */
  readonly recognised: readonly string[]
}

/** By flow and unit. */
export type AllTerms = Readonly<Record<string, Readonly<Record<string, Terms>>>>

/** From one rest of everything to the next. */
export interface Stretch {
  /** The first begins with empty systems. */
  readonly first: boolean
  /** Rows at its beginning, by flow and key, for each system of the flow. */
  readonly start: ReadonlyMap<string, ReadonlyMap<KeyText, readonly (Values | null)[]>>
  /** What reviewers had decided before it, the last first, of records that nobody has touched since: a system may not have taken it yet. */
  readonly decided: readonly Ruling[]
  readonly happened: Happening[]
  /** Accidents that it met. */
  readonly met: Set<Quirk>
  /** A backup was put back, so nobody can tell who had seen what. */
  restored: boolean
}

/** Parts of a system that can be taken away, to see that the checks notice. */
export type Part = 'condition' | 'operationMark' | 'void' | 'insertIsInsert'

/** An outage lasts as long, up to twice; steps take a second each. */
const outageMs = 8_000
/** Changes that are no further apart may bear one time. */
const coarseMs = 3_000
/** A clock that is set wrong is off by up to this. */
const wrongMs = 1_200_000

/** The process of the hub dies here. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

/** What one world has otherwise than others. */
interface Variant {
  readonly alters?: Alters | undefined
  readonly plant?: Plant | undefined
  readonly terms?: AllTerms | undefined
  /** Of each flow, at most; default: a handful. */
  readonly records?: number | undefined
  /** `tolerated`, the default: they differ by what is tolerated at most. */
  readonly clocks?: 'tolerated' | 'exact'
}

export class World {
  readonly landscape: GeneratedLandscape
  readonly flows: readonly GeneratedFlow[]
  readonly seed: number
  readonly random: Random
  readonly clock: VirtualClock
  readonly stores: ReadonlyMap<string, SimStore>
  readonly alters: Alters
  acts: UserAct[] = []
  rulings: Ruling[] = []
  overwritten: Overwritten[] = []
  /** Records that users have given another key, in order. */
  readonly renumberings: { readonly flow: string; readonly from: KeyText; readonly to: KeyText }[] = []
  crossings = 0
  /** How often a system refused a row by a rule of its own, which nobody knows before. */
  refusals = 0
  /** What a dry run said when everything was left in peace; null: none was made. */
  forecast: Forecast | null = null
  /** Backups that were put back. */
  readonly restorations: Restoration[] = []
  /** Rows when new bases were taken, as `flow key`, and their values, as `flow system key field value`: nobody knows any more who made them. */
  readonly rebased = new Set<string>()
  /** What users had done before the hub looked for the first time. */
  foundThere: ReadonlySet<UserAct> = new Set()
  /** What users did in a system that was put back to before it: only the audit knows of it. */
  readonly undone: UserAct[] = []
  /** Rows that were deleted while their flow did not carry them, as `flow key`. */
  readonly goneOutside = new Set<string>()
  readonly writes: HubWrite[] = []
  /** Acts, writes and rulings in the order in which they happened. */
  readonly history: Happening[] = []
  /** Writes that timed out and may still land; each tries once. */
  readonly flights: (() => void)[] = []
  readonly told: Told[] = []
  /** What the hub is given instead of what it is to have. */
  readonly plant: Plant
  readonly without: ReadonlySet<Part>
  /** Of each flow, at most. */
  readonly records: number
  readonly terms: AllTerms
  /** What the oracle could say, by what it was about. */
  readonly foretold = new Map<string, number>()
  /** How often an accident happened. */
  readonly struck = new Map<Quirk, number>()
  readonly #shared: ReadonlySet<string>
  /** By system. */
  readonly #places: ReadonlyMap<string, readonly Place[]>
  #moment = -Infinity
  stretch: Stretch
  quirks: Quirks
  /** Lets a user act; set by the simulation. */
  race: () => void = () => undefined

  constructor(
    landscape: GeneratedLandscape,
    flows: readonly GeneratedFlow[],
    seed: number,
    quirks: Quirks,
    { alters, plant = {}, terms = {}, records = Infinity, clocks = 'tolerated' }: Variant = {},
  ) {
    this.landscape = landscape
    this.flows = flows
    this.seed = seed
    this.random = new Random(seed)
    this.clock = new VirtualClock(Date.UTC(2026, 0, 5, 8), this.random)
    this.quirks = quirks
    this.plant = plant
    this.without = new Set(plant.without)
    this.terms = terms
    this.records = records
    this.stores = new Map(
      Object.values(landscape.systems).map(({ name, clockToleranceMs }) => [
        name,
        new SimStore(name, clocks === 'exact' ? 0 : this.#offset(clockToleranceMs)),
      ]),
    )
    this.alters = alters ?? drawAlters(flows, quirks.altered, this.random)
    this.#shared = sharing(flows)
    const places = flows.flatMap((flow) => Object.values(flow.adapters).map((adapter): Place => ({ flow, adapter })))
    this.#places = Map.groupBy(places, ({ adapter }) => adapter.system)
    this.stretch = { first: true, start: new Map(), decided: [], happened: [], met: new Set(), restored: false }
  }

  /** Clocks of systems differ by no more than is tolerated. */
  #offset(toleranceMs: number): number {
    return toleranceMs === 0 ? 0 : this.random.below(toleranceMs) - Math.floor(toleranceMs / 2)
  }

  store(system: string): SimStore {
    const store = this.stores.get(system)
    if (store === undefined) throw new Error(`the landscape ${this.landscape.name} has no system ${system}`)
    return store
  }
  /**
   * Does no other flow read or write the tables of this one. What users do is told of the flow by which they did it: where a table is more than one flow's, what
   * one of them sees there follows from the acts and writes of all.
   */
  apart(name: string): boolean {
    return !this.#shared.has(name)
  }
  adapters(system: string): readonly Place[] {
    return this.#places.get(system) ?? []
  }

  happen(happening: Happening): void {
    if (happening.what === 'act') this.acts.push(happening)
    else if (happening.what === 'write') this.writes.push(happening)
    else this.rulings.push(happening)
    this.history.push(happening)
    this.stretch.happened.push(happening)
  }
  /** Everything is at rest: what happens from here on is told by itself. */
  rest(): void {
    const start = new Map(
      this.flows.map((flow) => {
        const adapters = flow.systems.map((name) => flow.adapters[name]!)
        const tables = adapters.map(({ system, place }) => this.store(system).table(place))
        const keys = new Set(tables.flatMap(({ rows }) => [...rows.keys()]))
        const rows = (key: KeyText) => tables.map((table, j) => carriedValues(flow, adapters[j]!, table.rows.get(key)))
        const held = [...keys].map((key) => [key, rows(key)] as const).filter(([, of]) => of.some((row) => row !== null))
        return [flow.name, new Map(held)] as const
      }),
    )
    this.stretch = { first: false, start, decided: this.#decided(), happened: [], met: new Set(), restored: false }
  }
  #decided(): Ruling[] {
    const touched = new Set<string>()
    return this.history.toReversed().flatMap((each) => {
      const record = `${each.flow} ${each.key}`
      if (each.what === 'act') touched.add(record)
      return each.what === 'ruling' && !touched.has(record) ? [each] : []
    })
  }

  /** New bases are taken of everything that is there now. */
  rebase(): void {
    this.rulings = []
    for (const flow of this.flows)
      for (const adapter of Object.values(flow.adapters)) {
        for (const key of this.store(adapter.system).table(adapter.place).rows.keys()) this.rebased.add(`${flow.name} ${key}`)
        this.#writtenByNobody(flow, adapter)
      }
  }

  /** A backup of a system is put back: its rows are as they were, and nobody has written that now. */
  wentBack(system: string): void {
    for (const flow of this.flows)
      for (const adapter of Object.values(flow.adapters)) if (adapter.system === system) this.#writtenByNobody(flow, adapter)
  }

  #writtenByNobody(flow: GeneratedFlow, adapter: Adapter): void {
    for (const [key, row] of this.store(adapter.system).table(adapter.place).rows)
      for (const [field, value] of Object.entries(carriedValues(flow, adapter, row) ?? {}))
        this.rebased.add(JSON.stringify([flow.name, adapter.system, key, field, value]))
  }

  /** An accident may happen here: does it. @param at where it depends on what the system can do */
  strikes(quirk: Quirk, at?: Place): boolean {
    if (this.quirks[quirk] === 0 || (at !== undefined && !happensAt(at, quirk)) || !this.random.chance(this.quirks[quirk])) return false
    this.meet(quirk)
    return true
  }
  /** It has happened. */
  meet(quirk: Quirk): void {
    this.stretch.met.add(quirk)
    this.struck.set(quirk, (this.struck.get(quirk) ?? 0) + 1)
  }

  foretell(what: string): void {
    this.foretold.set(what, (this.foretold.get(what) ?? 0) + 1)
  }

  tell(what: string, who: Told['who'], system: string | null = null): void {
    this.told.push({ at: this.clock.now(), what, who, system })
  }

  /** A boundary between two effects of the hub. @throws Crash */
  boundary(name: string): void {
    if (this.strikes('race')) this.race()
    if (this.flights.length > 0 && this.random.chance(0.1)) this.land()
    if (this.strikes('crash')) {
      this.tell(`CRASH at ${name}`, 'hub')
      throw unseen(() => new Crash(name))
    }
  }
  isDown(system: string): boolean {
    return this.store(system).downUntil > this.clock.now()
  }
  /** Nobody reaches the system any more, for as long as some steps take. */
  fails(system: string): void {
    this.store(system).downUntil = this.clock.now() + outageMs + this.random.below(outageMs)
    this.tell(`${system} is out of order`, 'nobody', system)
  }
  /** @throws SystemError where it is out of order */
  answers(system: string): void {
    if (!this.isDown(system)) return
    this.meet('outage')
    throw unseen(() => new SystemError('unreachable', 'timeout', system, 'no answer', 'it is tried again'))
  }

  /** When a change is made, by the clock of the hub: clocks are coarse, so it may be as of the one before. */
  moment(at: Place): number {
    const now = this.clock.now()
    if (now - this.#moment > coarseMs || !this.strikes('sharedTime', at)) this.#moment = now
    return this.#moment
  }
  /** Somebody sets the clock of the system. */
  setClock(at: Place): void {
    if (!this.strikes('skewedClock', at)) return
    const store = this.store(at.adapter.system)
    store.ahead = store.tolerated + (this.random.chance(0.3) ? 0 : this.random.below(2 * wrongMs) - wrongMs)
    this.tell(`the clock of ${store.name} is ${store.ahead} ms ahead`, 'nobody', store.name)
  }
  /** Somebody lifts rules that refuse rows, but not all. @returns of which rows, as `table key` by system */
  lift(): ReadonlyMap<string, ReadonlySet<string>> {
    const lifted = new Map<string, Set<string>>()
    for (const { name, refused } of this.stores.values())
      for (const row of refused) {
        if (this.random.chance(0.5)) continue
        refused.delete(row)
        lifted.set(name, (lifted.get(name) ?? new Set()).add(row))
      }
    return lifted
  }

  land(): void {
    this.flights.splice(this.random.below(this.flights.length), 1)[0]!()
  }

  /** No more accidents: what is under way ends, and nothing new happens. */
  calmDown(): void {
    this.quirks = calm
    this.race = () => undefined
    while (this.flights.length > 0) this.land()
    for (const store of this.stores.values()) {
      store.downUntil = -Infinity
      store.ahead = store.tolerated
    }
    for (const flow of this.flows)
      for (const { system, place } of Object.values(flow.adapters)) this.store(system).table(place).open?.commit()
  }
}

/** Flows with a table that another flow has as well. */
function sharing(flows: readonly GeneratedFlow[]): ReadonlySet<string> {
  const placed = flows.flatMap(({ name, adapters }) =>
    Object.values(adapters).map(({ system, place }) => ({ name, at: JSON.stringify([system, place]) })),
  )
  const places = [...Map.groupBy(placed, ({ at }) => at).values()]
  return new Set(places.filter((flowsThere) => flowsThere.length > 1).flatMap((flowsThere) => flowsThere.map(({ name }) => name)))
}
