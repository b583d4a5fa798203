/** What is durable in one simulated system: tables, what triggers captured, and the marks of operations. It survives every crash of the hub. */
import type { KeyText, Raw } from '../runtime/values.ts'
import { asText } from './as-text.ts'

export interface StoredRow {
  /** The system's own id of it. */
  readonly id: number
  /** By column. */
  columns: Record<string, Raw>
  /** By column: what the hub wrote last; columns that only users wrote are absent. */
  hub: Record<string, Raw>
  /** By column: when users wrote it last, by the clock of the system; columns that only the hub wrote are absent. */
  times: Record<string, number>
}
export interface Captured {
  readonly seq: number
  readonly key: KeyText
  readonly kind: 'I' | 'U' | 'D'
  /** null: a user. */
  readonly op: number | null
  readonly at: number
}
export interface Table {
  readonly rows: Map<KeyText, StoredRow>
  outbox: Captured[]
  /** Numbers drawn so far. */
  seq: number
  /** Own ids given so far. */
  ids: number
  /** A user's transaction that is still open: its number, and the row it has locked. */
  open: { readonly seq: number; readonly key: KeyText; readonly commit: () => void } | null
  /** By key: the newest delete by a user, and our newest insert. */
  readonly deaths: Map<KeyText, number>
  readonly births: Map<KeyText, number>
}
export interface Operation {
  readonly void: boolean
  readonly failed: ReadonlySet<KeyText>
  readonly stored: ReadonlyMap<KeyText, readonly Raw[]>
  readonly ids?: ReadonlyMap<KeyText, Raw>
}

export class SimStore {
  readonly name: string
  readonly identity: string
  readonly operations = new Map<number, Operation>()
  readonly #tables = new Map<string, Table>()
  ledger: string | null = null
  opHigh = 0

  /** How far the system's clock is ahead, in milliseconds: within what is tolerated, unless it is set wrong. */
  ahead: number
  readonly tolerated: number
  /** It does not answer before, epoch ms. */
  downUntil = -Infinity
  /** Rows of which a rule of the system takes no writes, as `table key`. */
  readonly refused = new Set<string>()

  constructor(name: string, ahead: number) {
    this.name = name
    this.ahead = ahead
    this.tolerated = ahead
    this.identity = `simulated ${name}`
  }

  /** The highest operation of which it knows, recorded or void. */
  get opKnown(): number {
    return Math.max(this.opHigh, ...this.operations.keys())
  }

  /** A copy, as a backup holds it. What is not committed yet is not in it. */
  backup(): SimStore {
    const copy = new SimStore(this.name, this.tolerated)
    copy.putBack(this)
    return copy
  }
  /** Everything durable is as it is there. What was under way here is lost. */
  putBack(from: SimStore): void {
    this.ledger = from.ledger
    this.opHigh = from.opHigh
    this.operations.clear()
    for (const [op, operation] of from.operations) this.operations.set(op, operation)
    for (const name of new Set([...this.#tables.keys(), ...from.#tables.keys()])) putBack(this.table(name), from.table(name))
  }

  table(name: string): Table {
    let table = this.#tables.get(name)
    if (table === undefined)
      this.#tables.set(name, (table = { rows: new Map(), outbox: [], seq: 0, ids: 0, open: null, deaths: new Map(), births: new Map() }))
    return table
  }

  /** What triggers do. */
  capture(table: Table, key: KeyText, kind: Captured['kind'], op: number | null, at: number, seq = ++table.seq): void {
    table.outbox.push({ seq, key, kind, op, at })
    if (kind === 'D' && op === null) table.deaths.set(key, seq)
    if (kind === 'I' && op !== null) table.births.set(key, seq)
  }

  /** Number of the newest delete by a user after `seen` and after our last insert, or 0. */
  death(table: Table, key: KeyText, seen: number): number {
    const death = table.deaths.get(key) ?? 0
    return death > seen && death > (table.births.get(key) ?? 0) ? death : 0
  }

  /** Everything that a dump of the database would show, as text. */
  dump(): string {
    const tables = [...this.#tables].map(([name, { rows }]) => [
      name,
      [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, { columns }]) => [key, columns]),
    ])
    return asText(tables)
  }
}

/** In place: connections go on with the same table. */
function putBack(table: Table, { rows, outbox, seq, ids, deaths, births }: Table): void {
  table.rows.clear()
  for (const [key, { id, columns, hub, times }] of rows)
    table.rows.set(key, { id, columns: { ...columns }, hub: { ...hub }, times: { ...times } })
  Object.assign(table, { outbox: [...outbox], seq, ids, open: null })
  for (const [into, of] of [
    [table.deaths, deaths],
    [table.births, births],
  ] as const) {
    into.clear()
    for (const [key, number] of of) into.set(key, number)
  }
}

/** Null-safe, by type and bytes. */
export function equalRaw(a: Raw | undefined, b: Raw | undefined): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return a.length === b.length && a.every((byte, i) => b[i] === byte)
  return Object.is(a, b)
}
