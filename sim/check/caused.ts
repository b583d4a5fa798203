/** No write without a cause outside: every write changes something. */
import type { Scene } from './scene.ts'

export async function caused({ world }: Scene): Promise<readonly string[]> {
  return world.writes.flatMap(({ flow, key, kind, system, fields, changed }) => {
    // Where a system stores two values alike, telling it of the other changes nothing.
    const alike = fields.some((field) => world.alters[system]?.[field] !== undefined)
    return changed || alike ? [] : [`${flow} ${key}: an ${kind} at ${system} changed nothing`]
  })
}
