import type { Changes, Position } from '../ports.ts'
import type { FlowRun } from './flow-run.ts'

/**
 * Changes that are read before any of them is settled, a portion at a time: the change cap has to know of how many all systems tell. What was read ahead is handed out
 * once the reading gets there, and not asked for again.
 */
export class ReadAhead {
  readonly #run: FlowRun
  #portions: { readonly from: Position | null; readonly changes: Changes }[][]

  constructor(run: FlowRun) {
    this.#run = run
    this.#portions = run.kernel.systems.map(() => [])
  }

  /** A pass begins: what another one left unread is read anew. */
  forget(): void {
    this.#portions = this.#portions.map(() => [])
  }

  /** What system j tells of after `from`; it is told again until it was `taken`. Null: it does not answer. */
  async portion(j: number, from: Position | null): Promise<Changes | null> {
    const [first] = this.#portions[j]!
    if (first !== undefined && first.from === from) return first.changes
    this.#portions[j] = []
    return this.#read(j, from)
  }

  taken(j: number): void {
    this.#portions[j]!.shift()
  }

  /** May system j tell of more changes by others than `many`. Reads no further than that. */
  async mayTellOfMore(j: number, from: Position | null, many: number): Promise<boolean> {
    const portions = this.#portions[j]!
    let [told, at] = [0, from]
    for (let i = 0; ; i++) {
      const changes = portions[i]?.changes ?? (await this.#read(j, at))
      if (changes === null) return false
      for (const { op } of changes.hints) if (op === null) told++
      if (told > many || changes.readAgain === true) return true
      if (!changes.more || (changes.position === at && changes.hints.length === 0)) return false
      at = changes.position
    }
  }

  async #read(j: number, from: Position | null): Promise<Changes | null> {
    const changes = await this.#run.at(j, async (bound) => bound.changes(from, this.#run.context.limits.batch))
    if (changes !== null) this.#portions[j]!.push({ from, changes })
    return changes
  }
}
