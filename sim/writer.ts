/** One transaction of a simulated target: fence, operation mark, conditions, rows, what triggers capture. */
import type { Adapter, GeneratedFlow } from '../runtime/door.ts'
import type { Answer, Image, Write } from '../runtime/ports.ts'
import { SystemError } from '../runtime/ports.ts'
import type { KeyText, Raw } from '../runtime/values.ts'
import type { SimStore, StoredRow, Table } from './store.ts'
import { equalRaw } from './store.ts'
import { belongs, carriedValues } from './filter.ts'
import type { World } from './world.ts'

interface Lookup {
  readonly slot: number
  readonly parents: Table
}

export class SimWriter {
  readonly #world: World
  readonly #flow: GeneratedFlow
  readonly #adapter: Adapter
  readonly #store: SimStore
  readonly #table: Table
  readonly #units: readonly { readonly name: string; readonly slots: readonly number[] }[]
  readonly #lookups: readonly Lookup[]
  readonly #alters: Readonly<Record<string, (raw: Raw) => Raw>>
  /** Does the flow compare times. */
  readonly #timed: boolean

  constructor(world: World, flow: GeneratedFlow, adapter: Adapter) {
    this.#world = world
    this.#flow = flow
    this.#adapter = adapter
    this.#store = world.store(adapter.system)
    this.#table = this.#store.table(adapter.place)
    const slot = (field: string) => adapter.fields.findIndex((each) => each.field === field)
    this.#units = flow.settle.units.map(({ name, fields }) => ({ name, slots: fields.map(slot).filter((k) => k >= 0) }))
    this.#lookups = Object.keys(adapter.form === 'table' ? (adapter.statements.lookups ?? {}) : {}).flatMap((field) => {
      const record = flow.references.find((reference) => reference.field === field)?.record
      const parent = world.flows.find((each) => each.record === record)?.adapters[adapter.system]
      return parent === undefined ? [] : [{ slot: slot(field), parents: this.#store.table(parent.place) }]
    })
    this.#alters = world.alters[adapter.system] ?? {}
    this.#timed = flow.settle.units.some(({ policy }) => policy.kind === 'lastWriteWins')
  }

