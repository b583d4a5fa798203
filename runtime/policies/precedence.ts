/**
 * Every holder writes. When two changed it without having seen each other, one total order decides: the preferred system, then the others as the flow declares
 * them. Compared are the two origins: that of the edit, and that of what is decided, wherever the decided value has come to by then.
 */
import type { Policy } from './rule.ts'
import { decided, lost, waits } from './rule.ts'

/** @param preferred index of the system that wins, in the flow's systems */
export function precedence(preferred: number): Policy {
  const rank = (system: number) => (system === preferred ? -1 : system)
  return {
    kind: 'precedence',
    writer: null,
    preferred,
    composes: false,
    equalCounts: false,
    judge: ({ told, system, origin }) => (told || origin < 0 || rank(system) < rank(origin) ? decided : lost),
    clash: 'the preferred system’s value stands',
    outcomes: {
      bothChanged: 'the preferred system’s value stands; the other is kept in the audit',
      bothCreated: 'the preferred system’s value stands; the other is kept in the audit',
      constraint: waits,
    },
  }
}
