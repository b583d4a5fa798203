/**
 * Every holder writes a collection. What stands is what is decided, with the additions of the edit and without its removals, each against the edit's own base.
 * Collections are sets here: order and repetition mean nothing, and the mapping stores them in one order.
 */
import { stable } from '../kernel.ts'
import type { Canonical } from '../values.ts'
import { ValueError } from '../values.ts'
import type { Policy } from './rule.ts'
import { waits } from './rule.ts'

export function union(): Policy {
  const both = 'additions and removals of both count, each against what its user saw; nothing is lost'
  return {
    kind: 'union',
    writer: null,
    composes: true,
    equalCounts: false,
    judge: ({ value, base, decided }) => ({
      to: 'composed',
      value: value.map((x, i) => joined(decided[i]!, base?.[i] ?? null, x)),
      loses: false,
    }),
    clash: 'additions and removals of both count',
    outcomes: { bothChanged: both, bothCreated: 'the elements of both are joined', constraint: waits },
  }
}

/** An absent collection has no elements; it stays absent where nothing comes of it. */
function joined(decided: Canonical, base: Canonical, value: Canonical): Canonical {
  const was = elements(base)
  const is = elements(value)
  const out = new Map(elements(decided))
  for (const [text, element] of is) if (!was.has(text)) out.set(text, element)
  for (const text of was.keys()) if (!is.has(text)) out.delete(text)
  if (out.size === 0 && value === null) return null
  return [...out].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, element]) => element)
}

function elements(value: Canonical): Map<string, Canonical> {
  if (value === null) return new Map()
  if (!Array.isArray(value)) throw new ValueError('', `${stable(value)} is no collection`)
  return new Map(value.map((element: Canonical) => [stable(element), element]))
}
