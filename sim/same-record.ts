/** Keys that were one record's, since users of a system with own ids have renumbered it. */
import type { KeyText } from '../runtime/values.ts'
import type { World } from './world.ts'

/** Every key that this one may have been before, or became. */
export function keysOfRecord({ renumberings }: Pick<World, 'renumberings'>, flow: string, key: KeyText): ReadonlySet<KeyText> {
  const out = new Set([key])
  for (let before = 0; before !== out.size;) {
    before = out.size
    for (const each of renumberings)
      if (each.flow === flow && (out.has(each.from) || out.has(each.to))) for (const one of [each.from, each.to]) out.add(one)
  }
  return out
}
