import { createHash } from 'node:crypto'
import type { Plan } from '../plan/schema.ts'

/** Hash of what the plan says, without where it says it. */
export function planHash(plan: Plan): string {
  return createHash('sha256').update(JSON.stringify(plan, withoutPositions)).digest('hex').slice(0, 12)
}

function withoutPositions(_name: string, value: unknown): unknown {
  const isPosition = typeof value === 'object' && value !== null && 'file' in value && 'line' in value && 'column' in value
  return isPosition ? undefined : value
}
