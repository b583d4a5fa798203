/**
 * Who knew of whose edit, told by what the systems showed and by nothing else: a value in a system was put there by those who typed it, and whoever edits that system
 * afterwards has seen it. Edits that nobody has seen and edited over are `open`: they are what a policy has to choose from.
 */
import type { Canonical } from '../../runtime/values.ts'
import type { UnitRule } from '../../runtime/policies/rule.ts'
import type { Values } from '../story.ts'
import type { RecordStory } from './record.ts'

export interface Edit {
  /** Counts up in the order in which they were made. */
  readonly n: number
  /** Index of the system; -1: a reviewer. */
  readonly system: number
  readonly values: readonly Canonical[]
  readonly text: string
  /** By the clock of the system, epoch ms. */
  readonly clock: number
  readonly kind: 'create' | 'update' | 'ruling'
  /** What stood there before; null: nothing. */
  readonly on: readonly Canonical[] | null
  readonly saw: ReadonlySet<number>
}

export interface Causes {
  /** What all systems held at the start, or what a reviewer decided since; null: there was no record. */
  readonly start: readonly Canonical[] | null
  readonly edits: readonly Edit[]
  readonly open: readonly Edit[]
  /** By system: what its users have left there, or the hub; null: no row. */
  readonly cells: readonly (string | null)[]
  /** Why the story does not tell everything that counts; null: it does. */
  readonly unclear: string | null
  /** Somebody typed what had stood there before: unless the hub looked in between it is no edit, and nobody can tell from outside. */
  readonly setBack: boolean
  /** The hub wrote something that nobody had typed. */
  readonly invented: readonly string[]
}

/** Until a reviewer decides. */
const differed = 'the systems differed at the start, or from what was decided'
const left = 'a reviewer left the systems as they were'

interface Cell {
  text: string | null
  readonly saw: Set<number>
  /** Everything that it has shown. */
  readonly shown: Set<string>
}

export function causesOf(story: RecordStory, unit: UnitRule): Causes {
  return new Reading(story, unit).read()
}

class Reading {
  readonly #story: RecordStory
  readonly #unit: UnitRule
  readonly #cells: Cell[]
  readonly #known = new Set<string>()
  readonly #invented: string[] = []
  #start: readonly Canonical[] | null
  #edits: Edit[] = []
  #drawn = 0
  #unclear: string | null = null
  #setBack = false

  constructor(story: RecordStory, unit: UnitRule) {
    this.#story = story
    this.#unit = unit
    const held = story.start.map((row) => this.#of(row))
    this.#cells = held.map((values) => {
      const text = values === null ? null : JSON.stringify(values)
      return { text, saw: new Set(), shown: new Set(text === null ? [] : [text]) }
    })
    const texts = new Set(this.#holders().map((j) => this.#cells[j]!.text))
    this.#start = held[this.#holders()[0]!] ?? null
    const ruled = story.decided.find((each) => each.unit === unit.name)?.value ?? null
    if (texts.size > 1 || (ruled !== null && !texts.has(JSON.stringify(ruled)))) this.#unclear = differed
    for (const { text } of this.#cells) if (text !== null) this.#known.add(text)
  }

  #holders(): number[] {
    return this.#story.flow.systems.flatMap((name, j) =>
      this.#unit.fields.every((field) => this.#story.flow.adapters[name]!.fields.some((each) => each.field === field)) ? [j] : [],
    )
  }
  #of(row: Values | null): Canonical[] | null {
    return row === null || this.#unit.fields.some((field) => row[field] === undefined) ? null : this.#unit.fields.map((f) => row[f]!)
  }

  read(): Causes {
    for (const each of this.#story.happened) {
      if (each.what === 'ruling') this.#ruled(each.unit, each.value, each.blind)
      else if (each.kind === 'delete') this.#unclear = 'a row was deleted'
      else {
        const j = this.#story.flow.systems.indexOf(each.system)
        const values = this.#of(each.after)
        if (values === null) continue
        if (each.kind === 'create' && !this.#story.flow.settle.life.creates.includes(j)) this.#unclear = 'somebody created it who may not'
        if (each.what === 'act') this.#typed(j, values, each.kind, each.clock, this.#of(each.before))
        else {
          if (this.#isUntold(each.kind, values)) this.#begun(values)
          this.#written(j, JSON.stringify(values))
        }
      }
    }
    const seen = new Set(this.#edits.flatMap(({ saw }) => [...saw]))
    return {
      start: this.#start,
      edits: this.#edits,
      open: this.#edits.filter(({ n }) => !seen.has(n)),
      cells: this.#cells.map(({ text }) => text),
      unclear: this.#unclear,
      setBack: this.#setBack,
      invented: this.#invented,
    }
  }

  /** A row that was made where the field is not held is blank elsewhere, and nobody has typed that. */
  #isUntold(kind: string, values: readonly Canonical[]): boolean {
    return kind === 'insert' && values.every((value) => value === null) && !this.#known.has(JSON.stringify(values))
  }

  #begun(values: readonly Canonical[]): void {
    this.#start ??= values
    this.#known.add(JSON.stringify(values))
  }

  #typed(j: number, values: readonly Canonical[], kind: 'create' | 'update', clock: number, on: readonly Canonical[] | null): void {
    const cell = this.#cells[j]!
    const text = JSON.stringify(values)
    if (text === cell.text) return
    if (cell.shown.has(text)) this.#setBack = true
    const n = this.#drawn++
    this.#edits.push({ n, system: j, values, text, clock, kind, on, saw: new Set(cell.saw) })
    this.#known.add(text)
    cell.saw.add(n)
    this.#show(cell, text)
  }

  #written(j: number, text: string): void {
    const cell = this.#cells[j]!
    if (text === cell.text) return
    if (!this.#known.has(text)) this.#invented.push(`${this.#story.flow.systems[j]!} was given ${text}, which nobody typed`)
    for (const edit of this.#edits) {
      if (edit.text !== text) continue
      cell.saw.add(edit.n)
      for (const n of edit.saw) cell.saw.add(n)
    }
    this.#show(cell, text)
  }

  #show(cell: Cell, text: string): void {
    cell.text = text
    cell.shown.add(text)
  }

  /** The reviewer has seen everything: what was before counts no more. */
  #ruled(unit: string, value: readonly Canonical[] | null, blind: boolean): void {
    if (unit === '') this.#unclear = 'a reviewer decided about its life'
    if (unit !== this.#unit.name) return
    if (value !== null) this.#known.add(JSON.stringify(value))
    if (blind) this.#unclear = 'a reviewer did not see every system'
    else if (value === null) this.#unclear ??= left
    else this.#decided(value)
  }
  #decided(value: readonly Canonical[]): void {
    if (this.#unclear === differed || this.#unclear === left) this.#unclear = null
    this.#setBack = false
    const text = JSON.stringify(value)
    const n = this.#drawn++
    this.#edits = [{ n, system: -1, values: value, text, clock: 0, kind: 'ruling', on: null, saw: new Set() }]
    this.#start = value
    for (const cell of this.#cells) {
      cell.saw.clear()
      cell.shown.clear()
      if (cell.text !== null) cell.shown.add(cell.text)
      if (cell.text === text) cell.saw.add(n)
    }
  }
}
