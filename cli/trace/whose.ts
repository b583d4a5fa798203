import { plain, time } from '../text.ts'
import type { UnitStory } from './story.ts'

/** Whose value it is, from which change, and when, in words. */
export function whose({ origin, change, at }: UnitStory): string {
  const who = origin ?? (change === '' ? 'taken as agreed' : 'a person')
  return [who, plain(change), at === null ? '' : time(at)].filter((part) => part !== '').join(', ')
}
