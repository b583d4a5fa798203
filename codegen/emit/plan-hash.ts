import { createHash } from 'node:crypto'

/** Hash of what a plan says, without where it says it. @param json the plan's own text */
export function planHash(json: string): string {
  const said = JSON.stringify(withoutPositions(JSON.parse(json)))
  return createHash('sha256').update(said).digest('hex').slice(0, 12)
}

function withoutPositions(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutPositions)
  if ('file' in value && 'line' in value && 'column' in value) return undefined
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutPositions(part)]))
}
