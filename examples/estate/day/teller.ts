/** Tells the day as it happens: what people do when they do it, and what came of it once the ledger knows. */
import type { RunResult } from '../../../runtime/engine/engine.ts'
import type { Ledger } from '../../../runtime/ports.ts'
import type { Act } from './act.ts'
import { clockText } from './act.ts'
import { linesOf } from './told.ts'

const indent = '       '

export class Teller {
  readonly #say: (line: string) => void
  #heard = 0
  #edits = 0
  #down = ''
  /** What the passes since the last look have found. */
  #latest: RunResult | null = null

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  act({ at, who, says }: Act, answer: string | void): void {
    if (says === undefined) return
    this.#say(`${at.slice(0, 5)}  ${who} ${says}`)
    if (typeof answer === 'string') this.#say(`${indent}${answer}`)
  }
  passed(result: RunResult): void {
    this.#latest = result
  }

  /** What the ledger says of the time since it was last asked. */
  async listen(ledger: Ledger, now: number): Promise<void> {
    const rows = (await ledger.audit({ limit: 1_000_000 })).filter(({ id }) => id > this.#heard)
    this.#heard = Math.max(this.#heard, ...rows.map(({ id }) => id))
    const { told, counted } = linesOf(rows.toSorted((a, b) => a.id - b.id))
    this.#edits += counted
    for (const line of told) this.#say(`${indent}→ ${line}`)
    this.#tellDown(now)
  }
  #tellDown(now: number): void {
    const down = (this.#latest?.down ?? []).map(({ system }) => system).join(', ')
    if (down !== this.#down)
      this.#say(
        `${clockText(now)}  the engine ${down === '' ? 'has every system again' : `leaves ${down} alone, and what is decided for it waits`}`,
      )
    this.#down = down
  }

  /** Ordinary edits and new records since this was last asked. */
  edits(): number {
    const edits = this.#edits
    this.#edits = 0
    return edits
  }
}
