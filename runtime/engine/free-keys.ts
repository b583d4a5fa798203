/** Keys that a system still has for rows of other records, which were renumbered and have not got their new key there. */
import type { Kernel } from '../kernel.ts'
import type { KeyText } from '../values.ts'
import type { Context } from './context.ts'
import type { Working } from './record.ts'

/** @returns key → the record whose row has it */
export async function keysOfOthers(
  context: Context,
  kernel: Kernel,
  j: number,
  made: readonly Working[],
  batch: ReadonlyMap<KeyText, Working>,
): Promise<ReadonlyMap<KeyText, KeyText>> {
  const { name } = kernel.flow
  const known = await context.ledger.referred(
    name,
    kernel.systems[j]!.name,
    made.map(({ key }) => ({ key })),
  )
  const told = known.flatMap((other, i) => (other === null ? [] : [{ other, key: made[i]!.key }]))
  const stored = await context.ledger.read(
    name,
    told.map(({ other }) => other),
  )
  return new Map(
    told.flatMap(({ other, key }, i): [KeyText, KeyText][] => {
      const entry = batch.get(other)?.entry ?? stored[i]
      return entry?.s[j]?.key === key ? [[key, other]] : []
    }),
  )
}