  /** @param id of the row that is meant, where it is known: it may be under another key */
  image(key: KeyText, seen: number, id?: Raw): Image {
    const image = this.#byKey(key, seen)
    if (image.left === true || id === undefined || this.#adapter.identity === undefined || image.id === id) return image
    const [now] = [...this.#table.rows].find(([, row]) => row.id === id) ?? []
    return now === undefined ? image : { ...image, elsewhere: { key: now } }
  }
  #byKey(key: KeyText, seen: number): Image {
    const row = this.#table.rows.get(key)
    const death = this.#adapter.detect.kind === 'outbox' ? this.#store.death(this.#table, key, seen) : 0
    if (row !== undefined && !belongs(this.#flow, this.#adapter, row))
      return { present: false, died: death > 0, death, ...(death > 0 ? { values: [] } : { values: this.#values(row), left: true }) }
    const named = row === undefined || this.#adapter.identity === undefined ? {} : { id: row.id }
    const image = { present: row !== undefined, values: row === undefined ? [] : this.#values(row), died: death > 0, death, ...named }
    if (row === undefined || !this.#timed) return image
    return { ...image, times: this.#adapter.fields.map(({ column }) => row.times[column] ?? null) }
  }
  #values(row: StoredRow): Raw[] {
    return this.#adapter.fields.map(({ column }) => row.columns[column] ?? null)
  }

  /** @throws SystemError where a later operation was seen, or this one was declared void */
  write(op: number, writes: readonly Write[]): Answer[] {
    const store = this.#store
    if (op <= store.opHigh)
      throw new SystemError(
        'misfit',
        'fenced',
        store.name,
        `operation ${op} comes too late`,
        'another run writes here: stop one of the two',
      )
    if (store.operations.has(op))
      throw new SystemError(
        'misfit',
        'void',
        store.name,
        `operation ${op} is known already`,
        'another run has taken over: stop one of the two',
      )
    store.opHigh = op
    const answers = writes.map((write) => this.#one(op, write))
    const failed = new Set<KeyText>()
    const stored = new Map<KeyText, readonly Raw[]>()
    const ids = new Map<KeyText, Raw>()
    for (const [i, answer] of answers.entries()) {
      const { key, kind, values } = writes[i]!
      if (answer.outcome === 'done' && kind === 'insert' && answer.image.id !== undefined) ids.set(key, answer.image.id)
      if (answer.outcome !== 'done') failed.add(key)
      else if (answer.image.present && answer.image.values.some((value, k) => values[k] !== undefined && !equalRaw(value, values[k])))
        stored.set(key, answer.image.values)
    }
    store.operations.set(op, { void: false, failed, stored, ...(ids.size > 0 && { ids }) })
    return answers
  }

  /** What was still on its way arrives: refused as a whole where it came too late. */
  landLate(op: number, writes: readonly Write[]): void {
    const { operations, opHigh, name } = this.#store
    const { open } = this.#table
    if (open !== null) open.commit()
    if (this.#world.without.has('void')) {
      operations.delete(op)
      this.#store.opHigh = Math.min(opHigh, op - 1)
    } else if (op <= opHigh || operations.has(op)) return this.#world.tell(`late operation ${op} at ${name} is refused`, 'hub', name)
    const done = this.write(op, writes).filter(({ outcome }) => outcome === 'done').length
    this.#world.tell(`late operation ${op} LANDS at ${name}: ${done} rows`, 'hub', name)
  }

  // ─── One row ───────────────────────────────────────────────────────────────────────────────────

  #one(op: number, write: Write): Answer {
    const { key, kind, seen } = write
    const row = this.#table.rows.get(key)
    if (kind !== 'delete') {
      const missing = this.#lookups.find(
        ({ slot, parents }) =>
          write.values[slot] !== undefined && write.values[slot] !== null && !parents.rows.has(String(write.values[slot])),
      )
      if (missing !== undefined)
        return {
          outcome: 'rejected',
          reason: 'missingParent',
          detail: `no row ${String(write.values[missing.slot])}`,
          image: this.image(key, seen),
        }
    }
    if (kind === 'rekey') return this.#rekey(op, write, row)
    if (kind !== 'delete' && this.#refuses(key))
      return { outcome: 'rejected', reason: 'constraint', detail: 'a rule of the system refuses the row', image: this.image(key, seen) }
    if (!this.#holds(write, row)) {
      this.#world.tell(`${kind} of ${key} at ${this.#store.name} is stale`, 'hub', this.#store.name)
      return { outcome: 'stale', image: this.image(key, seen, write.id) }
    }
    const at = this.#world.clock.now() + this.#store.ahead
    if (kind === 'delete') {
      this.#note(write, row, null)
      this.#table.rows.delete(key)
      this.#store.capture(this.#table, key, 'D', op, at)
    } else {
      const next: StoredRow =
        row === undefined
          ? { id: ++this.#table.ids, columns: this.#unfed(), hub: {}, times: {} }
          : { id: row.id, columns: { ...row.columns }, hub: { ...row.hub }, times: row.times }
      for (const [k, { column, field }] of this.#adapter.fields.entries()) {
        const value = write.values[k]
        if (!this.#names(write, k) || value === undefined) continue
        const stored = this.#alters[field]?.(value) ?? value
        if (!equalRaw(stored, value)) this.#world.meet('altered')
        next.columns[column] = stored
        next.hub[column] = stored
      }
      const { detect } = this.#adapter
      if (detect.kind === 'updatedAt') next.columns[detect.column] = at
      this.#note(write, row, next)
      this.#table.rows.set(key, next)
      this.#store.capture(this.#table, key, kind === 'insert' ? 'I' : 'U', op, at)
    }
    this.#world.tell(
      `${kind} of ${this.#flow.name} ${key} at ${this.#store.name}${kind === 'delete' ? '' : `: ${this.#shown(write)}`}`,
      'hub',
      this.#store.name,
    )
    const image = this.image(key, Number.MAX_SAFE_INTEGER)
    return { outcome: 'done', image }
  }

  /** By a rule that holds for the row until somebody lifts it. */
  #refuses(key: KeyText): boolean {
    const { refused, name } = this.#store
    const row = `${this.#adapter.place} ${key}`
    if (!refused.has(row) && this.#world.strikes('reject', { flow: this.#flow, adapter: this.#adapter })) {
      refused.add(row)
      this.#world.tell(`${name} takes no more of ${this.#flow.name} ${key}`, 'nobody', name)
    }
    if (!refused.has(row)) return false
    this.#world.meet('reject')
    this.#world.refusals++
    return true
  }

  /** What other flows carry of the table, and this one does not, is blank in a row of its making. */
  #unfed(): Record<string, Raw> {
    const others = this.#world
      .adapters(this.#store.name)
      .filter(({ flow, adapter }) => flow !== this.#flow && adapter.place === this.#adapter.place)
    return Object.fromEntries(others.flatMap(({ adapter }) => adapter.fields.map(({ column }) => [column, null])))
  }

  /** The row gets another key, unless a row has that one. */
  #rekey(op: number, { key, to, id, seen }: Write, row: StoredRow | undefined): Answer {
    const meant = row !== undefined && (id === undefined || this.#adapter.identity === undefined || row.id === id)
    const taken = this.#table.rows.has(to!)
    if (meant && taken)
      return { outcome: 'rejected', reason: 'constraint', detail: `another row has ${to!}`, image: this.image(key, seen, id) }
    if (!meant) {
      const image = this.image(key, seen, id)
      const there = taken && !image.present && image.left !== true && image.elsewhere === undefined
      this.#world.tell(`rekey of ${key} at ${this.#store.name} is stale`, 'hub', this.#store.name)
      return { outcome: 'stale', image: there ? { ...this.image(to!, Number.MAX_SAFE_INTEGER), underOwnKey: true } : image }
    }
    const at = this.#world.clock.now() + this.#store.ahead
    this.#table.rows.delete(key)
    const { detect } = this.#adapter
    const columns = detect.kind === 'updatedAt' ? { ...row.columns, [detect.column]: at } : row.columns
    this.#table.rows.set(to!, { ...row, columns })
    this.#store.capture(this.#table, key, 'D', op, at)
    this.#store.capture(this.#table, to!, 'I', op, at)
    const held = this.#asCarried(row, row)
    this.#world.happen({
      what: 'write',
      flow: this.#flow.name,
      system: this.#store.name,
      key: to!,
      kind: 'rekey',
      fields: [],
      changed: true,
      made: {},
      ...held,
    })
    this.#world.tell(`rekey of ${this.#flow.name} ${key} at ${this.#store.name}: it is ${to!}`, 'hub', this.#store.name)
    return { outcome: 'done', image: this.image(to!, Number.MAX_SAFE_INTEGER) }
  }

  /** The condition: the base of what is written, and no death since. */
  #holds(write: Write, row: StoredRow | undefined): boolean {
    const { without } = this.#world
    if (write.kind === 'insert') return row === undefined || without.has('insertIsInsert')
    if (row === undefined) return false
    if (without.has('condition')) return true
    const known = write.id !== undefined && this.#adapter.identity !== undefined
    if (known && row.id !== write.id) return false
    if (!known && this.#adapter.detect.kind === 'outbox' && this.#store.death(this.#table, write.key, write.seen) > 0) return false
    const concerns = (k: number) => write.kind === 'delete' || this.#names(write, k) || write.unmoved.includes(k)
    return this.#values(row).every((value, k) => !concerns(k) || equalRaw(value, write.expect[k]))
  }
  #names(write: Write, slot: number): boolean {
    return write.kind === 'insert' || write.units.some((u) => this.#units[u]!.slots.includes(slot))
  }
  #shown(write: Write): string {
    return this.#adapter.fields.flatMap(({ field }, k) => (this.#names(write, k) ? [`${field}=${String(write.values[k])}`] : [])).join(' ')
  }

  #asCarried(before: StoredRow | undefined, after: StoredRow | null) {
    const of = (row: StoredRow | undefined | null) => carriedValues(this.#flow, this.#adapter, row)
    return { before: of(before), after: of(after) }
  }

  /** For the checks: what of a user's is gone by this write. */
  #note(write: Write, before: StoredRow | undefined, after: StoredRow | null): void {
    const { key, kind } = write
    const about = { flow: this.#flow.name, system: this.#store.name, key }
    const fields: string[] = []
    const made: Record<string, Raw> = {}
    let changed = before === undefined || after === null
    for (const [k, mapping] of this.#adapter.fields.entries()) {
      const { column, field } = mapping
      const old = before?.columns[column]
      if (after !== null && this.#names(write, k)) fields.push(field)
      const now = after?.columns[column] ?? null
      if (after !== null && !equalRaw(old ?? null, now)) made[field] = now
      if (before === undefined || old === undefined || (after !== null && equalRaw(old, after.columns[column]))) continue
      changed = true
      if (!equalRaw(old, before.hub[column])) this.#world.overwritten.push({ ...about, mapping, raw: old })
    }
    this.#world.happen({ what: 'write', ...about, kind, fields, changed, made, ...this.#asCarried(before, after) })
  }
}
