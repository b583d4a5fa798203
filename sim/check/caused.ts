/** No write without a cause outside: every write changes something, and their number is bounded by what users did. */
import { keysOfRecord } from '../same-record.ts'
import type { Scene } from './scene.ts'

export async function caused({ world }: Scene): Promise<readonly string[]> {
  const wrong: string[] = []
  const count = new Map<string, { acts: number; writes: number; systems: number; apart: boolean }>()
  const of = (flow: string, key: string) => {
    const name = `${flow} ${[...keysOfRecord(world, flow, key)].sort()[0]!}`
    let known = count.get(name)
    if (known === undefined)
      count.set(
        name,
        (known = { acts: 0, writes: 0, systems: world.flows.find((each) => each.name === flow)!.systems.length, apart: world.apart(flow) }),
      )
    return known
  }
  for (const { flow, key } of [...world.acts, ...world.undone, ...world.rulings]) of(flow, key).acts++
  for (const { flow, key, kind, system, fields, changed } of world.writes) {
    of(flow, key).writes++
    // Where a system stores two values alike, telling it of the other changes nothing.
    const alike = fields.some((field) => world.alters[system]?.[field] !== undefined)
    if (!changed && !alike) wrong.push(`${flow} ${key}: an ${kind} at ${system} changed nothing`)
  }
  // One act is told once to every system, and may be set back once where it was made; and so may all that a backup brings back.
  for (const [name, { acts, writes, systems, apart }] of count)
    if (apart && writes > (acts + world.restorations.length) * (systems + 1))
      wrong.push(`${name}: ${writes} writes for ${acts} acts in ${systems} systems`)
  return wrong
}
