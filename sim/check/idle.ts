/** Another run moves nothing, in no system and not in the ledger; and so does one of a new process. */
import type { Scene } from './scene.ts'

export async function idle({ world, hub }: Scene): Promise<readonly string[]> {
  const wrong: string[] = []
  const dump = () => [...world.stores.values()].map((store) => store.dump()).join('\n')
  const before = dump()
  const writes = world.writes.length
  for (const who of ['the same process', 'a new process']) {
    if (who === 'a new process') hub.restart()
    const result = await hub.run()
    if (result === null || result.moved) wrong.push(`an idle run of ${who} moves something`)
    if (world.writes.length !== writes || dump() !== before) wrong.push(`an idle run of ${who} writes to a system`)
  }
  return wrong
}
