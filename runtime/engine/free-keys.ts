/** Keys that a system still has for rows of other records, which were renumbered and have not got their new key there. */
import type { Kernel } from '../kernel.ts'
import { otherKeys } from '../ledger/landed.ts'
import type { KeyText } from '../values.ts'
import type { Context } from './context.ts'
import type { Hindrance, Working } from './record.ts'

/** Which of the rows that are to be made would get such a key, and wait until it is free. */
export async function keysOfOthers(
  context: Context,
  kernel: Kernel,
  j: number,
  records: readonly Working[],
  batch: ReadonlyMap<KeyText, Working>,
): Promise<ReadonlyMap<KeyText, Hindrance>> {
  const made = kernel.numbered ? records.filter(({ entry }) => entry.s[j]!.pend!.kind === 'insert') : []
  if (made.length === 0) return new Map()
  const { name } = kernel.flow
  const system = kernel.systems[j]!.name
  const known = await context.ledger.referred(
    name,
    system,
    made.map(({ key }) => ({ key })),
  )
  const told = known.flatMap((other, i) => (other === null ? [] : [{ other, key: made[i]!.key }]))
  const stored = await context.ledger.read(
    name,
    told.map(({ other }) => other),
  )
  return new Map(
    told.flatMap(({ other, key }, i): [KeyText, Hindrance][] => {
      const entry = batch.get(other)?.entry ?? stored[i]
      const detail = `${system} still has it as the key of ${other}`
      return entry !== null && entry !== undefined && otherKeys(entry.s[j]!).includes(key)
        ? [[key, { reason: 'missingParent', detail, quiet: true }]]
        : []
    }),
  )
}
