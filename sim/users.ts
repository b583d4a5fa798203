/** What users of the systems do: they create, edit and delete, mostly what they may and now and then what they may not. */
import type { Adapter, GeneratedFlow, Mapping } from '../runtime/door.ts'
import { keyParts, keyText } from '../runtime/key.ts'
import type { Canonical, KeyText, Raw } from '../runtime/values.ts'
import { keyPool, typed } from './sample.ts'
import type { StoredRow } from './store.ts'
import type { World } from './world.ts'

const often = { foreignField: 0.2, foreignLife: 0.1, delete: 0.15, missingParent: 0.15 }

interface Desk {
  readonly flow: GeneratedFlow
  readonly adapter: Adapter
  readonly system: number
}

export class Users {
  readonly #world: World
  readonly #desks: readonly Desk[]

  constructor(world: World) {
    this.#world = world
    this.#desks = world.flows.flatMap((flow) => flow.systems.map((name, system) => ({ flow, adapter: flow.adapters[name]!, system })))
  }

  /** One act of one user, somewhere. */
  act(): void {
    const { random } = this.#world
    const desk = random.pick(this.#desks)
    const n = random.below(keysOf(desk.flow).length)
    const key = this.#key(desk, n)
    const table = this.#world.store(desk.adapter.system).table(desk.adapter.table)
    const row = table.rows.get(key)
    const { life } = desk.flow.settle
    if (row === undefined) {
      if (life.creates.includes(desk.system) || random.chance(often.foreignLife)) this.#create(desk, key, n)
    } else if (random.chance(often.delete)) {
      if (life.deletes.includes(desk.system) || random.chance(often.foreignLife)) this.#delete(desk, key)
    } else this.#update(desk, key, row)
  }

  /** Rows that are there before the first sync: some in one system, some in several, equal or not. */
  populate(): void {
    const { random } = this.#world
    for (const flow of this.#world.flows) {
      for (let n = 0; n < keysOf(flow).length; n++) {
        if (random.chance(0.4)) continue
        let values: Record<string, Canonical> | null = null
        for (const [system, name] of flow.systems.entries()) {
          const desk = { flow, adapter: flow.adapters[name]!, system }
          if (!flow.settle.life.creates.includes(system) && !random.chance(0.3)) continue
          values = this.#create(desk, this.#key(desk, n), n, values !== null && random.chance(0.7) ? values : null)
        }
      }
    }
  }

  #key({ flow, adapter }: Desk, n: number): KeyText {
    const parts = keysOf(flow)[n]!
    return keyText(
      adapter,
      adapter.key.map((mapping, i) => mapping.encode(parts[i]!)),
    )
  }

  // ─── Acts ──────────────────────────────────────────────────────────────────────────────────────

  #create(desk: Desk, key: KeyText, n: number, given: Readonly<Record<string, Canonical>> | null = null): Record<string, Canonical> {
    const values: Record<string, Canonical> = {}
    const columns: Record<string, Raw> = {}
    const parts = keysOf(desk.flow)[n]!
    for (const [i, mapping] of desk.adapter.key.entries()) columns[mapping.column] = mapping.encode(parts[i]!)
    for (const mapping of desk.adapter.fields) {
      const value = given?.[mapping.field] ?? this.#typed(desk, mapping.field)
      values[mapping.field] = value
      columns[mapping.column] = mapping.encode(value)
    }
    this.#commit(desk, key, 'create', values, () => ({ columns, hub: {} }))
    return values
  }

  #update(desk: Desk, key: KeyText, row: StoredRow): void {
    const { random } = this.#world
    const units = desk.flow.settle.units.filter(({ fields }) => fields.every((field) => mappingOf(desk.adapter, field) !== undefined))
    const mine = units.filter(({ policy }) => policy.writer === null || policy.writer === desk.system)
    const others = units.filter(({ policy }) => policy.writer !== null && policy.writer !== desk.system)
    const from = mine.length === 0 || (others.length > 0 && random.chance(often.foreignField)) ? others : mine
    if (from.length === 0 || (from === others && !random.chance(2 * often.foreignField))) return
    const values: Record<string, Canonical> = {}
    const columns: Record<string, Raw> = {}
    for (const field of random.pick(from).fields) {
      const value = this.#typed(desk, field)
      const mapping = mappingOf(desk.adapter, field)!
      values[field] = value
      columns[mapping.column] = mapping.encode(value)
    }
    if (Object.entries(columns).every(([column, value]) => Object.is(row.columns[column], value))) return
    this.#commit(desk, key, 'update', values, (now) =>
      now === undefined ? null : { columns: { ...now.columns, ...columns }, hub: now.hub },
    )
  }

  #delete(desk: Desk, key: KeyText): void {
    this.#commit(desk, key, 'delete', {}, () => null)
  }

  /** In a system that commits late the change is there, with the number it drew, only later. */
  #commit(
    { flow, adapter }: Desk,
    key: KeyText,
    kind: 'create' | 'update' | 'delete',
    values: Record<string, Canonical>,
    change: (now: StoredRow | undefined) => StoredRow | null,
  ): void {
    const { random, quirks, clock } = this.#world
    const store = this.#world.store(adapter.system)
    const table = store.table(adapter.table)
    // One open transaction at a time is enough.
    table.open?.commit()
    const seq = ++table.seq
    const drawnAt = clock.now()
    const commit = () => {
      table.open = null
      const before = table.rows.get(key)
      const after = change(before)
      if (after === null && before === undefined) return
      if (after === null) table.rows.delete(key)
      else {
        if (adapter.detect.kind === 'updatedAt') after.columns[adapter.detect.column] = drawnAt
        table.rows.set(key, after)
      }
      store.capture(table, key, kind === 'create' ? 'I' : kind === 'update' ? 'U' : 'D', null, drawnAt, seq)
      this.#world.acts.push({ at: clock.now(), flow: flow.name, system: adapter.system, key, kind, values })
      const shown = Object.entries(values).map(([field, value]) => ` ${field}=${JSON.stringify(value)}`)
      this.#world.tell(`user at ${adapter.system}: ${kind}s ${flow.name} ${key}${shown.join('')}`)
    }
    if (!random.chance(quirks.lateCommit)) return commit()
    this.#world.tell(`user at ${adapter.system}: begins to ${kind} ${flow.name} ${key}`)
    table.open = { seq, key, commit }
  }

  #typed(desk: Desk, field: string): Canonical {
    const { random } = this.#world
    const mappings = desk.flow.systems.flatMap((name) => mappingOf(desk.flow.adapters[name]!, field) ?? [])
    const reference = desk.flow.references.find((each) => each.field === field)
    const parent = this.#world.flows.find(({ record }) => record === reference?.record)
    if (parent === undefined) return typed(mappings, random)
    if (mappings.every(({ nullable }) => nullable) && random.chance(0.2)) return null
    const adapters = Object.values(parent.adapters)
    const held = adapters.flatMap((adapter) => [...this.#world.store(adapter.system).table(adapter.table).rows.keys()])
    if (held.length === 0 || random.chance(often.missingParent)) return random.pick(keysOf(parent))[0]!
    const [adapter] = adapters
    return adapter!.key[0]!.decode(keyParts(adapter!, random.pick(held.sort()))[0]!)
  }
}

function keysOf(flow: GeneratedFlow): readonly (readonly Canonical[])[] {
  return keyPool(Object.values(flow.adapters))
}

function mappingOf(adapter: Adapter, field: string): (Mapping & { readonly field: string }) | undefined {
  return adapter.fields.find((each) => each.field === field)
}
