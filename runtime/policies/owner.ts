/**
 * One writer; the others hold copies. An edit by the writer is decided, whatever it was made on top of; anybody else's is a foreign write.
 */
import type { Policy } from './rule.ts'

/** @param system index of the writer in the flow's systems */
export function owner(system: number): Policy {
  return {
    kind: 'owner',
    writer: system,
    judge: (edit) => (edit.system === system ? 'decided' : 'foreign'),
    outcomes: {
      bothChanged: 'the writer’s value stands; the other is a foreign write',
      bothCreated: 'the writer’s value stands; the other is kept in the audit',
      constraint: 'the record waits at the system that refuses it, then goes to the dead letters; other systems go on',
    },
  }
}
