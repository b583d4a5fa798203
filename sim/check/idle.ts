/** Another run moves nothing, in no system and not in the ledger. */
import type { Scene } from './scene.ts'

export async function idle({ world, hub }: Scene): Promise<readonly string[]> {
  return stillRun({ world, hub }, 'an idle run')
}

/** One run, in which nothing is to happen. @param who as it is told */
export async function stillRun({ world, hub }: Scene, who: string): Promise<readonly string[]> {
  const dump = () => [...world.stores.values()].map((store) => store.dump()).join('\n')
  const before = dump()
  const writes = world.writes.length
  const result = await hub.run()
  return [
    ...(result === null || result.moved ? [`${who} moves something`] : []),
    ...(world.writes.length !== writes || dump() !== before ? [`${who} writes to a system`] : []),
  ]
}
