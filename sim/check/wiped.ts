/** A blank of the writer of a field that keeps what others hold takes no value from them. Blanks that a system trims to nothing are a value of the writer's. */
import type { Canonical } from '../../runtime/values.ts'
import type { Values } from '../story.ts'
import type { Scene } from './scene.ts'

const blank = (value: Canonical | undefined) => value === null || value === ''

export async function wiped({ world }: Scene): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const { flow, system, key, kind, before, after } of world.writes) {
    if (kind !== 'update' || before === null || after === null) continue
    const { settle, adapters } = world.flows.find((each) => each.name === flow)!
    const exact = adapters[system]!.fields.filter(({ stores }) => stores.length === 0).map(({ field }) => field)
    for (const { name, fields, keepWhenBlank } of settle.units) {
      const all = (row: Values) => fields.every((field) => blank(row[field]))
      const held = fields.every((field) => before[field] !== undefined && exact.includes(field))
      if (keepWhenBlank === true && held && !all(before) && all(after)) wrong.push(`${flow} ${key}: a blank wipes ${name} at ${system}`)
    }
  }
  return wrong
}
