/** Where copies stay when their row is carried no longer, the hub deletes none unless somebody has deleted the record, a reviewer has decided about its life, or somebody has made a row that is to be removed. */
import type { Scene } from './scene.ts'

export async function stays({ world }: Scene): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const { name, settle } of world.flows) {
    if (!world.apart(name)) continue
    if (settle.life.whenRowLeaves !== 'keep' || settle.life.foreignCreate === 'remove') continue
    for (const { flow, system, key, kind } of world.writes) {
      if (flow !== name || kind !== 'delete' || world.goneOutside.has(`${flow} ${key}`)) continue
      const deleted = [...world.acts, ...world.undone].some(
        (act) => act.flow === flow && act.key === key && act.kind === 'delete' && !act.left,
      )
      const ruled = world.history.some((each) => each.what === 'ruling' && each.flow === flow && each.key === key && each.unit === '')
      if (!deleted && !ruled) wrong.push(`${flow} ${key}: the copy at ${system} is deleted, and nobody has deleted the record`)
    }
  }
  return wrong
}
