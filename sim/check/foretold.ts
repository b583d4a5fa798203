/** Records end as the oracle says, wherever what happened decides it: alive or not, with the values that the policies of their fields give. */
import type { UnitRule } from '../../runtime/policies/rule.ts'
import type { Causes } from '../oracle/causes.ts'
import { causesOf } from '../oracle/causes.ts'
import { apart, livesOf, untold } from '../oracle/life.ts'
import type { RecordStory } from '../oracle/record.ts'
import { stories } from '../oracle/record.ts'
import type { Foretold } from '../oracle/values.ts'
import { foretells } from '../oracle/values.ts'
import { keysOfRecord } from '../same-record.ts'
import { valuesOf } from '../story.ts'
import type { Scene, Spread } from './scene.ts'
import { spreads } from './scene.ts'

const inventive = new Set(['delta', 'union', 'merge', 'owner'])

export async function foretold(scene: Scene): Promise<readonly string[]> {
  const { world, hub } = scene
  if (world.stretch.restored) return []
  const wrong: string[] = []
  const open = new Set((await hub.ledger.reviews({ open: true })).map(({ flow, key, unit }) => `${flow} ${key} ${unit}`))
  const spread = new Map((await spreads(scene)).map((each) => [`${each.flow.name} ${each.key}`, each]))
  for (const story of stories(world.flows, world.stretch)) {
    if (!world.apart(story.flow.name)) continue
    const record = `${story.flow.name} ${story.key}`
    const now = spread.get(record)!
    if (now.at.some(({ excuse }) => excuse !== null)) continue
    const say = (what: string) => wrong.push(`${record}: ${what}`)
    // Under which of its keys a renumbered record ends is not for the oracle of one key.
    if (keysOfRecord(world, story.flow.name, story.key).size > 1) continue
    life(scene, story, now, say)
    // What users edit there may be of a record that was deleted and made anew meanwhile.
    if (untold(story) && !apart(story)) continue
    for (const unit of story.flow.settle.units) {
      if (unit.policy.writer !== null || altered(scene, story, unit)) continue
      // What differs on the first day is in review, whatever the policy.
      if (story.flow.settle.whereTheyDiffer !== undefined && (story.first || apart(story))) continue
      const causes = causesOf(story, unit)
      if (causes.unclear !== null) continue
      if (!inventive.has(unit.policy.kind)) for (const what of causes.invented) say(`${unit.name}: ${what}`)
      if (now.at.some(({ row }) => row === undefined)) continue
      const terms = world.terms[story.flow.name]?.[unit.name] ?? unit.policy
      const says = foretells[unit.policy.kind]({ causes, systems: story.flow.systems.length, first: story.first, terms })
      if (says.is !== 'unknown' && causes.edits.length > 0)
        world.foretell(`${unit.policy.kind}, ${causes.open.length > 1 ? 'contested' : 'one edit'}`)
      for (const what of differs(says, causes, now, unit, open.has(`${record} ${unit.name}`))) say(`${unit.name} ${what}`)
    }
  }
  return wrong
}

function life({ world }: Scene, story: RecordStory, { at }: Spread, say: (what: string) => void): void {
  const lives = livesOf(story)
  const { onDelete, whenRowLeaves } = story.flow.settle.life
  if (lives === undefined || (!lives && (onDelete === 'keep' || whenRowLeaves === 'keep'))) return
  world.foretell(lives ? 'it lives' : 'it is gone')
  for (const { system, row, adapter } of at) {
    if (adapter.deletes && (row !== undefined) !== lives)
      say(`it ought to ${lives ? 'live' : 'be gone'}, and is ${lives ? 'not' : 'still'} at ${system}`)
  }
}

/** Does some system make another value of what it is given: then what it shows does not tell who typed it. */
function altered({ world }: Scene, { flow }: RecordStory, { fields }: UnitRule): boolean {
  return flow.systems.some((system) =>
    flow.adapters[system]!.fields.some(
      ({ field, stores, empty }) =>
        fields.includes(field) && (stores.length > 0 || empty !== undefined || world.alters[system]?.[field] !== undefined),
    ),
  )
}

function differs(says: Foretold, causes: Causes, now: Spread, unit: UnitRule, open: boolean): string[] {
  if (says.is === 'unknown') return []
  if (open !== (says.is === 'held')) return [open ? 'is in review, and nothing is left to decide' : 'ought to be in review']
  return now.at.flatMap(({ system, adapter, row }, j) => {
    if (!unit.fields.every((field) => adapter.fields.some((mapping) => mapping.field === field))) return []
    const values = valuesOf(adapter, row)!
    const is = JSON.stringify(unit.fields.map((field) => values[field]!))
    const want = wanted(says, causes.cells[j] ?? null, is)
    return want === null ? [] : [`ought to be ${want}, and is ${is} at ${system}`]
  })
}

/** null: it is as foretold. */
function wanted(says: Exclude<Foretold, { is: 'unknown' }>, left: string | null, is: string): string | null {
  if (says.is === 'value') return is === says.text ? null : says.text
  if (says.is === 'held') return is === left ? null : `what was left there, ${left}`
  if (says.is === 'oneOf') return says.texts.has(is) ? null : `one of ${[...says.texts].join(', ')}`
  const held = new Set((JSON.parse(is) as unknown[]).flat().map((each) => JSON.stringify(each)))
  const right = [...says.has].every((each) => held.has(each)) && [...held].every((each) => says.has.has(each) || says.may.has(each))
  return right ? null : `[${[...says.has].join()}]${says.may.size > 0 ? `, with or without ${[...says.may].join()}` : ''}`
}
