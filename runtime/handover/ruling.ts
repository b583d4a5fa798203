/** The policy that rules each record of a flow whose fields change their owner: the code says between whom, the ledger how far that has come. */
import type { GeneratedFlow } from '../door.ts'
import type { Entry } from '../entry.ts'
import { UNCOMPARED } from '../entry.ts'
import type { Kernel } from '../kernel.ts'
import { compile, compileWith } from '../kernel.ts'
import { byBytes } from '../ledger/key-order.ts'
import { changingHands, inShadow } from '../policies/handed-over.ts'
import { owner } from '../policies/owner.ts'
import type { Policy } from '../policies/rule.ts'
import type { Ledger } from '../ports.ts'
import type { Cause, Event, Settled } from '../settle.ts'
import type { KeyText } from '../values.ts'
import type { Handover, Handovers } from './state.ts'
import { readHandovers } from './state.ts'
import type { Settling } from './take-over.ts'
import { takeOver } from './take-over.ts'

/** A unit on its way. */
interface Way {
  readonly u: number
  readonly from: number
  readonly to: number
  readonly handover: Handover
}

export class Ruling {
  readonly handovers: Handovers
  readonly #flow: GeneratedFlow
  readonly #plain: Kernel
  readonly #ways: readonly Way[]
  readonly #kernels = new Map<string, Kernel>()

  constructor(flow: GeneratedFlow, handovers: Handovers, plain: Kernel = compile(flow)) {
    this.#flow = flow
    this.#plain = plain
    this.handovers = handovers
    this.#ways = plain.units.flatMap(({ name, policy }, u) => {
      const handover = handovers[name]
      const said = policy.handover
      if (handover === undefined || said === undefined || !isOf(handover, said, flow)) return []
      return [{ u, ...said, handover }]
    })
  }

  /** Fields that are on their way by the ledger, and no more by the code: nobody could tell who is to decide. */
  strays(): readonly string[] {
    return Object.entries(this.handovers).flatMap(([name, { phase }]) => {
      const known = this.#ways.some(({ u }) => this.#plain.units[u]!.name === name)
      return known || phase === 'finished' ? [] : [name]
    })
  }

  /** As the ledger has it now. */
  static async of(ledger: Pick<Ledger, 'setting'>, flow: GeneratedFlow, plain?: Kernel): Promise<Ruling> {
    return new Ruling(flow, await readHandovers(ledger, flow.name), plain)
  }

  /** The flow as it is for this record now. */
  kernel(key: KeyText, entry: Entry): Kernel {
    if (this.#ways.length === 0) return this.#plain
    const stages = this.#ways.map((way) => stageIn[way.handover.phase](way, key, entry))
    const id = stages.join()
    let kernel = this.#kernels.get(id)
    if (kernel === undefined) {
      kernel = compileWith(this.#flow, new Map(this.#ways.map((way, i) => [way.u, policies[stages[i]!](way)])))
      this.#kernels.set(id, kernel)
    }
    return kernel
  }

  /** Takes a record through the phases that have not come to it. The same entry comes back where there is nothing to settle. */
  settle(key: KeyText, entry: Entry, cause: Cause): Settled {
    const events: Event[] = []
    let at = entry
    for (const way of this.#ways) {
      if (came(way.handover, key)) continue
      for (const settling of settlings(way)) {
        const opened = events.filter(({ kind }) => kind === 'review').length
        const settled = takeOver(this.kernel(key, at), at, settling, { ...cause, nextReview: cause.nextReview + opened })
        at = settled.entry
        events.push(...settled.events)
      }
    }
    return { entry: at, events }
  }
}

function isOf({ from, to }: Handover, said: NonNullable<Policy['handover']>, { systems }: GeneratedFlow): boolean {
  return systems[said.from] === from && systems[said.to] === to
}

/** The flow as it is for one record by the ledger: for tools that read, and for what a person decides. @param entry null: there is no such record */
export async function kernelFor(ledger: Pick<Ledger, 'setting'>, flow: GeneratedFlow, key: KeyText, entry: Entry | null): Promise<Kernel> {
  return entry === null ? compile(flow) : (await Ruling.of(ledger, flow)).kernel(key, entry)
}

type Stage = 'shadow' | 'old' | 'new' | 'toNew' | 'toOld'

const policies: Readonly<Record<Stage, (way: Way) => Policy>> = {
  shadow: ({ from, to }) => inShadow(from, to),
  old: ({ from }) => owner(from),
  new: ({ to }) => owner(to),
  toNew: ({ from, to, handover: { take } }) => changingHands(to, from, take === 'review'),
  toOld: ({ from, to }) => changingHands(from, to, false),
}

const stageIn: Readonly<Record<Handover['phase'], (way: Way, key: KeyText, entry: Entry) => Stage>> = {
  shadow: () => 'shadow',
  switched: ({ u, to, handover }, key, entry) => (came(handover, key) && isInformed(entry, u, to) ? 'new' : 'toNew'),
  backedOut: ({ u, from, handover }, key, entry) =>
    handover.onlyShadow === true || (came(handover, key) && isInformed(entry, u, from)) ? 'old' : 'toOld',
  finished: () => 'new',
}

/** Has the phase come to this record. */
function came({ walk }: Handover, key: KeyText): boolean {
  return walk === undefined || (walk.after !== null && byBytes(key, walk.after) <= 0)
}

/** Nobody owns what he has not been told: until the decided value has arrived at system j, and is not in review, it can be written there. */
export function isInformed({ live, s, stamp, held }: Entry, u: number, j: number): boolean {
  if (held?.[u]?.frozen === true) return false
  const { present, d } = s[j]!
  return !live || !present || d === null || d[u] === stamp[u]!.n || d[u] === UNCOMPARED
}

/** What becomes of what a system holds beside what is decided. */
function settlings({ u, from, to, handover: { phase, take = 'old', onlyShadow } }: Way): readonly Settling[] {
  if (phase === 'switched') return [{ u, j: to, how: take }]
  const shadow = { u, j: to, how: 'foreign' } as const
  return onlyShadow === true ? [shadow] : [shadow, { u, j: from, how: 'old' }]
}
