import { createHash } from 'node:crypto'
import { isPosition, type PlanBinding, type PlanFlow } from '../schema.ts'
import { bindingIn, recordIn, type Estate } from './holding.ts'

const digits = 12
/** Names what a flow does: the record, how its systems store it, and who decides what. */
export function versionOf(
  flow: Pick<PlanFlow, 'record' | 'direction' | 'systems' | 'units' | 'lifecycle' | 'keepWhenBlank'> & {
    readonly where?: PlanFlow['where']
  },
  estate: Estate,
): string {
  const { record, direction, systems, units, lifecycle, keepWhenBlank, where } = flow
  const bindings = systems.map((system) => stored(bindingIn(estate, system, record)))
  const { said: _places, ...life } = lifecycle
  const meaning = { record, fields: recordIn(estate, record), direction, systems, bindings, units, lifecycle: life, keepWhenBlank, where }
  return createHash('sha256').update(JSON.stringify(meaning, withoutPlaces)).digest('hex').slice(0, digits)
}

/** How a system stores a record; what the database says of its columns is read by the checker alone. */
function stored(binding: PlanBinding | undefined): Omit<PlanBinding, 'pulled'> | null {
  if (binding === undefined) return null
  const { pulled: _pulled, ...said } = binding
  return said
}

/** Where something stands changes nothing of what a flow does. A field may be called `at` as well: only places are left out. */
function withoutPlaces(name: string, value: unknown): unknown {
  return name === 'at' && isPosition(value) ? undefined : value
}
