/**
 * One simulation: systems with rows, users who act, a hub that runs, and accidents; then everything is left in peace, the hub runs until nothing moves, and
 * the checks look. Everything that happens follows from the seed.
 */
import type { ConflictKind } from '../runtime/conflict-kinds.ts'
import type { GeneratedLandscape } from '../runtime/door.ts'
import { Backups } from './backups.ts'
import type { Check } from './check/index.ts'
import { checks } from './check/index.ts'
import { tally } from './coverage.ts'
import { Hub } from './hub.ts'
import type { Quirk, Quirks } from './quirks.ts'
import { calm, rough } from './quirks.ts'
import type { Plant } from './plant.ts'
import { Reviewer } from './reviewer.ts'
import { Users } from './users.ts'
import type { Told } from './story.ts'
import type { Alters } from './alter.ts'
import type { AllTerms } from './world.ts'
import { World } from './world.ts'

export interface SimulationOptions {
  readonly landscape: GeneratedLandscape
  /** Default: every flow of the landscape. Flows that bring what a flow refers to come along. */
  readonly flows?: readonly string[]
  readonly seed: number
  /** Default: everything at once. */
  readonly quirks?: Partial<Quirks>
  /** Acts of users and runs of the hub before it becomes quiet. Default: 30. */
  readonly steps?: number
  /** Records of each flow at most. Default: a handful. */
  readonly records?: number
  /** What systems make of values beyond what their bindings declare, by system and field; never of a field that the system writes. */
  readonly alters?: Alters
  /** A bug in the hub, or parts of the systems that are taken away: something must then not hold. */
  readonly plant?: Plant
  /** What policies were made with, by flow and unit: with it the oracle says more. */
  readonly terms?: AllTerms
}

export interface Simulated {
  readonly seed: number
  /** What did not hold; empty: all did. */
  readonly violations: readonly { readonly check: string; readonly what: string }[]
  readonly timeline: readonly string[]
  /** The same, by who did it where. */
  readonly told: readonly Told[]
  readonly acts: number
  readonly writes: number
  /** How often users made a row come to belong to what a flow carries, or no longer. */
  readonly crossings: number
  /** By flow: rows that users made, edits of theirs, and writes of the hub. */
  readonly moved: Readonly<Record<string, Moved>>
  /** How often the oracle could say how a record ends, by what about it. */
  readonly foretold: Readonly<Record<string, number>>
  /** How often each accident happened. */
  readonly struck: Readonly<Partial<Record<Quirk, number>>>
  /** Conflicts, as `policy, kind, quirk`, each counted under every quirk that its stretch of time met. */
  readonly met: Readonly<Record<string, number>>
  /** Conflicts that the audit tells of, each once: in which flow, about which unit (absent: the life of a record). */
  readonly conflicts: readonly Conflict[]
}
export interface Conflict {
  readonly flow: string
  readonly unit?: string
  readonly kind: ConflictKind
}
export interface Moved {
  readonly rows: number
  readonly edits: number
  readonly writes: number
}

const hourMs = 3_600_000
const quietRounds = 40
/** A dry run costs as much as the run that it foretells: one comes before the first run of every so many-th rest. */
const foretoldOneIn = 3

export async function simulate(options: SimulationOptions): Promise<Simulated> {
  const { landscape, seed } = options
  const names = withParents(landscape, options.flows ?? Object.keys(landscape.flows))
  const world = new World(
    landscape,
    names.map((name) => landscape.flows[name]!),
    seed,
    { ...rough, ...options.quirks },
    options,
  )
  const run = new Run(world)
  await run.rough(options.steps ?? 30)
  const violations = await run.atRest(checks)
  const moved = Object.fromEntries(world.flows.map(({ name }) => [name, movedOf(world, name)]))
  const { told, acts, writes } = world
  const timeline = told.map(({ at, what }) => `${new Date(at).toISOString()}  ${what}`)
  const [foretold, met] = [Object.fromEntries(world.foretold), Object.fromEntries(run.met)]
  const conflicts = await run.conflicts()
  const { crossings } = world
  const struck = Object.fromEntries(world.struck)
  return { seed, violations, timeline, told, acts: acts.length, writes: writes.length, crossings, moved, foretold, struck, met, conflicts }
}

class Run {
  readonly met = new Map<string, number>()
  readonly #world: World
  readonly #hub: Hub
  readonly #users: Users
  readonly #reviewer: Reviewer
  readonly #backups: Backups
  #audited = 0
  #rests: number
  readonly #violations: { check: string; what: string }[] = []

  constructor(world: World) {
    this.#world = world
    this.#rests = world.seed
    this.#users = new Users(world)
    this.#hub = new Hub(world)
    this.#reviewer = new Reviewer(world, this.#hub)
    this.#backups = new Backups(world, this.#hub)
  }

