/** Where what differs on the first day is for a person, a field of which systems held different values before anybody looked is in review. */
import type { UnitRule } from '../../runtime/policies/rule.ts'
import type { RecordStory } from '../oracle/record.ts'
import { actsOf, stories } from '../oracle/record.ts'
import type { Scene } from './scene.ts'

export async function firstDay({ world, hub }: Scene): Promise<readonly string[]> {
  if (!world.stretch.first) return []
  const wrong: string[] = []
  const open = new Set((await hub.ledger.reviews({ open: true })).map(({ flow, key, unit }) => `${flow} ${key} ${unit}`))
  for (const story of stories(world.flows, world.stretch)) {
    const { flow, key, happened } = story
    if (flow.settle.whereTheyDiffer === undefined || !world.apart(flow.name)) continue
    const acts = actsOf(story)
    const creates = acts.every(
      (act) => act.kind === 'create' && world.foundThere.has(act) && flow.settle.life.creates.includes(flow.systems.indexOf(act.system)),
    )
    if (!creates || new Set(acts.map(({ system }) => system)).size < acts.length || happened.some(({ what }) => what === 'ruling')) continue
    for (const unit of flow.settle.units)
      if (differs(story, unit) && !open.has(`${flow.name} ${key} ${unit.name}`))
        wrong.push(`${flow.name} ${key}: ${unit.name} differed on the first day, and is not in review`)
  }
  return wrong
}

function differs(story: RecordStory, { fields, keepWhenBlank }: UnitRule): boolean {
  if (keepWhenBlank === true) return false
  const held = actsOf(story).filter(({ after }) => fields.every((field) => after![field] !== undefined))
  return new Set(held.map(({ after }) => JSON.stringify(fields.map((field) => after![field])))).size > 1
}
