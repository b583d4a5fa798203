/**
 * Whatever the hub wrote into one column of one row, one flow wrote it: two would undo each other's work for ever. A person may decide that a row is to be made where
 * another flow takes it away: that is once.
 */
import type { Scene } from './scene.ts'

export async function oneWriter({ world }: Scene): Promise<readonly string[]> {
  const writers = new Map<string, string>()
  const wrong = new Set<string>()
  const ruled = new Set(world.history.flatMap((each) => (each.what === 'ruling' && each.unit === '' ? [`${each.flow} ${each.key}`] : [])))
  for (const { flow, system, kind, key, fields } of world.writes) {
    if (kind !== 'update' && ruled.has(`${flow} ${key}`)) continue
    const adapter = world.flows.find(({ name }) => name === flow)!.adapters[system]!
    const columns = kind === 'update' ? fields.map((field) => adapter.fields.find((each) => each.field === field)!.column) : ['its life']
    for (const column of columns) {
      const place = `${adapter.place} ${key} at ${system}, ${column}`
      const known = writers.get(place) ?? flow
      if (known !== flow) wrong.add(`${place}: ${known} and ${flow} both write it`)
      writers.set(place, known)
    }
  }
  return [...wrong]
}
