/**
 * One writer; the others hold copies. An edit by the writer is decided, whatever it was made on top of; anybody else's is a foreign write.
 */
import type { Policy } from './rule.ts'
import { decided, waits } from './rule.ts'

/** @param system index of the writer in the flow's systems */
export function owner(system: number): Policy {
  return {
    kind: 'owner',
    writer: system,
    composes: false,
    equalCounts: false,
    judge: () => decided,
    clash: 'the writer’s value stands',
    outcomes: {
      bothChanged: 'the writer’s value stands; the other is a foreign write',
      bothCreated: 'the writer’s value stands; the other is kept in the audit',
      constraint: waits,
    },
  }
}
