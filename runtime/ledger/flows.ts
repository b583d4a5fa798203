/**
 * The flows that a ledger is opened for, by number. Where the entries of one were written for other fields they are read as if they had been written for
 * those of now (`move`), and must be written so before anything else is. One is `changed` where they were written for other systems: then they count as absent.
 */
import type { EntryWrite } from '../ports.ts'
import { LedgerError } from '../ports.ts'
import type { Move } from './reshape.ts'
import { moveBetween } from './reshape.ts'
import type { FlowShape } from './shape.ts'

export interface FlowRow {
  readonly id: number
  readonly shape: FlowShape
  /** By system and slot: the index of the field among the flow's. */
  readonly fields: readonly (readonly number[])[]
  changed: boolean
  move: Move | null
}

export class Flows {
  readonly #shapes: readonly FlowShape[]
  readonly #rows = new Map<string, FlowRow>()
  readonly #names = new Map<number, { readonly name: string; readonly systems: readonly string[] }>()
  readonly #fresh: FlowRow[] = []

  /** @param stored number, name and shape of each */
  constructor(shapes: readonly FlowShape[], stored: Iterable<readonly unknown[]>) {
    this.#shapes = shapes
    this.load(stored)
  }

  /** Forgets what was not made durable. */
  load(rows: Iterable<readonly unknown[]>): void {
    this.#rows.clear()
    this.#names.clear()
    this.#fresh.length = 0
    const stored = new Map<string, { readonly id: number; readonly text: string }>()
    let next = 1
    for (const [id, name, text] of rows) {
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

  /** Those that are not stored yet, and are to be within this transaction: number, name and shape. */
  takeFresh(): readonly (readonly [id: number, name: string, shape: string])[] {
    return this.#fresh.splice(0).map(({ id, shape }) => [id, shape.name, shapeText(shape)])
  }
  /** From here on entries have the new shape. @returns what is to be stored within this transaction */
  reshape(row: FlowRow): string {
    this.#names.set(row.id, row.shape)
    row.changed = false
    row.move = null
    return shapeText(row.shape)
  }
}

function shapeText({ systems, units, fields, held }: FlowShape): string {
  return JSON.stringify({ systems, units, fields, held })
}

/** One group where all are of one flow, which is the rule. */
export function byFlow(writes: readonly EntryWrite[]): ReadonlyMap<string, readonly EntryWrite[]> {
  const [first] = writes
  if (first === undefined) return new Map()
  if (writes.every(({ flow }) => flow === first.flow)) return new Map([[first.flow, writes]])
  return Map.groupBy(writes, ({ flow }) => flow)
}

/** @throws LedgerError */
export function mustBeCurrent({ shape, changed, move }: FlowRow): void {
  if (!changed && move === null) return
  throw new LedgerError(
    'foreign',
    `the flow ${shape.name} has other ${changed ? 'systems' : 'fields'} than when the ledger's entries of it were written`,
    `look at \`thalweg match\`, then ${changed ? 'take new bases' : 'take them in'} with \`thalweg match --accept\``,
  )
}
