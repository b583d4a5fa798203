import { createHash } from 'node:crypto'

/** Hash of what a plan says, without where it says it. @param json the plan's own text */
export function planHash(json: string): string {
  const said = JSON.stringify(JSON.parse(json, withoutPositions))
  return createHash('sha256').update(said).digest('hex').slice(0, 12)
}

function withoutPositions(_name: string, value: unknown): unknown {
  const isPosition = typeof value === 'object' && value !== null && 'file' in value && 'line' in value && 'column' in value
  return isPosition ? undefined : value
}
