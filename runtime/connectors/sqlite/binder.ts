/** Puts the values of a write at the places of a statement. Compiled once for each statement, so that a row costs no lookup by name and no new object. */
import type { TableAdapter } from '../../door.ts'
import type { Write } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { Raw } from '../../values.ts'

export type Scope = Readonly<Record<string, Raw>>

const from = { key: 0, value: 1, base: 2, unit: 3, seen: 4, constant: 5, unmoved: 6, ownId: 7, to: 8 } as const

const none: readonly Raw[] = []

const byField = [
  ['was_', from.base],
  ['unmoved_', from.unmoved],
] as const

export interface Binder {
  /** The values at the places, overwritten by the next `fill`. */
  readonly places: Raw[]
  /**
   * @param sent by field: what is bound for the write's values (ids in the place of natural values)
   * @param to the parts of another key that the row is to have
   */
  fill(parts: readonly Raw[], seen: number, write: Write | null, sent: readonly (Raw | undefined)[], to?: readonly Raw[]): Raw[]
}

/** @throws SystemError for a name that no adapter gives: a generated statement was edited so that nothing can run it. */
export function binder(names: readonly string[], adapter: TableAdapter, scope: Scope): Binder {
  const kinds: number[] = []
  const at: number[] = []
  const places: Raw[] = names.map(() => null)
  for (const [place, name] of names.entries()) {
    const [kind, index] = source(name, adapter, scope)
    kinds.push(kind)
    at.push(index)
    if (kind === from.constant) places[place] = scope[name]!
  }
  return {
    places,
    fill: (parts, seen, write, sent, to = none) => {
      for (let p = 0; p < kinds.length; p++) {
        const i = at[p]!
        const kind = kinds[p]
        if (kind === from.key) places[p] = parts[i]!
        else if (kind === from.value) places[p] = sent[i] ?? null
        else if (kind === from.base) places[p] = write!.expect[i] ?? null
        else if (kind === from.unit) places[p] = write!.units.includes(i) ? 1 : 0
        else if (kind === from.unmoved) places[p] = write!.unmoved.includes(i) ? 1 : 0
        else if (kind === from.seen) places[p] = seen
        else if (kind === from.ownId) places[p] = write?.id ?? null
        else if (kind === from.to) places[p] = to[i]!
      }
      return places
    },
  }
}

function source(name: string, adapter: TableAdapter, scope: Scope): readonly [kind: number, index: number] {
  if (Object.hasOwn(scope, name)) return [from.constant, 0]
  // A field's parameter may look like any of the others' names, so it is asked for first.
  const slot = adapter.fields.findIndex(({ param }) => param === name)
  if (slot >= 0) return [from.value, slot]
  if (name === 'seen') return [from.seen, 0]
  if (name === 'own_id') return [from.ownId, 0]
  for (const [word, kind] of byField) {
    const field = name.startsWith(word) ? adapter.fields.findIndex(({ param }) => `${word}${param}` === name) : -1
    if (field >= 0) return [kind, field]
  }
  const [, word, number] = /^(key|set|to)_(\d+)$/.exec(name) ?? []
  if (word !== undefined) return [word === 'key' ? from.key : word === 'to' ? from.to : from.unit, Number(number)]
  throw new SystemError(
    'misfit',
    'parameter',
    adapter.system,
    `a generated statement for table ${adapter.place} names :${name}, which nothing gives a value`,
    'undo the edit of that statement, or write it anew: thalweg generate',
  )
}
