/** Tells the day as it happens: what people do when they do it, and what came of it once the ledger knows. */
import type { RunResult } from '../../../runtime/engine/engine.ts'
import type { AuditRow, Ledger } from '../../../runtime/ports.ts'
import type { Act } from './act.ts'
import { clockText } from './act.ts'
import { linesOf } from './told.ts'

const indent = '       '
const hourMs = 3_600_000

type Row = AuditRow & { readonly id: number }

export class Teller {
  readonly #say: (line: string) => void
  #heard = 0
  #down = ''
  /** What the passes since the last look have found. */
  #latest: RunResult | null = null

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  say(at: string, line: string): void {
    this.#say(`${at.slice(0, 5)}  ${line}`)
  }
  add(line: string): void {
    this.#say(`${indent}${line}`)
  }
  act({ at, who, says }: Act, answer: string | void): void {
    if (says === undefined) return
    this.say(at, `${who} ${says}`)
    if (typeof answer === 'string') this.add(answer)
  }
  passed(result: RunResult): void {
    this.#latest = result
  }

  /** What the first sync has found: far too much to tell one by one. */
  async firstSync(ledger: Ledger, { from, until }: { readonly from: number; readonly until: number }): Promise<void> {
    const tallies = await ledger.tally({ since: from, until, stepMs: hourMs })
    const made = tallies.filter(({ kind }) => kind === 'created').reduce((sum, { rows }) => sum + rows, 0)
    this.add(`→ ${made.toLocaleString('en')} records`)
    const both = tallies.filter(({ conflict }) => conflict === 'bothCreated')
    for (const [flow, of] of Map.groupBy(both, (tally) => tally.flow))
      this.add(`→ ${flow}, where two systems held one otherwise: ${of.map(({ unit, rows }) => `${unit} of ${rows}`).join(', ')}`)
    this.#heard = Math.max(0, ...(await ledger.audit({ limit: 1 })).map(({ id }) => id))
  }

  /** What the ledger says of the time since it was last asked. */
  async listen(ledger: Ledger, now: number): Promise<void> {
    const rows = await this.#news(ledger)
    this.#heard = rows.at(-1)?.id ?? this.#heard
    for (const line of linesOf(rows)) this.add(`→ ${line}`)
    this.#tellDown(now)
  }
  async #news(ledger: Ledger): Promise<Row[]> {
    for (let limit = 256; ; limit *= 8) {
      const rows = await ledger.audit({ limit })
      if (rows.length < limit || rows[0]!.id <= this.#heard) return rows.filter(({ id }) => id > this.#heard)
    }
  }
  #tellDown(now: number): void {
    const down = (this.#latest?.down ?? []).map(({ system }) => system).join(', ')
    if (down !== this.#down)
      this.say(
        clockText(now),
        `the engine ${down === '' ? 'has every system again' : `leaves ${down} alone, and what is decided for it waits`}`,
      )
    this.#down = down
  }
}
