/** The real engine in a simulated world. Its ledger is what survives; everything else dies with each crash. */
import type { GeneratedFlow } from '../runtime/door.ts'
import { Engine } from '../runtime/engine/engine.ts'
import type { Entry } from '../runtime/entry.ts'
import type { RunResult } from '../runtime/engine/engine.ts'
import type { Opener } from '../runtime/engine/reach.ts'
import { MemoryLedger } from '../runtime/ledger/memory.ts'
import { overlay } from '../runtime/overlay.ts'
import type { Clock, Ledger, LedgerCommit } from '../runtime/ports.ts'
import type { Cause, Settled } from '../runtime/settle.ts'
import type { KeyText } from '../runtime/values.ts'
import { VirtualClock } from './clock.ts'
import { done, said } from './forecast.ts'
import { instead, Planted } from './plant.ts'
import { Random } from './random.ts'
import { SimSystem } from './system.ts'
import type { World } from './world.ts'
import { Crash } from './world.ts'

export class Hub {
  readonly #world: World
  readonly #planted: Planted
  #ledger: MemoryLedger
  #engine: Engine
  /** Of the run that a dry run came before; null while nobody compares. */
  #commits: LedgerCommit[] | null = null

  constructor(world: World) {
    this.#world = world
    this.#planted = new Planted(world, world.plant)
    this.#ledger = new MemoryLedger({ id: 'simulated', flows: world.flows.map(({ name, systems }) => ({ name, systems })) })
    this.#engine = this.#start()
    for (const store of world.stores.values()) store.ledger = this.#ledger.id
  }

  get ledger(): MemoryLedger {
    return this.#ledger
  }
  get engine(): Engine {
    return this.#engine
  }

  #start(): Engine {
    const ledger = guarded(this.#world, this.#ledger, (commit) => this.#commits?.push(commit))
    const open: Opener = async (name) => this.#planted.system(new SimSystem(this.#world, name))
    return this.#over(this.#planted.ledger(ledger), open, this.#world.clock)
  }
  #over(ledger: Ledger, open: Opener, clock: Clock): Engine {
    const world = this.#world
    return new Engine({
      landscape: this.#planted.landscape,
      ledger,
      clock,
      core: this.#planted.core,
      open,
      flows: world.flows.map(({ name }) => name),
      limits: { batch: 3, allowDeletes: Object.fromEntries(world.flows.map(({ name }) => [name, Number.MAX_SAFE_INTEGER])) },
    })
  }

  /** What another process finds. @param from a backup of the ledger */
  restart(from: MemoryLedger = this.#ledger): void {
    this.#ledger = from.clone()
    this.#engine = this.#start()
  }

  /** null: the process died on the way. */
  async run(): Promise<RunResult | null> {
    return this.#alive(async () => this.#engine.settleAll())
  }
  /** A run of a new process, and before it what a dry run says of it. */
  async foretoldRun(): Promise<RunResult | null> {
    const world = this.#world
    this.restart()
    const clock = new VirtualClock(world.clock.now(), new Random(0))
    const over = overlay(world.landscape, this.#ledger, async (name) => new SimSystem(world, name), clock)
    const open: Opener = async (name) => this.#planted.system(await over.open(name))
    await this.#over(this.#planted.ledger(over.ledger), open, clock).settleAll()
    const [writes, refusals] = [world.writes.length, world.refusals]
    const commits: LedgerCommit[] = []
    this.#commits = commits
    const result = await this.run()
    this.#commits = null
    if (result !== null && result.down.length === 0 && world.refusals === refusals)
      world.forecast = { said: said(world, this.#planted.dryRun(over)), done: done(world, world.writes.slice(writes), commits) }
    return result
  }
  /** Looks at every record of a flow in every system, as reconciliation with repair does. */
  async relook(flow: GeneratedFlow): Promise<boolean> {
    const keys = new Set(await this.#ledger.keys(flow.name, null, Number.MAX_SAFE_INTEGER))
    for (const { system, place } of Object.values(flow.adapters))
      for (const key of this.#world.store(system).table(place).rows.keys()) keys.add(key)
    return (await this.#alive(async () => this.#engine.relook(flow.name, [...keys].sort(), 'reconciliation')))?.passed.moved ?? true
  }

  /** Tries the rows again that a system refused and refuses no longer, as `dead-letters retry` does. */
  async retry(flow: GeneratedFlow, lifted: ReadonlyMap<string, ReadonlySet<string>>): Promise<boolean> {
    const rows = Object.values(flow.adapters).flatMap(({ system, place }) =>
      [...(lifted.get(system) ?? [])].filter((row) => row.startsWith(`${place} `)).map((row) => row.slice(place.length + 1)),
    )
    if (rows.length === 0) return false
    return (await this.#alive(async () => this.#engine.relook(flow.name, [...new Set(rows)].sort(), 'retry')))?.passed.moved ?? true
  }

  /** A person's decision. @throws whatever `make` throws */
  async decide(flow: string, key: KeyText, change: string, make: (entry: Entry, cause: Cause) => Settled): Promise<void> {
    await this.#alive(async () => this.#engine.decide(flow, key, change, make))
  }

  async #alive<T>(call: () => Promise<T>): Promise<T | null> {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof Crash)) throw error
      this.restart()
      return null
    }
  }
}

/** The ledger with a boundary before and after everything that becomes durable. */
function guarded(world: World, ledger: MemoryLedger, committed: (commit: LedgerCommit) => void): Ledger {
  const commit: Ledger['commit'] = async (what) => {
    world.boundary('before a commit of the ledger')
    await ledger.commit(what)
    committed(what)
    world.boundary('after a commit of the ledger')
  }
  return instead<Ledger>(ledger, { commit })
}
