import { allowsNothing, type Facts as AllowsNothingFacts } from './allows-nothing.ts'
import { cannotAllow, type Facts as CannotAllowFacts } from './cannot-allow.ts'

/** What can be wrong with `allows`: found when everything else was. */
export const allowing = [cannotAllow, allowsNothing] as const

export interface AllowingFacts {
  readonly TW130: CannotAllowFacts
  readonly TW131: AllowsNothingFacts
}
