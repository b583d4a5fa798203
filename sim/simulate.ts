/**
 * One simulation: systems with rows, users who act, a hub that runs, and accidents; then everything is left in peace, the hub runs until nothing moves, and
 * the checks look. Everything that happens follows from the seed.
 */
import type { GeneratedLandscape } from '../runtime/door.ts'
import { checks } from './check/index.ts'
import { Hub } from './hub.ts'
import type { Quirks } from './quirks.ts'
import { rough } from './quirks.ts'
import { Users } from './users.ts'
import type { Alters, Part } from './world.ts'
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
  /** What systems make of values beyond what their bindings declare, by system and field; never of a field that the system writes. */
  readonly alters?: Alters
  /** Parts of the systems to take away: something must then not hold. */
  readonly without?: readonly Part[]
}

export interface Simulated {
  readonly seed: number
  /** What did not hold; empty: all did. */
  readonly violations: readonly { readonly check: string; readonly what: string }[]
  readonly timeline: readonly string[]
  readonly acts: number
  readonly writes: number
  /** By flow: rows that users made, edits of theirs, and writes of the hub. */
  readonly moved: Readonly<Record<string, Moved>>
}
export interface Moved {
  readonly rows: number
  readonly edits: number
  readonly writes: number
}

const hourMs = 3_600_000
const quietRounds = 40

export async function simulate(options: SimulationOptions): Promise<Simulated> {
  const { landscape, seed } = options
  const names = withParents(landscape, options.flows ?? Object.keys(landscape.flows))
  const world = new World(
    landscape,
    names.map((name) => landscape.flows[name]!),
    seed,
    { ...rough, ...options.quirks },
    options.alters ?? {},
    options.without ?? [],
  )
  const users = new Users(world)
  const hub = new Hub(world)
  users.populate()
  world.race = () => users.act()
  for (let step = 0; step < (options.steps ?? 30); step++) {
    const dice = world.random.next()
    if (dice < 0.6) users.act()
    else if (dice < 0.93) await hub.run()
    else if (dice < 0.97) world.clock.pass(world.random.below(2 * hourMs))
    else hub.restart()
    world.clock.pass(world.random.below(2_000))
  }
  const violations: { check: string; what: string }[] = []
  if (!(await quiet(world, hub))) violations.push({ check: 'comes to rest', what: `something still moves after ${quietRounds} runs` })
  else for (const { name, check } of checks) for (const what of await check({ world, hub })) violations.push({ check: name, what })
  const moved = Object.fromEntries(world.flows.map(({ name }) => [name, movedOf(world, name)]))
  return { seed, violations, timeline: world.timeline, acts: world.acts.length, writes: world.writes.length, moved }
}

function movedOf({ acts, writes }: World, name: string): Moved {
  const made = acts.filter(({ flow }) => flow === name)
  return {
    rows: made.filter(({ kind }) => kind === 'create').length,
    edits: made.filter(({ kind }) => kind === 'update').length,
    writes: writes.filter(({ flow }) => flow === name).length,
  }
}

/** Runs until nothing moves any more. What is not told by detection is found by a look at everything, as reconciliation does. */
async function quiet(world: World, hub: Hub): Promise<boolean> {
  world.calmDown()
  world.tell('left in peace')
  for (let round = 0, still = 0; round < quietRounds; round++) {
    world.clock.pass(hourMs)
    const writes = world.writes.length
    const result = await hub.run()
    let moved = result === null || result.moved || result.down.length > 0
    for (const flow of world.flows) {
      if (Object.values(flow.adapters).every(({ detect }) => detect.kind === 'outbox')) continue
      moved = (await hub.relook(flow)) || moved
    }
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
