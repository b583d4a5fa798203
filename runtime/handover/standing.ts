/** What the two systems of a handover hold of the field, over all records: read from the ledger alone. */
import type { Entry } from '../entry.ts'
import type { Kernel } from '../kernel.ts'
import { encodeAll } from '../kernel.ts'
import type { Ledger } from '../ports.ts'
import type { Canonical, KeyText } from '../values.ts'
import { isInformed } from './ruling.ts'
import { differs } from './take-over.ts'

export interface Difference {
  readonly key: KeyText
  /** By system: the values of the unit's fields; text where what is stored is none of the field's. */
  readonly values: Readonly<Record<string, readonly Canonical[]>>
}

export interface HandoverStanding {
  /** Live records that both have. */
  readonly records: number
  readonly agree: number
  /** The one that does not decide holds something of its own. */
  readonly differ: number
  /** What is decided has not arrived yet at the one that is to decide. */
  readonly waiting: number
  readonly inReview: number
  /** The first of those that differ. */
  readonly examples: readonly Difference[]
}

const page = 2_000

/** @param from and @param to indexes of systems; `to` is who is to decide */
export async function standingOf(
  ledger: Pick<Ledger, 'keys' | 'read'>,
  kernel: Kernel,
  u: number,
  { from, to, most = 10 }: { readonly from: number; readonly to: number; readonly most?: number },
): Promise<HandoverStanding> {
  const { name: flow } = kernel.flow
  const counts = { records: 0, agree: 0, differ: 0, waiting: 0, inReview: 0 }
  const examples: Difference[] = []
  for (let keys = await ledger.keys(flow, null, page); keys.length > 0; keys = await ledger.keys(flow, keys.at(-1)!, page)) {
    const entries = await ledger.read(flow, keys)
    for (const [i, key] of keys.entries()) {
      const entry = entries[i] ?? null
      if (entry === null || !entry.live || !entry.s[from]!.present || !entry.s[to]!.present) continue
      counts.records++
      const is = standsAt(kernel, entry, u, { from, to })
      counts[is]++
      if (is !== 'differ' || examples.length >= most) continue
      examples.push({ key, values: Object.fromEntries([from, to].map((j) => [kernel.systems[j]!.name, heldAt(kernel, entry, u, j)])) })
    }
  }
  return { ...counts, examples }
}

function standsAt(kernel: Kernel, entry: Entry, u: number, { from, to }: { readonly from: number; readonly to: number }) {
  if (entry.held?.[u]?.frozen === true) return 'inReview'
  if (!isInformed(entry, u, to)) return 'waiting'
  return differs(kernel, entry, u, from) || differs(kernel, entry, u, to) ? 'differ' : 'agree'
}

function heldAt(kernel: Kernel, entry: Entry, u: number, j: number): Canonical[] {
  const { adapter, slots } = kernel.systems[j]!
  const row = entry.s[j]!.b ?? encodeAll(kernel, j, entry.g)
  return slots[u]!.map((slot) => {
    try {
      return adapter.fields[slot]!.decode(row[slot]!)
    } catch {
      return String(row[slot])
    }
  })
}
