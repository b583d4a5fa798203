import type { PlanFlow, Position } from '../plan/schema.ts'

/** Where the last call of one of these names stands; with fields, of those that name one of them, or none at all. */
export function callAt({ calls = [] }: PlanFlow, names: readonly string[], fields?: readonly string[]): Position | undefined {
  return calls.findLast(
    (call) =>
      names.includes(call.call) && (fields === undefined || call.fields.length === 0 || call.fields.some((name) => fields.includes(name))),
  )?.at
}
