/** What is to be known of one record in one stretch, for the oracle: how it began, and what happened to it in order. */
import type { GeneratedFlow } from '../../runtime/door.ts'
import type { KeyText } from '../../runtime/values.ts'
import type { Happening, Ruling, UserAct, Values } from '../story.ts'
import type { Stretch } from '../world.ts'

export interface RecordStory {
  readonly flow: GeneratedFlow
  readonly key: KeyText
  /** It began before anything was ever read. */
  readonly first: boolean
  /** By system of the flow. */
  readonly start: readonly (Values | null)[]
  /** As the stretch has it. */
  readonly decided: readonly Ruling[]
  readonly happened: readonly Happening[]
}

export function stories(flows: readonly GeneratedFlow[], stretch: Stretch): RecordStory[] {
  return flows.flatMap((flow) => {
    const start = stretch.start.get(flow.name)
    const happened = new Map<KeyText, Happening[]>()
    for (const key of start?.keys() ?? []) happened.set(key, [])
    for (const each of stretch.happened) {
      if (each.flow !== flow.name) continue
      const known = happened.get(each.key)
      if (known === undefined) happened.set(each.key, [each])
      else known.push(each)
    }
    return [...happened].map(([key, all]) => ({
      flow,
      key,
      first: stretch.first,
      start: start?.get(key) ?? flow.systems.map(() => null),
      decided: stretch.decided.filter((each) => each.flow === flow.name && each.key === key),
      happened: all,
    }))
  })
}

export function actsOf({ happened }: RecordStory): UserAct[] {
  return happened.filter((each) => each.what === 'act')
}
