/** Which rows of a system a flow carries, told by what they hold: rows that only a dry run knows no statement has looked at. */
import type { Adapter, GeneratedLandscape } from '../door.ts'
import { belongs } from '../filter.ts'
import { keyParts } from '../key.ts'
import type { KeyText, Raw } from '../values.ts'
import { ValueError } from '../values.ts'

/** @param values in the order of the adapter's fields */
export type Carries = (key: KeyText, values: readonly Raw[]) => boolean

export function carriesOf({ flows }: GeneratedLandscape, adapter: Adapter): Carries {
  const filter = Object.values(flows).find((flow) => flow.adapters[adapter.system] === adapter)?.filter
  if (filter === undefined || filter.system !== adapter.system) return () => true
  const bounds = [...adapter.key, ...adapter.fields].flatMap((mapping, i) => {
    const bound = filter.rows[mapping.field]
    const raw = (key: KeyText, values: readonly Raw[]): Raw =>
      i < adapter.key.length ? keyParts(adapter, key)[i]! : values[i - adapter.key.length]!
    return bound === undefined ? [] : [{ mapping, bound, raw }]
  })
  return (key, values) => {
    try {
      return bounds.every(({ mapping, bound, raw }) => belongs(mapping, raw(key, values), bound))
    } catch (error) {
      // What is no value of the field is none that the filter names.
      if (error instanceof ValueError) return false
      throw error
    }
  }
}
