/** Who decides open reviews, and now and then what was decided without him: takes a side, leaves everything as it is, or overturns with a value that lost. */
import { leaveRow, leaveValue, outOfReach, takeLife, takeValue } from '../runtime/decide.ts'
import type { GeneratedFlow } from '../runtime/door.ts'
import type { Entry } from '../runtime/entry.ts'
import type { Kernel } from '../runtime/kernel.ts'
import { compile, encodeAll } from '../runtime/kernel.ts'
import type { Review } from '../runtime/ports.ts'
import type { Cause, Settled } from '../runtime/settle.ts'
import type { Canonical, KeyText } from '../runtime/values.ts'
import { ValueError } from '../runtime/values.ts'
import type { Hub } from './hub.ts'
import type { Ruling } from './story.ts'
import type { World } from './world.ts'

/** What he was to decide has come about otherwise, or nothing could be done about it. */
class Closed extends Error {
  override readonly name = 'Closed'
}
type Choice = Pick<Ruling, 'unit' | 'value'> & { readonly settled: Settled }

export class Reviewer {
  readonly #world: World
  readonly #hub: Hub
  readonly #kernels: ReadonlyMap<string, Kernel>

  constructor(world: World, hub: Hub) {
    this.#world = world
    this.#hub = hub
    this.#kernels = new Map(world.flows.map((flow) => [flow.name, compile(flow)]))
  }

  async act(): Promise<void> {
    const open = await this.#hub.ledger.reviews({ open: true })
    if (open.length > 0 && this.#world.random.chance(0.8)) await this.#review(this.#world.random.pick(open))
    else await this.#overturn()
  }

  async #review(review: Review): Promise<void> {
    const { random } = this.#world
    const kernel = this.#kernels.get(review.flow)!
    const side = random.below(kernel.systems.length)
    const leave = random.chance(0.25)
    const u = kernel.units.findIndex(({ name }) => name === review.unit)
    await this.#decide(kernel.flow, review.key, `review ${review.id}, ${leave ? 'left' : kernel.flow.systems[side]!}`, (entry, cause) => {
      if (u < 0) {
        if (entry.lifeHeld !== review.id) throw new Closed()
        const row = kernel.flow.systems.indexOf(review.system)
        if (leave && review.conflict === 'foreignCreate') return { unit: '', value: null, settled: leaveRow(kernel, entry, row, cause) }
        if (outOfReach(kernel, entry, side).length > 0) throw new Closed()
        return { unit: '', value: null, settled: takeLife(kernel, entry, side, cause) }
      }
      if (entry.held?.[u]?.id !== review.id) throw new Closed()
      if (leave) return { unit: review.unit, value: null, settled: leaveValue(kernel, entry, u, cause) }
      // Nobody writes a field in its owner's system.
      const value = valueAt(kernel, entry, kernel.units[u]!.policy.writer ?? side, u)
      return { unit: review.unit, value, settled: takeValue(kernel, entry, u, value, cause) }
    })
  }

  async #overturn(): Promise<void> {
    const { random, flows } = this.#world
    const flow = random.pick(flows)
    const kernel = this.#kernels.get(flow.name)!
    const rows = (await this.#hub.ledger.audit({ flow: flow.name, limit: Number.MAX_SAFE_INTEGER })).filter(({ unit, body }) => {
      const rule = kernel.units.find(({ name }) => name === unit)
      return rule?.policy.writer === null && Array.isArray(body['lost'])
    })
    if (rows.length === 0) return
    const { id, key, unit, body } = random.pick(rows)
    const u = kernel.units.findIndex(({ name }) => name === unit)
    const value = body['lost'] as Canonical[]
    await this.#decide(flow, key, `decision ${id} overturned`, (entry, cause) => {
      if (!entry.live || entry.lifeHeld !== 0) throw new Closed()
      return { unit: unit!, value, settled: takeValue(kernel, entry, u, value, cause) }
    })
  }

  /** He decides on what he sees: nobody moves and nothing dies while he does. What he decided is delivered as badly as anything. */
  async #decide(flow: GeneratedFlow, key: KeyText, change: string, make: (entry: Entry, cause: Cause) => Choice): Promise<void> {
    const world = this.#world
    const { quirks } = world
    world.quirks = { ...quirks, crash: 0, race: 0, unreachable: 0 }
    let made: Ruling | null = null
    try {
      if (!world.strikes('haste')) await this.#hub.run()
      await this.#hub.decide(flow.name, key, `${change} by R`, (entry, cause) => {
        const { settled, unit, value } = make(entry, cause)
        made = { what: 'ruling', at: world.clock.now(), flow: flow.name, key, unit, value, blind: this.#hub.engine.down().length > 0 }
        world.tell(`reviewer: ${flow.name} ${key} ${unit} ${change}${value === null ? '' : `: ${JSON.stringify(value)}`}`, 'reviewer')
        world.happen(made)
        return settled
      })
    } catch (error) {
      // What one system holds another may have no form for: he is told so, and nothing is decided.
      if (!(error instanceof Closed) && !(error instanceof ValueError)) throw error
    } finally {
      world.quirks = quirks
    }
    if (made !== null) (made as Ruling).blind ||= this.#hub.engine.down().length > 0
  }
}

function valueAt(kernel: Kernel, entry: Entry, j: number, u: number): Canonical[] {
  const { adapter, slots } = kernel.systems[j]!
  const s = entry.s[j]!
  if (!s.present || slots[u]!.length === 0) throw new Closed()
  const base = s.b ?? encodeAll(kernel, j, entry.g)
  return slots[u]!.map((slot) => adapter.fields[slot]!.decode(base[slot]!))
}
