/** Plays scenarios with the real engine on the real files of an example. Time is that of the scenario, so each play tells the same. */
import { openReview } from '../../cli/review/open.ts'
import { overturning, taking } from '../../cli/review/decision.ts'
import type { Decision } from '../../cli/review/decision.ts'
import { coOwned, Example, workOrders } from '../../examples/prepared.ts'
import type { Adapter, GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import type { Engine } from '../../runtime/engine/engine.ts'
import { keyText } from '../../runtime/key.ts'
import { compile } from '../../runtime/kernel.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Raw } from '../../runtime/values.ts'
import type { Moment, Scenario, Step, Timeline, Values } from './scenario.ts'
import { Variants } from './variants.ts'
import type { Known } from '../../cli/timeline/kept.ts'
import { keptSince, keptText, known } from '../../cli/timeline/kept.ts'
import { shown } from '../../cli/timeline/words.ts'

const kinds = { 'work-orders': workOrders, 'co-owned': coOwned } as const satisfies Record<Scenario['example'], unknown>
/** Each scenario has two days to itself: the caps of one count nothing of another. */
const twoDaysMs = 48 * 3_600_000
const firstDay = Date.UTC(2026, 2, 2)
const firstSync = '08:00'

export class Stage {
  readonly #example: Example
  readonly #landscape: GeneratedLandscape
  readonly #clock: { now: number }
  /** Customers that both systems hold and no scenario has used. */
  readonly #free: string[]
  readonly #used = new Set<string>()
  readonly #variants: Variants

  private constructor(name: Scenario['example'], example: Example, landscape: GeneratedLandscape, clock: { now: number }) {
    this.#variants = new Variants(name)
    this.#example = example
    this.#landscape = landscape
    this.#clock = clock
    this.#free =
      landscape.flows['customers'] === undefined
        ? []
        : example.rows('crm', 'SELECT account_no AS n FROM account ORDER BY rowid').map(({ n }) => String(n))
  }

  static async open(name: Scenario['example']): Promise<Stage> {
    const clock = { now: firstDay + timeOf(firstSync) }
    const kind = kinds[name]
    const example = await Example.start(kind, { now: () => clock.now, sleep: async () => {}, random: () => 0.5 })
    return new Stage(name, example, kind.landscape, clock)
  }
  close(): void {
    this.#example.end()
  }

  async play({ flow: name, key, unit, choice, steps }: Scenario): Promise<Timeline> {
    const landscape = choice === undefined ? this.#landscape : await this.#variants.with(name, choice)
    const flow = landscape.flows[name]!
    const parts = key ?? [this.#free.shift()!]
    if (this.#used.has(`${name} ${parts.join()}`)) throw new Error(`two scenarios are about ${name} ${parts.join()}`)
    this.#used.add(`${name} ${parts.join()}`)
    const day = firstDay + this.#used.size * twoDaysMs
    return this.#example.with(async (engine) => {
      const record = new PlayedRecord(this.#example, engine, landscape, flow, parts, unit)
      return { systems: record.systems, unit, moments: await this.#moments(record, steps, day) }
    }, landscape)
  }

  async #moments(record: PlayedRecord, steps: readonly Step[], day: number): Promise<Moment[]> {
    const moments: Moment[] = []
    const first = await record.state()
    if (first.held.some((held) => held !== noRow)) moments.push({ at: firstSync, ...first, happened: ['after the first sync'] })
    for (const step of steps) {
      this.#clock.now = day + timeOf(step.at)
      const happened = await record.happens(step, this.#clock.now)
      moments.push({ at: step.at, ...(await record.state()), happened })
    }
    return moments
  }
}

const noRow = 'no row'

class PlayedRecord {
  readonly #example: Example
  readonly #engine: Engine
  readonly #landscape: GeneratedLandscape
  readonly #flow: GeneratedFlow
  readonly #kernel: Kernel
  readonly #parts: readonly (string | number)[]
  readonly #unit: number
  readonly #key: string
  readonly systems: readonly string[]

  constructor(
    example: Example,
    engine: Engine,
    landscape: GeneratedLandscape,
    flow: GeneratedFlow,
    parts: readonly (string | number)[],
    unit: string,
  ) {
    this.#example = example
    this.#engine = engine
    this.#landscape = landscape
    this.#flow = flow
    this.#kernel = compile(flow)
    this.#parts = parts
    this.#unit = this.#kernel.units.findIndex(({ name }) => name === unit)
    if (this.#unit < 0) throw new Error(`flow ${flow.name} has no field ${unit}`)
    const adapter = flow.adapters[flow.systems[0]!]!
    this.#key = keyText(adapter, storedKey(adapter, parts))
    this.systems = flow.systems
  }

  // ─── What is there ─────────────────────────────────────────────────────────────────────────────

  async state(): Promise<Pick<Moment, 'held' | 'decided'>> {
    return { held: this.systems.map((system) => this.#held(system)), decided: await this.#decided() }
  }

  #held(system: string): string {
    const adapter = this.#adapter(system)
    const fields = this.#kernel.units[this.#unit]!.fields.map((name) => adapter.fields.find(({ field }) => field === name)!)
    const columns = fields.map(({ column }, i) => `"${column}" AS v${i}`).join(', ')
    const [row] = this.#example.rows(system.toLowerCase(), `SELECT ${columns} FROM "${adapter.place}" WHERE ${this.#where(system)}`)
    return row === undefined ? noRow : shown(fields.map((mapping, i) => mapping.decode(row[`v${i}`] as Raw)))
  }

  async #decided(): Promise<string> {
    const [entry] = await this.#engine.ledger.read(this.#flow.name, [this.#key])
    if (entry === null || entry === undefined || (!entry.live && entry.inc === 0)) return entry?.lifeHeld ? 'in review' : ''
    const value = shown(this.#kernel.units[this.#unit]!.at.map((f) => entry.g[f] ?? null))
    const held = entry.lifeHeld !== 0 || entry.held?.[this.#unit]?.frozen === true
    return `${entry.live ? value : 'deleted'}${held ? ', in review' : ''}`
  }

  // ─── What happens ──────────────────────────────────────────────────────────────────────────────

  async happens(step: Step, now: number): Promise<string[]> {
    if ('user' in step) return [this.#acts(step, now)]
    if ('system' in step) {
      this.#example.sql(step.system.toLowerCase(), step.sql)
      return [step.told]
    }
    const before = await known(this.#engine.ledger)
    if ('run' in step) await this.#engine.settleAll()
    const who = 'run' in step ? null : await this.#decides(step)
    const kept = await this.#since(before)
    return [who ?? (kept.length === 0 ? 'a run decides nothing' : 'a run'), ...kept]
  }

  #acts(step: Extract<Step, { user: string }>, now: number): string {
    const { user } = step
    const { place, key } = this.#adapter(user)
    const database = user.toLowerCase()
    const outbox = `thalweg_outbox_${this.#flow.name}`
    const [{ seq }] = this.#example.rows(database, `SELECT coalesce(max(seq), 0) AS seq FROM "${outbox}"`) as [{ seq: number }]
    const [sql, told] = ((): [string, string] => {
      if ('deletes' in step) return [`DELETE FROM "${place}" WHERE ${this.#where(user)}`, 'deletes the row']
      if ('sets' in step)
        return [`UPDATE "${place}" SET ${assigned(step.sets).join(', ')} WHERE ${this.#where(user)}`, `sets ${named(step.sets)}`]
      const all = { ...Object.fromEntries(key.map(({ column }, i) => [column, this.#parts[i]!])), ...step.creates }
      const values = Object.values(all).map(literal).join(', ')
      return [`INSERT INTO "${place}" (${Object.keys(all).join(', ')}) VALUES (${values})`, 'creates a row']
    })()
    this.#example.sql(database, sql, `UPDATE "${outbox}" SET at = ${now} WHERE seq > ${seq}`)
    return `a user of ${user} ${told}`
  }

  async #decides(step: Extract<Step, { author: string }>): Promise<string> {
    const { what, make } = 'takes' in step ? await this.#taking(step.takes) : await this.#overturning()
    await this.#engine.decide(this.#flow.name, this.#key, `${what} by ${step.author}`, make)
    return `${step.author} ${'takes' in step ? `takes ${step.takes}` : 'overturns the decision'}`
  }
  async #taking(choice: string): Promise<Decision> {
    const { ledger } = this.#engine
    const review = (await ledger.reviews({ flow: this.#flow.name, open: true })).find(({ key }) => key === this.#key)
    return taking(await openReview(ledger, this.#landscape, String(review?.id)), choice)
  }
  async #overturning(): Promise<Decision> {
    const rows = await this.#engine.ledger.audit({ flow: this.#flow.name, key: this.#key, limit: 1_000 })
    return overturning(
      this.#kernel,
      rows.findLast(({ body }) => Array.isArray(body['lost']))!,
    )
  }

  async #since(before: Known): Promise<string[]> {
    return keptText(
      await keptSince(this.#engine.ledger, before, { flow: this.#flow.name, key: this.#key, unit: this.#kernel.units[this.#unit]!.name }),
    )
  }

  // ─── Small parts ───────────────────────────────────────────────────────────────────────────────

  #adapter(system: string): Adapter {
    return this.#flow.adapters[system]!
  }
  #where(system: string): string {
    const adapter = this.#adapter(system)
    const stored = storedKey(adapter, this.#parts)
    return adapter.key.map(({ column }, i) => `"${column}" = ${literal(stored[i] as string | number)}`).join(' AND ')
  }
}

function storedKey(adapter: Adapter, parts: readonly (string | number)[]): Raw[] {
  return adapter.key.map((mapping, i) => mapping.encode(parts[i]!))
}
/** Milliseconds into the day. */
function timeOf(at: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = at.split(':').map(Number)
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000
}
function assigned(values: Values): string[] {
  return Object.entries(values).map(([name, value]) => `${name} = ${literal(value)}`)
}
function named(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} to ${shown([value])}`)
    .join(' and ')
}
function literal(value: string | number | null): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
