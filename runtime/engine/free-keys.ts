/** Keys that a system still has for rows of other records, which were renumbered and have not got their new key there. */
import type { Kernel } from '../kernel.ts'
import { otherKeys } from '../ledger/landed.ts'
import type { KeyText } from '../values.ts'
import type { Context } from './context.ts'
import type { Hindrance, Working } from './record.ts'

/**
 * Which of the rows that are to be made, or to get their record's key, would get such a key, and wait until it is free. The row that has it may be gone by now, which
 * the system need not have told: then nothing but the ledger keeps the next one that has this key from being taken for it.
 */
export async function keysOfOthers(
  context: Context,
  kernel: Kernel,
  j: number,
  records: readonly Working[],
  batch: ReadonlyMap<KeyText, Working>,
): Promise<ReadonlyMap<KeyText, Hindrance>> {
  const out = new Map<KeyText, Hindrance>()
  if (!kernel.numbered) return out
  const { name: system } = kernel.systems[j]!
  const takes = records
    .filter(({ entry }) => entry.s[j]!.pend!.kind === 'insert' || entry.s[j]!.pend!.kind === 'rekey')
    .map(({ key }) => key)
  const others = await holders(context, kernel, j, takes, batch)
  for (const key of takes) {
    const other = others.get(key)
    if (other === undefined || (await swaps(context, kernel, j, { key, other }, batch))) continue
    out.set(key, { reason: 'missingParent', detail: `${system} still has it as the key of ${other}`, quiet: true })
  }
  return out
}

/** By key: the record of another key whose row has it, as far as the ledger knows. */
async function holders(
  { ledger }: Context,
  kernel: Kernel,
  j: number,
  keys: readonly KeyText[],
  batch: ReadonlyMap<KeyText, Working>,
): Promise<ReadonlyMap<KeyText, KeyText>> {
  if (keys.length === 0) return new Map()
  const { name } = kernel.flow
  const known = await ledger.referred(
    name,
    kernel.systems[j]!.name,
    keys.map((key) => ({ key })),
  )
  const told = known.flatMap((other, i) => (other === null || other === keys[i] ? [] : [{ other, key: keys[i]! }]))
  const stored = await ledger.read(
    name,
    told.map(({ other }) => other),
  )
  return new Map(
    told.flatMap(({ other, key }, i): [KeyText, KeyText][] => {
      const entry = batch.get(other)?.entry ?? stored[i]
      return entry !== null && entry !== undefined && otherKeys(entry.s[j]!).includes(key) ? [[key, other]] : []
    }),
  )
}

/** Does the other row wait, at last, for the key that this record's row has itself: who waits in a circle waits for ever, and is to be told of. */
async function swaps(
  context: Context,
  kernel: Kernel,
  j: number,
  { key, other }: { readonly key: KeyText; readonly other: KeyText },
  batch: ReadonlyMap<KeyText, Working>,
): Promise<boolean> {
  const met = new Set([key])
  for (let next: KeyText | undefined = other; next !== undefined; next = (await holders(context, kernel, j, [next], batch)).get(next)) {
    if (met.has(next)) return next === key
    met.add(next)
  }
  return false
}
