/** What users of the systems do: they create, edit and delete, mostly what they may and now and then what they may not. */
import type { Adapter, GeneratedFlow, Mapping } from '../runtime/door.ts'
import { keyParts, keyText } from '../runtime/key.ts'
import type { Canonical, KeyText, Raw } from '../runtime/values.ts'
import { carriedValues, named } from './filter.ts'
import { commit } from './commit.ts'
import { foreignFields, happensAt } from './occasions.ts'
import { keyPool, typed } from './sample.ts'
import { storable } from './storable.ts'
import type { PolicyKind, UnitRule } from '../runtime/policies/rule.ts'
import type { Random } from './random.ts'
import type { StoredRow, Table } from './store.ts'
import { equalRaw } from './store.ts'
import type { Values } from './story.ts'
import { valuesOf } from './story.ts'
import type { World } from './world.ts'

const often = { renumber: 0.15, crossing: 0.5, foreignField: 0.2, foreignLife: 0.1, delete: 0.15, missingParent: 0.15, rival: 0.4 }

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
    if (this.#world.strikes('foreignProgram', desk)) return this.#program(desk)
    const n = random.below(this.#keysOf(desk.flow).length)
    const key = this.#key(desk, n)
    const row = this.#table(desk).rows.get(key)
    const { life } = desk.flow.settle
    if (row === undefined) {
      if (life.creates.includes(desk.system) || random.chance(often.foreignLife)) this.#create(desk, key, n)
    } else if (desk.adapter.identity !== undefined && random.chance(often.renumber)) {
      if (life.creates.includes(desk.system) || random.chance(2 * often.foreignLife)) this.#renumber(desk, key)
    } else if (random.chance(often.delete) && this.#mayVanish(desk)) {
      if (life.deletes.includes(desk.system) || random.chance(often.foreignLife)) this.#delete(desk, key)
    } else this.#update(desk, key, row)
  }

  /** Rows that are there before the first sync: some in one system, some in several, equal or not. */
  populate(): void {
    const { random } = this.#world
    for (const flow of this.#world.flows) {
      for (let n = 0; n < this.#keysOf(flow).length; n++) {
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

  #keysOf(flow: GeneratedFlow): readonly (readonly Canonical[])[] {
    return keyPool(Object.values(flow.adapters)).slice(0, this.#world.records)
  }

  #key({ flow, adapter }: Desk, n: number): KeyText {
    const parts = this.#keysOf(flow)[n]!
    return keyText(
      adapter,
      adapter.key.map((mapping, i) => mapping.encode(parts[i]!)),
    )
  }

  /** A row that goes where nothing tells of it is an accident of its own. */
  #mayVanish(desk: Desk): boolean {
    return !happensAt(desk, 'silentDelete') || this.#world.strikes('silentDelete', desk)
  }

  // ─── Acts ──────────────────────────────────────────────────────────────────────────────────────

  #create(desk: Desk, key: KeyText, n: number, given: Readonly<Record<string, Canonical>> | null = null): Record<string, Canonical> {
    const values: Record<string, Canonical> = {}
    const columns: Record<string, Raw> = {}
    const parts = this.#keysOf(desk.flow)[n]!
    for (const [i, mapping] of desk.adapter.key.entries()) columns[mapping.column] = mapping.encode(parts[i]!)
    for (const mapping of desk.adapter.fields) {
      const value = given?.[mapping.field] ?? this.#begun(desk, mapping.field)
      values[mapping.field] = value
      columns[mapping.column] = mapping.encode(value)
    }
    for (const other of this.#desks.filter((each) => each !== desk && this.#table(each) === this.#table(desk)))
      for (const { column, encode, field } of other.adapter.fields) columns[column] ??= encode(this.#begun(other, field))
    commit(this.#world, desk, key, 'create', values, (now) => ({
      id: now?.id ?? ++this.#table(desk).ids,
      columns,
      hub: {},
      times: { ...now?.times },
    }))
    return values
  }

  #update(desk: Desk, key: KeyText, row: StoredRow): void {
    const { random } = this.#world
    const units = desk.flow.settle.units.filter(({ fields }) => fields.every((field) => mappingOf(desk.adapter, field) !== undefined))
    const mine = units.filter(({ policy }) => policy.writer === null || policy.writer === desk.system)
    const others = units.filter(({ policy }) => policy.writer !== null && policy.writer !== desk.system)
    const from = mine.length === 0 || (others.length > 0 && random.chance(often.foreignField)) ? others : mine
    if (from.length === 0 || (from === others && !random.chance(2 * often.foreignField))) return
    const unit = this.#crossing(desk, mine) ?? random.pick(from)
    this.#edit(desk, key, row, unit)
    if (unit.policy.writer === null && random.chance(often.rival)) this.#rival(desk, key, unit)
  }

  /** Where the flow carries some rows only, users often edit what says so. */
  #crossing({ flow, adapter }: Desk, units: readonly UnitRule[]): UnitRule | undefined {
    const { filter } = flow
    if (filter?.system !== adapter.system || !this.#world.random.chance(often.crossing)) return undefined
    return units.find(({ fields }) => fields.some((field) => filter.rows[field] !== undefined))
  }

  /** At about the same time somebody edits the same in another system. */
  #rival(desk: Desk, key: KeyText, unit: UnitRule): void {
    const others = this.#desks.filter(
      ({ flow, adapter }) => flow === desk.flow && adapter !== desk.adapter && unit.fields.every((field) => mappingOf(adapter, field)),
    )
    if (others.length === 0) return
    const other = this.#world.random.pick(others)
    const row = this.#table(other).rows.get(key)
    if (row !== undefined) this.#edit(other, key, row, unit)
  }

  #edit(desk: Desk, key: KeyText, row: StoredRow, unit: UnitRule): void {
    const values: Record<string, Canonical> = {}
    const columns: Record<string, Raw> = {}
    const seen = valuesOf(desk.adapter, row)!
    const elsewhere = this.#elsewhere(desk, key)
    const same = elsewhere !== null && unit.policy.writer === null && this.#world.random.chance(0.12)
    for (const field of unit.fields) {
      const mapping = mappingOf(desk.adapter, field)!
      const there = same ? elsewhere[field] : undefined
      const alike = there !== undefined && storable(mapping, there) ? there : undefined
      values[field] = (same ? alike : retyped(unit.policy.kind, seen[field]!, this.#world.random)) ?? this.#typed(desk, field)
      columns[mapping.column] = mapping.encode(values[field])
    }
    if (Object.entries(columns).every(([column, value]) => equalRaw(row.columns[column], value))) return
    commit(this.#world, desk, key, 'update', values, (now) =>
      now === undefined ? null : { id: now.id, columns: { ...now.columns, ...columns }, hub: now.hub, times: { ...now.times } },
    )
  }

  /** What another system shows of the record: people type the same in two places, too. */
  #elsewhere({ flow, adapter }: Desk, key: KeyText): Values | null {
    const others = Object.values(flow.adapters).filter((each) => each !== adapter)
    if (others.length === 0) return null
    const other = this.#world.random.pick(others)
    return valuesOf(other, this.#world.store(other.system).table(other.place).rows.get(key))
  }

  #table({ adapter }: Desk): Table {
    return this.#world.store(adapter.system).table(adapter.place)
  }

  /** Another key for a row, which the system takes at once. Whoever looks at keys alone sees one row go and another come. */
  #renumber(desk: Desk, key: KeyText): void {
    const { flow, adapter } = desk
    const { random, clock } = this.#world
    const table = this.#table(desk)
    table.open?.commit()
    const free = this.#keysOf(flow).flatMap((_, n) => (table.rows.has(this.#key(desk, n)) ? [] : [this.#key(desk, n)]))
    const row = table.rows.get(key)
    if (free.length === 0 || row === undefined) return
    const to = random.pick(free)
    const store = this.#world.store(adapter.system)
    const at = clock.now() + store.ahead
    table.rows.delete(key)
    const { detect } = adapter
    const moved = { ...row, columns: { ...row.columns, ...(detect.kind === 'updatedAt' ? { [detect.column]: at } : {}) } }
    table.rows.set(to, moved)
    store.capture(table, key, 'D', null, at)
    store.capture(table, to, 'I', null, at)
    const values = carriedValues(flow, adapter, moved)
    const about = { what: 'act', at: clock.now(), clock: at, left: false, flow: flow.name, system: adapter.system } as const
    this.#world.renumberings.push({ flow: flow.name, from: key, to })
    this.#world.happen({ ...about, kind: 'delete', key, values: {}, before: values, after: null })
    this.#world.happen({ ...about, kind: 'create', key: to, values: values ?? {}, before: null, after: values })
    this.#world.tell(`user at ${adapter.system}: renumbers ${flow.name} ${key}: it is ${to}`, 'user', adapter.system)
  }

  /** A job of the system's own sets one field, which is not the system's, in every row to the same value. */
  #program(desk: Desk): void {
    const fields = foreignFields(desk.flow, desk.adapter)
    const { field, column, encode } = this.#world.random.pick(fields)
    const value = this.#typed(desk, field)
    for (const [key, row] of [...this.#table(desk).rows].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (equalRaw(row.columns[column], encode(value))) continue
      commit(this.#world, desk, key, 'update', { [field]: value }, (now) =>
        now === undefined
          ? null
          : { id: now.id, columns: { ...now.columns, [column]: encode(value) }, hub: now.hub, times: { ...now.times } },
      )
    }
  }

  #delete(desk: Desk, key: KeyText): void {
    commit(this.#world, desk, key, 'delete', {}, () => null)
  }

  /** Quantities begin small, so that what is added up can be stored. */
  #begun(desk: Desk, field: string): Canonical {
    const { kind } = desk.flow.settle.units.find(({ fields }) => fields.includes(field))!.policy
    const typed = this.#typed(desk, field)
    return kind === 'delta' && typeof typed === 'string'
      ? retyped(kind, typed.replace(/\d(?=\d*(?:\.|$))/g, '0').replace(/^-?0+(?=\d)/, ''), this.#world.random)!
      : typed
  }

  #typed(desk: Desk, field: string): Canonical {
    const { random } = this.#world
    const mappings = desk.flow.systems.flatMap((name) => mappingOf(desk.flow.adapters[name]!, field) ?? [])
    const reference = desk.flow.references.find((each) => each.field === field)
    const parent = this.#world.flows.find(({ record }) => record === reference?.record)
    const crossing = named(desk.flow, field, mappings[0]!).filter((value) => mappings.every((mapping) => storable(mapping, value)))
    if (crossing.length > 0 && random.chance(often.crossing)) return random.pick(crossing)
    if (parent === undefined) return typed(mappings, random)
    if (mappings.every(({ nullable }) => nullable) && random.chance(0.2)) return null
    const adapters = Object.values(parent.adapters)
    const held = adapters.flatMap((adapter) => [...this.#world.store(adapter.system).table(adapter.place).rows.keys()])
    if (held.length === 0 || random.chance(often.missingParent)) return random.pick(this.#keysOf(parent))[0]!
    const [adapter] = adapters
    return adapter!.key[0]!.decode(keyParts(adapter!, random.pick(held.sort()))[0]!)
  }
}

function mappingOf(adapter: Adapter, field: string): (Mapping & { readonly field: string }) | undefined {
  return adapter.fields.find((each) => each.field === field)
}

/** What somebody makes of a value that he sees: a little more or less of a quantity, an element more or less of a collection. undefined: something else. */
function retyped(kind: PolicyKind, seen: Canonical, random: Random): Canonical | undefined {
  if (kind === 'delta' && typeof seen === 'string') {
    const [, fraction = ''] = seen.split('.')
    const step = (1 + random.below(30)) * (random.chance(0.5) ? 1 : -1)
    return (Number(seen) + step / 10 ** fraction.length).toFixed(fraction.length)
  }
  if (kind !== 'union' || !Array.isArray(seen) || seen.length === 0 || random.chance(0.5)) return undefined
  const gone = random.below(seen.length)
  return (seen as readonly Canonical[]).filter((_, i) => i !== gone)
}
