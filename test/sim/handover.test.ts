/**
 * A field is handed over, to and fro, while users of all systems write to it and systems have their accidents. In the end all hold the same, whatever a user had typed
 * and lost is in the audit, and nothing moves any more.
 */
import { expect, it } from 'vitest'
import { Failure } from '../../cli/failure.ts'
import { takeStep } from '../../cli/handover/step.ts'
import { handoverOf, wayOf } from '../../cli/handover/way.ts'
import { owner } from '../../runtime/policies/owner.ts'
import { precedence } from '../../runtime/policies/precedence.ts'
import { checks } from '../../sim/check/index.ts'
import { Hub } from '../../sim/hub.ts'
import { calm, rough } from '../../sim/quirks.ts'
import { Users } from '../../sim/users.ts'
import { Crash, World } from '../../sim/world.ts'
import type { MadeFlow } from './landscapes/made.ts'
import { made } from './landscapes/made.ts'

/** The oracle knows nothing of owners that change, nor does who looks at whose column it is. */
const looked = new Set(['convergence', 'life', 'conflicts are counted', 'no lost value is missing from the audit', 'idempotence'])
const takes = ['old', 'new', 'review'] as const

function flowOf(systems: number, handed: MadeFlow['units'][number]['owner'], life: MadeFlow['life']): MadeFlow {
  return {
    name: 'things',
    systems: ['A', 'B', 'C'].slice(0, systems),
    units: [
      { fields: { status: 'name' }, owner: handed },
      { fields: { other: 'note' }, owner: 0 },
    ],
    life: { creates: [0], deletes: [0], ...life },
  }
}

const possible: Readonly<Record<string, readonly Parameters<typeof takeStep>[1][]>> = {
  none: ['start'],
  shadow: ['switch', 'switch', 'switch', 'backOut'],
  switched: ['backOut', 'backOut', 'finish'],
  backedOut: ['finish'],
  finished: ['backOut'],
}

class Walk {
  readonly world: World
  readonly hub: Hub
  readonly users: Users
  readonly phases = new Set<string>()

  constructor(seed: number, quirks: typeof calm, deletes: boolean) {
    const systems = seed % 3 === 0 ? 3 : 2
    const life = { againstUpdate: seed % 2 === 0 ? 'updateWins' : 'deleteWins', ...(deletes ? {} : { deletes: [] }) } as const
    const real = made('handed', [flowOf(systems, owner(1, { from: 0 }), life)])
    // To its users it is a field that all of them write.
    const seen = made('handed', [flowOf(systems, precedence(0), life)])
    const flow = { ...real.flows['things']!, settle: seen.flows['things']!.settle }
    this.world = new World(real, [flow], seed, quirks)
    this.hub = new Hub(this.world)
    this.users = new Users(this.world)
  }

  async step(step: Parameters<typeof takeStep>[1]): Promise<void> {
    const { world, hub } = this
    const way = wayOf(world.landscape, 'things.status')
    try {
      await takeStep(way, step, world.random.pick(takes), 'somebody', hub.engine)
      world.tell(`handover: ${step}`, 'user')
    } catch (error) {
      if (error instanceof Crash) hub.restart()
      else if (!(error instanceof Failure)) throw error
    }
  }
  async anyStep(): Promise<void> {
    await this.step(this.world.random.pick(possible[(await this.phase()) ?? 'none']!))
    this.phases.add((await this.phase()) ?? 'none')
  }
  async phase(): Promise<string | undefined> {
    return (await handoverOf(this.hub.ledger, wayOf(this.world.landscape, 'things.status')))?.phase
  }

  async rough(steps: number): Promise<void> {
    const { world, hub, users } = this
    users.populate()
    world.race = () => users.act()
    for (let n = 0; n < steps; n++) {
      const dice = world.random.next()
      if (dice < 0.55) users.act()
      else if (dice < 0.8) await hub.run()
      else if (dice < 0.95) await this.anyStep()
      else hub.restart()
      world.clock.pass(world.random.below(2_000))
    }
  }

  /** Ends the shadow, and settles all there is. */
  async rest(): Promise<string[]> {
    const { world, hub } = this
    world.calmDown()
    for (let round = 0; round < 8; round++) {
      world.clock.pass(3_600_000)
      if (round === 2 && (await this.phase()) === 'shadow') await this.step(world.random.pick(['switch', 'backOut'] as const))
      await hub.run()
    }
    const wrong: string[] = []
    for (const { name, check } of checks)
      if (looked.has(name)) wrong.push(...(await check({ world, hub })).map((what) => `${name}: ${what}`))
    return wrong
  }
}

it.each([
  ['calm', calm, false],
  ['with accidents', rough, false],
  ['with accidents and deletes', rough, true],
] as const)('%s', async (_, quirks, deletes) => {
  const met = new Set<string>()
  for (let seed = 1; seed <= 60; seed++) {
    const walk = new Walk(seed, quirks, deletes)
    await walk.rough(30)
    for (const phase of walk.phases) met.add(phase)
    const wrong = await walk.rest()
    expect({ seed, wrong, story: wrong.length === 0 ? [] : walk.world.told.map(({ what }) => what) }).toEqual({
      seed,
      wrong: [],
      story: [],
    })
  }
  expect([...met].toSorted()).toEqual(['backedOut', 'finished', 'none', 'shadow', 'switched'])
})
