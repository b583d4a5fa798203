/**
 * One writer; the others hold copies. An edit by the writer is decided, whatever it was made on top of; anybody else's is a foreign write.
 */
import type { Policy } from './rule.ts'
import { decided, waits } from './rule.ts'

export interface OwnerOptions {
  /** Index of the system that hands the field over: it writes until somebody switches. */
  readonly from?: number
}

/** @param system index of the writer in the flow's systems */
export function owner(system: number, { from }: OwnerOptions = {}): Policy {
  return from === undefined ? owning(system) : { ...owning(from), handover: { from, to: system } }
}

function owning(system: number): Policy {
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
