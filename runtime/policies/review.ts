/** Every holder writes. When two changed it without having seen each other, a person decides; until then each system keeps its value, and nothing else waits. */
import type { Policy, ReviewOptions } from './rule.ts'
import { decided, held, waits } from './rule.ts'

export function review(options: ReviewOptions = {}): Policy {
  const who = options.team === undefined ? 'a person' : `somebody of ${options.team}`
  const opens = `each system keeps its value and a review is open until ${who} decides; the values not taken are kept in the audit`
  return {
    kind: 'review',
    review: options,
    writer: null,
    composes: false,
    equalCounts: false,
    judge: ({ told }) => (told ? decided : held),
    clash: 'in review',
    outcomes: { bothChanged: opens, bothCreated: opens, constraint: waits },
  }
}
