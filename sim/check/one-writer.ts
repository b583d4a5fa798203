/**
 * Whatever the hub wrote into one column of one row, one flow wrote it: two would undo each other's work for ever. So with rows that are made, and with rows that are
 * deleted: one flow may make what another one takes away, each for its own cause, and how often is for another check.
 */
import type { Scene } from './scene.ts'

export async function oneWriter({ world }: Scene): Promise<readonly string[]> {
  const writers = new Map<string, string>()
  const wrong = new Set<string>()
  for (const { flow, system, kind, key, fields } of world.writes) {
    const adapter = world.flows.find(({ name }) => name === flow)!.adapters[system]!
    const columns = kind === 'update' ? fields.map((field) => adapter.fields.find((each) => each.field === field)!.column) : [kind]
    for (const column of columns) {
      const place = `${adapter.place} ${key} at ${system}, ${column}`
      const known = writers.get(place) ?? flow
      if (known !== flow) wrong.add(`${place}: ${known} and ${flow} both write it`)
      writers.set(place, known)
    }
  }
  return [...wrong]
}
