/**
 * An answer and an edit of what it answers, each made without knowing of the other, are in review: where nothing else happened to the record in the stretch, so that the
 * history alone decides it.
 */
import type { GeneratedFlow } from '../../runtime/door.ts'
import type { UnitRule } from '../../runtime/policies/rule.ts'
import type { RecordStory } from '../oracle/record.ts'
import { actsOf, stories } from '../oracle/record.ts'
import type { UserAct, Values } from '../story.ts'
import type { Scene } from './scene.ts'

export async function answered({ world, hub }: Scene): Promise<readonly string[]> {
  // A backup may have taken one of the two edits back.
  if (world.stretch.restored) return []
  const wrong: string[] = []
  const open = new Set((await hub.ledger.reviews({ open: true })).map(({ flow, key, unit }) => `${flow} ${key} ${unit}`))
  for (const story of stories(world.flows, world.stretch)) {
    const { flow, key } = story
    if (!world.apart(flow.name) || world.renumberings.some((each) => each.flow === flow.name)) continue
    // What a system makes of an answer in silence is not what was typed: who has it before him cannot be told from who has not.
    const altered = ({ fields }: UnitRule) =>
      flow.systems.some((system) => fields.some((field) => world.alters[system]?.[field] !== undefined))
    for (const unit of flow.settle.units)
      if (unit.answers !== undefined && !altered(unit) && crossed(story, unit) && !open.has(`${flow.name} ${key} ${unit.name}`))
        wrong.push(`${flow.name} ${key}: ${unit.name} was given for something else than what it answers now, and is not in review`)
  }
  return wrong
}

function crossed(story: RecordStory, unit: UnitRule): boolean {
  const { flow, start, happened } = story
  if (story.first || start.some((row) => row === null) || happened.some(({ what }) => what === 'ruling')) return false
  const acts = actsOf(story)
  if (acts.length !== 2 || acts.some(({ kind, before, after }) => kind !== 'update' || before === null || after === null)) return false
  const [answer, edit] = acts.toSorted((a, b) => Number(touches(b, unit)) - Number(touches(a, unit))) as [UserAct, UserAct]
  const asked = flow.settle.units.find((each) => unit.answers!.includes(each.name) && touches(edit, each))
  if (asked === undefined || !writes(flow, unit, answer) || !writes(flow, asked, edit)) return false
  const alone = touches(answer, unit) && !touches(edit, unit) && !flow.settle.units.some((each) => each !== unit && touches(answer, each))
  if (!alone || [unit, asked].some(({ keepWhenBlank }) => keepWhenBlank === true)) return false
  return !knows(edit.before!, answer.after!, unit) && !knows(answer.before!, edit.after!, asked)
}

function touches({ before, after }: UserAct, { fields }: UnitRule): boolean {
  return fields.some((field) => before![field] !== undefined && !same(before![field], after![field]))
}
function writes({ systems }: GeneratedFlow, { policy }: UnitRule, { system }: UserAct): boolean {
  return policy.writer !== null && systems[policy.writer] === system
}
/** Did the user who had this row before him see what the other typed; he does not where his system does not hold it. */
function knows(row: Values, typed: Values, { fields }: UnitRule): boolean {
  return fields.every((field) => row[field] !== undefined && same(row[field], typed[field]))
}
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