  /** Everything at once. Now and then it is left in peace for a while, so that the oracle can look. */
  async rough(steps: number): Promise<void> {
    const world = this.#world
    const { quirks } = world
    this.#users.populate()
    world.foundThere = new Set(world.acts)
    world.race = () => this.#users.act()
    for (let step = 0; step < steps && this.#violations.length === 0; step++) {
      const dice = world.random.next()
      if (dice < 0.57) this.#users.act()
      else if (dice < 0.86) await this.#hub.run()
      else if (dice < 0.9) await this.#reviewer.act()
      else if (dice < 0.93) world.clock.pass(world.random.below(2 * hourMs))
      else if (dice < 0.96) this.#hub.restart()
      else await this.#lull(quirks)
      await this.#backups.step()
      world.clock.pass(world.random.below(2_000))
    }
  }

  async #lull(quirks: Quirks): Promise<void> {
    const world = this.#world
    await this.atRest(checks.filter(({ ofStretch }) => ofStretch === true))
    // Some stretches are calm, so that what follows from no accident is seen by itself.
    world.quirks = world.random.chance(0.2) ? calm : quirks
    world.race = () => this.#users.act()
  }

  async atRest(some: readonly Check[]): Promise<readonly { readonly check: string; readonly what: string }[]> {
    const [world, hub] = [this.#world, this.#hub]
    if (!(await quiet(world, hub, this.#rests++ % foretoldOneIn === 0)))
      this.#violations.push({ check: 'comes to rest', what: `something still moves after ${quietRounds} runs` })
    else for (const { name, check } of some) for (const what of await check({ world, hub })) this.#violations.push({ check: name, what })
    this.#audited = await tally(world, hub, this.#audited, this.met)
    world.rest()
    return this.#violations
  }

  async conflicts(): Promise<readonly Conflict[]> {
    const out = new Map<string, Conflict>()
    for (const { name } of this.#world.flows)
      for (const { conflict, unit } of await this.#hub.ledger.audit({ flow: name, limit: Number.MAX_SAFE_INTEGER }))
        if (conflict !== undefined) {
          const known: Conflict = { flow: name, ...(unit !== undefined && unit !== '' && { unit }), kind: conflict }
          out.set(JSON.stringify(known), known)
        }
    return [...out.values()]
  }
}

function movedOf({ acts, writes }: World, name: string): Moved {
  const made = acts.filter(({ flow }) => flow === name)
  return {
    rows: made.filter(({ kind }) => kind === 'create').length,
    edits: made.filter(({ kind }) => kind === 'update').length,
    writes: writes.filter(({ flow }) => flow === name).length,
  }
}

/**
 * Runs until nothing moves any more. What is not told by detection is found by a look at everything, as reconciliation does.
 * @param foretold a dry run comes first
 */
async function quiet(world: World, hub: Hub, foretold: boolean): Promise<boolean> {
  world.calmDown()
  world.forecast = null
  world.tell('left in peace', 'nobody')
  const lifted = world.lift()
  for (let round = 0, still = 0; round < quietRounds; round++) {
    world.clock.pass(hourMs)
    const writes = world.writes.length
    const result = foretold && round === 0 ? await hub.foretoldRun() : await hub.run()
    let moved = result === null || result.moved || result.down.length > 0
    for (const flow of world.flows) {
      // What was looked at before its change was told of is told of no more by a system that was put back: the daily reconciliation finds it.
      if (!world.stretch.restored && Object.values(flow.adapters).every(({ detect }) => detect.kind === 'outbox')) continue
      moved = (await hub.relook(flow)) || moved
    }
    if (round === 0) for (const flow of world.flows) moved = (await hub.retry(flow, lifted)) || moved
    // A record that waits for its parent is tried again and again, and each try is counted: that is rest.
    const restless = moved && !(world.writes.length === writes && (await waits(world, hub)))
    still = restless ? 0 : still + 1
    if (still === 2) return true
  }
  return false
}

async function waits(world: World, hub: Hub): Promise<boolean> {
  if ((await hub.ledger.pending()).length > 0) return false
  for (const { name } of world.flows)
    if ((await hub.ledger.waiting(name, { dueAt: Number.MAX_SAFE_INTEGER, dead: true, limit: 1 })).length > 0) return true
  return false
}

function withParents(landscape: GeneratedLandscape, names: readonly string[]): readonly string[] {
  const wanted = new Set(names)
  for (const name of wanted) {
    const flow = landscape.flows[name]
    if (flow === undefined) throw new Error(`the landscape ${landscape.name} has no flow ${name}`)
    for (const { broughtBy } of flow.references)
      for (const parents of Object.values(broughtBy)) for (const parent of parents) wanted.add(parent)
  }
  return Object.keys(landscape.flows).filter((name) => wanted.has(name))
}
