import { createHash } from 'node:crypto'
import type { PlanFlow } from '../schema.ts'
import type { Estate } from './holding.ts'

const digits = 12
/** Where something stands and why it was written changes nothing of what a flow does. */
const withoutMeaning = new Set(['at', 'said'])

/** Names what a flow does: the record, how its systems store it, and who decides what. */
export function versionOf(
  flow: Pick<PlanFlow, 'record' | 'direction' | 'systems' | 'units' | 'lifecycle' | 'keepWhenBlank'> & {
    readonly where?: PlanFlow['where']
  },
  estate: Estate,
): string {
  const { record, direction, systems, units, lifecycle, keepWhenBlank, where } = flow
  const bindings = systems.map((system) => estate.systems[system]?.holds[record] ?? null)
  const meaning = { record, fields: estate.records[record], direction, systems, bindings, units, lifecycle, keepWhenBlank, where }
  const text = JSON.stringify(meaning, (name, value: unknown) => (withoutMeaning.has(name) ? undefined : value))
  return createHash('sha256').update(text).digest('hex').slice(0, digits)
}
