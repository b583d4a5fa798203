/** One flow in a simulated estate: the real engine, a ledger in memory, systems in memory, and people who do what a case says. */
import type { Adapter, GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import { nextPass } from '../../runtime/engine/rhythm.ts'
import { keyText } from '../../runtime/key.ts'
import type { KeyText, Raw } from '../../runtime/values.ts'
import { commit } from '../../sim/commit.ts'
import { Hub } from '../../sim/hub.ts'
import { calm } from '../../sim/quirks.ts'
import { World } from '../../sim/world.ts'
import type { Act, Case, Cell, Moment, Played } from './acts.ts'
import type { Cast } from './cast.ts'
import { refersToItself } from './cast.ts'
import type { Kept } from './kept.ts'
import { keptSince, known } from './kept.ts'

const minuteMs = 60_000
/** A Monday. */
const nineOClock = Date.UTC(2026, 2, 2, 9)
const nothing: Kept = { audit: [], conflicts: {}, opened: 0, closed: 0 }

export interface Shown {
  readonly landscape: GeneratedLandscape
  readonly flow: GeneratedFlow
  readonly unit: string
  readonly cast: Cast
  /** Systems whose guard refuses what is not theirs to do. */
  readonly guarded: (act: Act) => boolean
}

/** Plays one case in an estate of its own. */
export async function play(shown: Shown, each: Case): Promise<Played> {
  if (each.acts.length === 0) return { ...each, moments: [] }
  if (each.acts.some((act) => 'types' in act && changesNothing(shown, act)))
    return { ...each, acts: [], moments: [], told: `${each.told} (not shown: the field has too few values for it)` }
  const stage = new Stage(shown)
  const created = each.acts.some((act) => 'creates' in act)
  await stage.begin(!created)
  return { ...each, moments: await stage.moments(each.acts, !created) }
}

function changesNothing({ flow, cast }: Shown, { types, sample }: Extract<Act, { types: string }>): boolean {
  return fieldsOf(flow, types).every((field) => {
    const [before, after] = [0, sample].map((n) => JSON.stringify(cast.valueOf(flow, field, n)))
    return before === after
  })
}

function fieldsOf(flow: GeneratedFlow, unit: string): readonly string[] {
  return flow.settle.units.find(({ name }) => name === unit)!.fields
}

class Stage {
  readonly #shown: Shown
  readonly #world: World
  readonly #hub: Hub
  readonly #key: KeyText
  readonly #fields: readonly string[]

  constructor(shown: Shown) {
    const { landscape, flow, unit, cast } = shown
    this.#shown = shown
    this.#world = new World(landscape, Object.values(landscape.flows), 1, calm, { clocks: 'exact' })
    this.#hub = new Hub(this.#world)
    this.#key = keyOf(flow.adapters[flow.systems[0]!]!, cast.keyOf(flow, 0, flow.adapters[flow.systems[0]!]!))
    this.#fields = fieldsOf(flow, unit)
  }

  // ─── What happens ──────────────────────────────────────────────────────────────────────────────

  /** What flows refer to is there, and the record itself unless it is yet to be made; all of it agreed. */
  async begin(made: boolean): Promise<void> {
    this.#at(nineOClock - 60 * minuteMs)
    const { landscape, flow: shown, cast } = this.#shown
    const flows = Object.values(landscape.flows)
    for (const flow of flows) {
      const records = flow === shown && !refersToItself(flow) ? 1 : cast.recordsOf(flow)
      const first = flow.record === shown.record && !made ? 1 : 0
      for (let n = first; n < records; n++) for (const system of flow.systems) this.#create(flow, system, n)
    }
    await this.#hub.run()
    for (const flow of flows) await this.#hub.relook(flow)
  }

  async moments(acts: readonly Act[], before: boolean): Promise<Moment[]> {
    const moments: Moment[] = before ? [await this.#moment('before', [], null, nothing)] : []
    for (const at of new Set(acts.map((act) => act.at))) {
      this.#at(nineOClock + at * minuteMs)
      const now = acts.filter((act) => act.at === at)
      const refused = now.filter((act) => this.#shown.guarded(act))
      for (const act of now) if (!refused.includes(act)) this.#act(act)
      const said = now.map((act) => `${this.#said(act)}${refused.includes(act) ? ': refused by the guard' : ''}`)
      const done = now.flatMap((act) => (refused.includes(act) ? [] : [act.system]))
      moments.push(await this.#moment('act', said, done, nothing))
    }
    const { flow } = this.#shown
    moments.push(await this.#runs('run', flow.rhythm, moments.at(-1), async () => void (await this.#hub.run())))
    const { reconcile } = flow
    if ('none' in reconcile || this.#agreed(moments.at(-1)!)) return moments
    const found = await this.#runs('reconciliation', reconcile.rhythm, moments.at(-1), async () => void (await this.#hub.relook(flow)))
    return moved(found) ? [...moments, found] : moments
  }

  async #runs(
    what: 'run' | 'reconciliation',
    rhythm: GeneratedFlow['rhythm'],
    last: Moment | undefined,
    run: () => Promise<void>,
  ): Promise<Moment> {
    const before = await known(this.#hub.ledger)
    this.#at(nextPass(rhythm, this.#world.clock.now()))
    await run()
    const { flow, unit } = this.#shown
    const kept = await keptSince(this.#hub.ledger, before, { flow: flow.name, key: this.#key, unit })
    const held = Object.keys(flow.adapters).filter(
      (system) => JSON.stringify(this.#held(system)) !== JSON.stringify(last?.held[system]?.values ?? null),
    )
    return this.#moment(what, [], null, kept, held)
  }

  #at(time: number): void {
    this.#world.clock.pass(Math.max(0, time - this.#world.clock.now()))
  }

  #act(act: Act): void {
    const { flow, cast } = this.#shown
    const adapter = flow.adapters[act.system]!
    const place = { flow, adapter }
    if ('deletes' in act) return commit(this.#world, place, this.#key, 'delete', {}, () => null)
    if ('creates' in act) return this.#create(flow, act.system, 0)
    const fields = fieldsOf(flow, act.types)
    const typed = adapter.fields.filter(({ field }) => fields.includes(field))
    const columns = Object.fromEntries(
      typed.map((mapping) => [mapping.column, mapping.encode(cast.valueOf(flow, mapping.field, act.sample))]),
    )
    commit(this.#world, place, this.#key, 'update', {}, (now) =>
      now === undefined ? null : { ...now, columns: { ...now.columns, ...columns }, times: { ...now.times } },
    )
  }

  #create(flow: GeneratedFlow, system: string, n: number): void {
    const { cast } = this.#shown
    const adapter = flow.adapters[system]!
    const stored = cast.keyOf(flow, n, adapter)
    const key = keyOf(adapter, stored)
    const columns: Record<string, Raw> = Object.fromEntries(adapter.key.map(({ column }, i) => [column, stored[i]!]))
    for (const { field, column, encode } of adapter.fields) columns[column] = encode(cast.valueOf(flow, field, 0))
    const table = this.#world.store(system).table(adapter.place)
    commit(this.#world, { flow, adapter }, key, 'create', {}, (now) => ({
      id: now?.id ?? ++table.ids,
      columns: { ...now?.columns, ...columns },
      hub: {},
      times: {},
    }))
  }

  // ─── What is there ─────────────────────────────────────────────────────────────────────────────

  async #moment(
    what: Moment['what'],
    said: readonly string[],
    users: readonly string[] | null,
    kept: Kept,
    written: readonly string[] = [],
  ): Promise<Moment> {
    const { flow } = this.#shown
    const by = (system: string): Cell['by'] => (users?.includes(system) === true ? 'user' : written.includes(system) ? 'hub' : null)
    const held = Object.fromEntries(flow.systems.map((system) => [system, { values: this.#held(system), by: by(system) }]))
    return { at: this.#world.clock.now(), what, said, held, decided: await this.#decided(), kept }
  }

  #held(system: string): Cell['values'] {
    const adapter = this.#shown.flow.adapters[system]!
    const row = this.#world.store(system).table(adapter.place).rows.get(this.#key)
    if (row === undefined) return null
    return adapter.fields
      .filter(({ field }) => this.#fields.includes(field))
      .map(({ column, decode }) => decode(row.columns[column] ?? null))
  }

  async #decided(): Promise<Moment['decided']> {
    const { flow, unit } = this.#shown
    const { ledger } = this.#hub
    const [entry] = await ledger.read(flow.name, [this.#key])
    const reviews = await ledger.reviews({ flow: flow.name, open: true })
    const inReview = reviews.some((review) => review.key === this.#key && (review.unit === '' || review.unit === unit))
    const values = entry?.live === true ? this.#fields.map((field) => entry.g[flow.fields.indexOf(field)] ?? null) : null
    return { values, inReview }
  }

  /** Nothing is left that a look at everything could find. */
  #agreed({ held, decided }: Moment): boolean {
    const { flow } = this.#shown
    const of = (system: string) => JSON.stringify(held[system]!.values)
    return (
      !decided.inReview &&
      flow.systems
        .filter((system) => this.#held(system) !== null || decided.values !== null)
        .every((system) => of(system) === JSON.stringify(this.#mine(system, decided.values)))
    )
  }
  /** What of a decided value a system holds. */
  #mine(system: string, values: Cell['values']): Cell['values'] {
    const { fields } = this.#shown.flow.adapters[system]!
    return values === null ? null : values.filter((_, i) => fields.some(({ field }) => field === this.#fields[i]))
  }

  #said(act: Act): string {
    if ('deletes' in act) return 'a user deletes the row'
    if ('creates' in act) return 'a user creates the row'
    return act.types === this.#shown.unit ? 'a user types' : `a user edits ${act.types}`
  }
}

function moved({ kept, held }: Moment): boolean {
  return (
    kept.audit.length > 0 || Object.keys(kept.conflicts).length > 0 || kept.opened > 0 || Object.values(held).some(({ by }) => by !== null)
  )
}

function keyOf(adapter: Adapter, stored: readonly Raw[]): KeyText {
  return keyText(adapter, stored)
}
