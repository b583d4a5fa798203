/** No row of the hub refers to a record that has never been in that system, where flows bring such records there. */
import type { Canonical } from '../../runtime/values.ts'
import type { Scene } from './scene.ts'

export async function orphans({ world }: Scene): Promise<readonly string[]> {
  const wrong = new Set<string>()
  // Users may give a parent another key, which rows that refer to it have already.
  if (world.renumberings.length > 0) return []
  const flows = new Map(world.flows.map((flow) => [flow.name, flow]))
  const there = new Set<string>()
  // A row that one flow carries no longer another one may: whether it was ever there, its acts do not tell.
  const told = (record: string, system: string) =>
    world.flows.every((flow) => flow.record !== record || !flow.systems.includes(system) || world.apart(flow.name))
  const place = (record: string, system: string, key: string) => JSON.stringify([record, system, key])
  for (const each of world.history) {
    if (each.what === 'ruling') continue
    const { record, references } = flows.get(each.flow)!
    if (each.what === 'write' && each.after !== null)
      for (const { field, record: parent, broughtBy } of references) {
        const value = each.after[field] ?? null
        if ((broughtBy[each.system] ?? []).length === 0 || value === null || !each.fields.includes(field)) continue
        if (each.kind === 'insert' && parent === record && keyOf(value) === each.key) continue
        if (told(parent, each.system) && !there.has(place(parent, each.system, keyOf(value))))
          wrong.add(`${each.flow} ${each.key}: ${field} at ${each.system} refers to ${keyOf(value)}, which has never been there`)
      }
    if (each.after !== null) there.add(place(record, each.system, each.key))
  }
  return [...wrong]
}

function keyOf(value: Canonical): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
