/** A row that the hub makes is of a record that somebody created who may, or that a person let live. */
import { keysOfRecord } from '../same-record.ts'
import type { Scene } from './scene.ts'

export async function begun({ world }: Scene): Promise<readonly string[]> {
  const wrong = new Set<string>()
  for (const { name, settle, systems } of world.flows) {
    if (!world.apart(name)) continue
    const creators = new Set(settle.life.creates.map((j) => systems[j]!))
    const born = new Set<string>()
    for (const each of world.history) {
      if (each.flow !== name) continue
      if (each.what === 'act') {
        if (each.kind === 'create' && creators.has(each.system)) born.add(each.key)
      } else if (each.what === 'ruling') born.add(each.key)
      else if (each.kind === 'insert' && ![...keysOfRecord(world, name, each.key)].some((key) => born.has(key)))
        wrong.add(`${name} ${each.key}: a row is made at ${each.system}, and nobody who may create has created it`)
    }
  }
  return [...wrong]
}
