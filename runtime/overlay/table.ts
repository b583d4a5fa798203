/** What a dry run has made of one table of a system: of every flow that writes there, over what the system holds. */
import type { Adapter } from '../door.ts'
import { referenceText } from '../ledger/reference.ts'
import type { Image } from '../ports.ts'
import type { KeyText, Raw } from '../values.ts'
import type { Carries } from './carries.ts'

/** A row that was written. */
export interface Row {
  /** What is known of it, by column. */
  readonly columns: ReadonlyMap<string, Raw>
  /** When somebody else last wrote a column, where that is known. */
  readonly times: ReadonlyMap<string, number | null>
  readonly id?: Raw
  /** The key under which the system has it, where all else of it is; null: it is made anew. */
  readonly from: KeyText | null
}

/** A write that whoever else reads the table is told of. */
interface Trace {
  readonly key: KeyText
  readonly by: Adapter
}

export class Table {
  /** Null: there is none any more. */
  readonly #rows = new Map<KeyText, Row | null>()
  readonly #byId = new Map<string, KeyText>()
  readonly #traces: Trace[] = []

  /** Undefined: as the system has it. */
  get(key: KeyText): Row | null | undefined {
    return this.#rows.get(key)
  }
  /** The key of the row with this own id, if it was written. */
  keyOf(id: Raw): KeyText | undefined {
    return this.#byId.get(referenceText({ id }))
  }

  /** Those that are there. */
  *rows(): Iterable<[KeyText, Row]> {
    for (const [key, row] of this.#rows) if (row !== null) yield [key, row]
  }

  put(key: KeyText, row: Row): void {
    this.remove(key)
    this.#rows.set(key, row)
    if (row.id !== undefined) this.#byId.set(referenceText({ id: row.id }), key)
  }
  remove(key: KeyText): void {
    const before = this.#rows.get(key)
    if (before?.id !== undefined) this.#byId.delete(referenceText({ id: before.id }))
    this.#rows.set(key, null)
  }

  tell(trace: Trace): void {
    this.#traces.push(trace)
  }
  get told(): number {
    return this.#traces.length
  }
  /** What others have written since so many were told. */
  by(others: Adapter, since: number): readonly Trace[] {
    return this.#traces.slice(since).filter(({ by }) => by !== others)
  }
}

/** The row that an image shows, with other values. */
export function rowOf(adapter: Adapter, key: KeyText, before: Image, values: readonly Raw[], known: Row | null): Row {
  const columns = new Map(known?.columns)
  for (const [slot, { column }] of adapter.fields.entries()) columns.set(column, values[slot]!)
  const times = new Map(known?.times)
  for (const [slot, time] of (before.times ?? []).entries()) times.set(adapter.fields[slot]!.column, time)
  const from = known === null ? (isThere(before) ? key : null) : known.from
  return { columns, times, from, ...(before.id !== undefined && { id: before.id }) }
}

/** A row as one flow sees it. @param stored as the system holds it */
export function imageOf(key: KeyText, { columns, times, id }: Row, { fields }: Adapter, carries: Carries, stored: Image | null): Image {
  const rest = (slot: number): Raw => (stored !== null && isThere(stored) ? stored.values[slot]! : null)
  const values = fields.map(({ column }, slot) => (columns.has(column) ? columns.get(column)! : rest(slot)))
  if (!carries(key, values)) return { present: false, values, died: false, death: 0, left: true }
  const known = fields.some(({ column }) => times.has(column))
  return {
    present: true,
    values,
    died: false,
    death: 0,
    ...(id !== undefined && { id }),
    ...(known && { times: fields.map(({ column }) => times.get(column) ?? null) }),
  }
}

/** Is there a row, whether the flow carries it or not. */
export function isThere({ present, left }: Image): boolean {
  return present || left === true
}
