/**
 * What the server's `pgoutput` tells, decoded: transactions in the order in which they were committed, each as a whole (protocol version 1). Only the
 * columns that somebody wants are read, as text, in the form in which a cast to text gives them.
 * The format is that of "Logical Replication Message Formats" in the manual of PostgreSQL.
 */
import { readLsn } from './lsn.ts'

export interface Transaction {
  /** Where its commit stands in the log: the order of all transactions. */
  readonly n: number
  /** When it was committed, by the server's clock: epoch ms. */
  readonly at: number
  readonly xid: number
}

export interface Relation {
  readonly id: number
  readonly schema: string
  readonly name: string
  readonly columns: readonly string[]
}

/** By place among the wanted columns; undefined: the log does not hold it. */
export type Cells = readonly (string | null | undefined)[]

export interface Listener {
  begin(transaction: Transaction): void
  /** Whose change it was, where it was told. */
  origin(name: string): void
  /** A table of which changes follow, as it is from now on. @returns positions of the wanted columns, in any order; null: nobody wants its changes */
  wanted(relation: Relation): readonly number[] | null
  /** `before`: of an update or a delete, as far as the log holds it. `after` is null for a delete. */
  row(relation: number, before: Cells | null, after: Cells | null): void
  truncate(relation: number): void
  /** @param end the first place after the transaction */
  commit(end: number): void
}

interface Wanted {
  /** By column of the table: its place among the wanted ones, else -1. */
  readonly places: Int32Array
  readonly types: Int32Array
  readonly count: number
  /** Columns after this one need not be read. */
  readonly last: number
}

/** Epoch ms of 2000-01-01, from which servers count microseconds. */
const postgresEpochMs = 946_684_800_000
const code = (letter: string) => letter.charCodeAt(0)
const [B, C, O, R, I, U, D, T] = ['B', 'C', 'O', 'R', 'I', 'U', 'D', 'T'].map(code)
const [N, n, u] = ['N', 'n', 'u'].map(code)

export class Decoder {
  readonly #listener: Listener
  readonly #relations = new Map<number, { readonly relation: Relation; readonly types: Int32Array }>()
  readonly #wanted = new Map<number, Wanted | null>()
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0

  constructor(listener: Listener) {
    this.#listener = listener
  }

  /** @param at where the message begins */
  take(bytes: Buffer, at: number): void {
    this.#bytes = bytes
    this.#at = at + 1
    const kind = bytes[at]
    if (kind === I) this.#insert()
    else if (kind === U) this.#update()
    else if (kind === D) this.#delete()
    else if (kind === B) this.#begin()
    else if (kind === C) this.#listener.commit(readLsn(bytes, at + 10))
    else if (kind === R) this.#relation()
    else if (kind === O) this.#origin()
    else if (kind === T) this.#truncate()
  }

  #begin(): void {
    const at = this.#at
    const bytes = this.#bytes
    const micros = readLsn(bytes, at + 8)
    this.#listener.begin({ n: readLsn(bytes, at), at: Math.floor(micros / 1000) + postgresEpochMs, xid: bytes.readUInt32BE(at + 16) })
  }

  #origin(): void {
    this.#at += 8
    this.#listener.origin(this.#name())
  }

  #relation(): void {
    const id = this.#int32()
    const schema = this.#name()
    const name = this.#name()
    this.#at++
    const columns: string[] = []
    const types = new Int32Array(this.#int16())
    for (let column = 0; column < types.length; column++) {
      this.#at++
      columns.push(this.#name())
      types[column] = this.#int32()
      this.#at += 4
    }
    const relation = { id, schema: schema === '' ? 'pg_catalog' : schema, name, columns }
    this.#relations.set(id, { relation, types })
    this.#want(relation, types)
  }

  /** Other columns may be wanted from here on. */
  askAgain(): void {
    for (const { relation, types } of this.#relations.values()) this.#want(relation, types)
  }

  #want(relation: Relation, types: Int32Array): void {
    const chosen = this.#listener.wanted(relation)
    this.#wanted.set(relation.id, chosen === null ? null : wanted(types, chosen))
  }

  #insert(): void {
    const { id, wanted } = this.#subject()
    if (wanted === null) return
    this.#at++
    this.#listener.row(id, null, this.#cells(wanted, false))
  }

  #update(): void {
    const { id, wanted } = this.#subject()
    if (wanted === null) return
    let before: Cells | null = null
    if (this.#bytes[this.#at++] !== N) {
      before = this.#cells(wanted, true)
      this.#at++
    }
    this.#listener.row(id, before, this.#cells(wanted, false))
  }

  #delete(): void {
    const { id, wanted } = this.#subject()
    if (wanted === null) return
    this.#at++
    this.#listener.row(id, this.#cells(wanted, false), null)
  }

  #truncate(): void {
    const count = this.#int32()
    this.#at++
    for (let i = 0; i < count; i++) {
      const id = this.#int32()
      if (this.#wanted.get(id)) this.#listener.truncate(id)
    }
  }

  #subject(): { readonly id: number; readonly wanted: Wanted | null } {
    const id = this.#int32()
    return { id, wanted: this.#wanted.get(id) ?? null }
  }

  /** @param whole read on to the end of the row, since another follows */
  #cells({ places, types, count, last }: Wanted, whole: boolean): Cells {
    const bytes = this.#bytes
    const out: (string | null | undefined)[] = Array.from({ length: count })
    const columns = this.#int16()
    const until = whole ? columns : Math.min(columns, last + 1)
    for (let column = 0; column < until; column++) {
      const kind = bytes[this.#at++]
      const place = places[column]!
      if (kind === n) {
        if (place >= 0) out[place] = null
      } else if (kind !== u) {
        const length = this.#int32()
        if (place >= 0) out[place] = cast(bytes.toString('utf8', this.#at, this.#at + length), types[column]!)
        this.#at += length
      }
    }
    return out
  }

  #int16(): number {
    const value = this.#bytes.readUInt16BE(this.#at)
    this.#at += 2
    return value
  }
  #int32(): number {
    const value = this.#bytes.readInt32BE(this.#at)
    this.#at += 4
    return value
  }
  #name(): string {
    const end = this.#bytes.indexOf(0, this.#at)
    const value = this.#bytes.toString('utf8', this.#at, end)
    this.#at = end + 1
    return value
  }
}

function wanted(types: Int32Array, chosen: readonly number[]): Wanted {
  const places = new Int32Array(types.length).fill(-1)
  for (const [place, column] of chosen.entries()) places[column] = place
  return { places, types, count: chosen.length, last: Math.max(-1, ...chosen) }
}

/** Numbers of the types whose output is not what a cast to text gives. */
const bool = 16
const inet = 869
const bpchar = 1042

function cast(text: string, type: number): string {
  if (type === bool) return text === 't' ? 'true' : 'false'
  if (type === bpchar) return text.replace(/ +$/, '')
  if (type === inet && !text.includes('/')) return `${text}/${text.includes(':') ? 128 : 32}`
  return text
}
