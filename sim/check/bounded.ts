/** The writes of a record are bounded by what happened to it outside. */
import { keysOfRecord } from '../same-record.ts'
import type { Scene } from './scene.ts'

export async function bounded({ world }: Scene): Promise<readonly string[]> {
  const count = new Map<string, { acts: number; writes: number; systems: number }>()
  const of = (flow: string, key: string) => {
    const name = `${flow} ${[...keysOfRecord(world, flow, key)].sort()[0]!}`
    let known = count.get(name)
    if (known === undefined) {
      const systems = world.flows.find((each) => each.name === flow)!.systems.length
      count.set(name, (known = { acts: world.restorations.length, writes: 0, systems }))
    }
    return known
  }
  for (const { flow, key } of [...world.acts, ...world.undone, ...world.rulings]) of(flow, key).acts++
  for (const { flow, key } of world.writes) if (world.apart(flow)) of(flow, key).writes++
  // One act is told once to every system, and may be set back once where it was made; and so may all that a backup brings back.
  return [...count].flatMap(([name, { acts, writes, systems }]) =>
    writes > acts * (systems + 1) ? [`${name}: ${writes} writes for ${acts} acts in ${systems} systems`] : [],
  )
}
