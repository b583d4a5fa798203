import { hash } from 'node:crypto'
import type { Plan } from '../plan/schema.ts'

/** Hash of what a plan says, without where it says it. @param plan in the order of its schema, as it was written or read */
export function planHash(plan: Plan): string {
  return hash('sha256', JSON.stringify(withoutPositions(plan))).slice(0, 12)
}

function withoutPositions(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutPositions)
  if ('file' in value && 'line' in value && 'column' in value) return undefined
  const said: Record<string, unknown> = { ...value }
  for (const [name, part] of Object.entries(value)) {
    if (typeof part !== 'object' || part === null) continue
    // Engineers choose names: this one is a property like any other.
    if (name === '__proto__') Object.defineProperty(said, name, { value: withoutPositions(part), enumerable: true })
    else said[name] = withoutPositions(part)
  }
  return said
}
