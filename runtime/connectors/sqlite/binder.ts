/** Puts the values of a write at the places of a statement. Compiled once for each statement, so that a row costs no lookup by name and no new object. */
import type { TableAdapter } from '../../door.ts'
import type { Write } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import type { Scope } from '../write-parameters.ts'
import { from, source } from '../write-parameters.ts'

const none: readonly Raw[] = []

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
