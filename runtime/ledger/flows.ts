/**
 * The flows that a ledger is opened for, by number. Where the entries of one were written for other fields they are read as if they had been written for
 * those of now (`move`), and must be written so before anything else is. One is `changed` where they were written for other systems: then they count as absent.
 */
import type { Move } from './reshape.ts'
import { moveBetween } from './reshape.ts'
import type { FlowShape } from './shape.ts'
import type { Store } from './store.ts'

export interface FlowRow {
  readonly id: number
  readonly shape: FlowShape
  /** By system and slot: the index of the field among the flow's. */
  readonly fields: readonly (readonly number[])[]
  changed: boolean
  move: Move | null
}

export class Flows {
  readonly #store: Store
  readonly #shapes: readonly FlowShape[]
  readonly #rows = new Map<string, FlowRow>()
  readonly #names = new Map<number, { readonly name: string; readonly systems: readonly string[] }>()
  #fresh: FlowRow[] = []

  constructor(store: Store, shapes: readonly FlowShape[]) {
    this.#store = store
    this.#shapes = shapes
    this.load()
  }

  load(): void {
    this.#rows.clear()
    this.#names.clear()
    this.#fresh = []
    const stored = new Map<string, { readonly id: number; readonly text: string }>()
    let next = 1
    for (const [id, name, text] of this.#store.all('flows')) {
      stored.set(String(name), { id: Number(id), text: String(text) })
      this.#names.set(Number(id), { name: String(name), systems: (JSON.parse(String(text)) as FlowShape).systems })
      next = Math.max(next, Number(id) + 1)
    }
    for (const shape of this.#shapes) {
      const known = stored.get(shape.name)
      const fields = shape.held.map((held) => held.map((field) => shape.fields.indexOf(field)))
      const other = known !== undefined && known.text !== shapeText(shape)
      const move = other ? moveBetween({ ...(JSON.parse(known.text) as FlowShape), name: shape.name }, shape) : null
      const row: FlowRow = { id: known?.id ?? next++, shape, fields, changed: other && move === null, move }
      this.#rows.set(shape.name, row)
      if (known === undefined) {
        this.#fresh.push(row)
        this.#names.set(row.id, shape)
      }
    }
  }

  of(name: string): FlowRow {
    const row = this.#rows.get(name)
    if (row === undefined) throw new Error(`the ledger was opened without the flow ${name}`)
    return row
  }
  all(): readonly FlowRow[] {
    return [...this.#rows.values()]
  }
  name(id: number): string {
    return this.#names.get(id)?.name ?? ''
  }
  /** The system that entries of this flow have at this place. */
  system(id: number, j: number): string {
    return this.#names.get(id)?.systems[j] ?? ''
  }

  /** Within a transaction. */
  save(): void {
    for (const { id, shape } of this.#fresh) this.#store.run('insertFlow', id, shape.name, shapeText(shape))
    this.#fresh = []
  }
  /** Within a transaction: from here on entries have the new shape. */
  reshape(row: FlowRow): void {
    this.#store.run('shapeFlow', shapeText(row.shape), row.id)
    this.#names.set(row.id, row.shape)
    row.changed = false
    row.move = null
  }
}

function shapeText({ systems, units, fields, held }: FlowShape): string {
  return JSON.stringify({ systems, units, fields, held })
}
