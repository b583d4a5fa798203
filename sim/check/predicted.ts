/**
 * A dry run says what the run right after it does: the same rows with the same values, for each record in the same order, and the same conflicts, dead letters and
 * reviews.
 */
import type { Told } from '../forecast.ts'
import type { Scene } from './scene.ts'

export async function predicted({ world }: Scene): Promise<readonly string[]> {
  if (world.forecast === null) return []
  const { said, done } = world.forecast
  const missing = without(done, said).map(({ text }) => `the dry run did not say: ${text}`)
  const extra = without(said, done).map(({ text }) => `only the dry run says: ${text}`)
  return missing.length + extra.length > 0 ? [...missing, ...extra] : orders(said, done)
}

function without(all: readonly Told[], others: readonly Told[]): readonly Told[] {
  const left = others.map(({ text }) => text)
  return all.filter(({ text }) => {
    const at = left.indexOf(text)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

function orders(said: readonly Told[], done: readonly Told[]): string[] {
  const byKey = ({ key }: Told) => key
  const others = Map.groupBy(done, byKey)
  return [...Map.groupBy(said, byKey)].flatMap(([key, own]) => {
    const at = own.findIndex(({ text }, i) => text !== others.get(key)![i]!.text)
    return at < 0 ? [] : [`the dry run says another order: ${own[at]!.text}, and not ${others.get(key)![at]!.text}`]
  })
}
