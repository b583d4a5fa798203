/** Does a record live, as far as what users did decides it. Shares nothing with settle. */
import type { UserAct } from '../story.ts'
import type { RecordStory } from './record.ts'
import { actsOf } from './record.ts'

/** undefined: what happened does not decide it. */
export function livesOf(story: RecordStory): boolean | undefined {
  const acts = actsOf(story)
  const { life } = story.flow.settle
  const by = ({ system }: UserAct) => story.flow.systems.indexOf(system)
  const creations = acts.filter(({ kind }) => kind === 'create')
  const deletes = acts.filter(({ kind }) => kind === 'delete')
  const there = story.start.filter((row) => row !== null).length
  if (story.happened.some((each) => each.what === 'ruling' && each.unit === '')) return undefined
  if (there === 0 && deletes.length === 0 && creations.length > 0)
    return creations.every((act) => life.creates.includes(by(act))) ? true : undefined
  if (there !== story.start.length || creations.length > 0) return undefined
  if (deletes.length === 0) return true
  if (apart(story) || untold(story)) return undefined
  // Whether anybody noticed that the row left before it was deleted, nobody can tell from outside.
  if (deletes.some(({ left }) => left) && life.againstUpdate !== 'deleteWins') return undefined
  const permitted = deletes.filter((act) => act.left || life.deletes.includes(by(act)))
  if (permitted.length === 0) return life.foreignDelete === 'restore' ? true : undefined
  if (permitted.length < deletes.length) return undefined
  return deleted(story, permitted)
}

/** It was there, and one who may delete it has. */
function deleted(story: RecordStory, deletes: readonly UserAct[]): boolean | undefined {
  const { againstUpdate } = story.flow.settle.life
  if (againstUpdate === 'deleteWins') return false
  const edits = actsOf(story).filter(({ kind }) => kind === 'update')
  const [del] = deletes
  const ruled = story.happened.some(({ what }) => what === 'ruling')
  if (againstUpdate === 'review' || deletes.length > 1 || ruled) return undefined
  if (edits.length === 0) return false
  const others = edits.filter(({ system }) => system !== del!.system)
  const contested = others.length === 0 ? 'no' : contest(story, del!, others)
  if (contested !== 'yes') return contested === 'no' ? false : undefined
  // What the hub had brought to him before he deleted, he may have known.
  const knew = story.happened.slice(0, story.happened.indexOf(del!)).some((each) => each.what === 'write' && each.system === del!.system)
  return knew ? undefined : true
}

/** Did a writer change something of his own and not take it back. Of what others write too, it may have lost before the delete. */
function contest(story: RecordStory, del: UserAct, edits: readonly UserAct[]): 'yes' | 'no' | 'maybe' {
  const { units } = story.flow.settle
  const systems = new Set(edits.map(({ system }) => system))
  let contested: 'yes' | 'no' | 'maybe' = 'no'
  for (const [j, system] of story.flow.systems.entries()) {
    const last = edits.findLast((act) => act.system === system)?.after
    const first = story.start[j]
    if (!systems.has(system) || last === undefined || last === null || first === undefined || first === null) continue
    for (const { policy, fields } of units) {
      if (policy.writer !== null && policy.writer !== j) continue
      const typed = edits.filter(({ values }) => fields.some((field) => values[field] !== undefined))
      if (typed.every((act) => act.system !== system)) continue
      // Set back it may have been seen in between.
      const moved = fields.some((field) => JSON.stringify(last[field]) !== JSON.stringify(first[field]))
      const alone = policy.writer === j || (typed.every((act) => act.system === system) && !known(story, del, fields))
      // Who had entered the same before he deleted it knew it.
      if (moved && alone && fields.some((field) => JSON.stringify(last[field]) !== JSON.stringify(del.before?.[field]))) return 'yes'
      contested = 'maybe'
    }
  }
  return contested
}

/** Has the one who deleted it edited the same himself. */
function known(story: RecordStory, del: UserAct, fields: readonly string[]): boolean {
  return actsOf(story).some(({ system, values }) => system === del.system && fields.some((field) => values[field] !== undefined))
}

/** Is something of it still to be decided. */
export function apart({ flow, start }: RecordStory): boolean {
  const { units, whereTheyDiffer } = flow.settle
  return units.some(({ policy, fields, answers }) => {
    if (policy.writer !== null && answers === undefined && whereTheyDiffer === undefined) return false
    const held = start.map((row) => JSON.stringify(fields.map((field) => row?.[field] ?? null)))
    return held.some((text) => text !== held[0])
  })
}

/** Has a system not been told of all of it: what its writer holds stands elsewhere in its row. Then who edits or deletes that row may do so to what is only his. */
export function untold({ flow, start }: RecordStory): boolean {
  return flow.settle.units.some(({ fields }) =>
    fields.some((field) => {
      const held = start.flatMap((row) => (row?.[field] === undefined ? [] : [JSON.stringify(row[field])]))
      return held.some((text) => text !== held[0])
    }),
  )
}
