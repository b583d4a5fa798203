/** Values of the environment by which rows are a flow's. */
import type { TableAdapter } from '../door.ts'
import { SystemError } from '../ports.ts'

export type Scope = Readonly<Record<string, string>>

/** Scopes by environment. @throws SystemError where a name is not set */
export function scopeOf(adapter: Pick<TableAdapter, 'scope'>, system: string, env: Readonly<Record<string, string | undefined>>): Scope {
  const out: Record<string, string> = {}
  for (const { param, value } of adapter.scope) {
    const found = env[value.env] ?? value.default
    if (found === undefined)
      throw new SystemError(
        'misfit',
        'environment',
        system,
        `${value.env} is not set`,
        'set it, in the environment or in .env beside the flow file',
      )
    out[param] = found
  }
  return out
}
