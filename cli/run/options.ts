import type { GeneratedLandscape } from '../../runtime/door.ts'
import { flowOf } from '../estate.ts'
import { usage } from '../failure.ts'

/** `--allow-deletes workOrders=120`: rows beyond the cap, by flow. */
export function allowedDeletes(landscape: GeneratedLandscape, given: readonly string[]): Readonly<Record<string, number>> {
  const allowed: Record<string, number> = {}
  for (const text of given) {
    const [, name, rows] = /^(.+)=(\d{1,9})$/.exec(text) ?? []
    if (name === undefined || rows === undefined)
      throw usage(`--allow-deletes ${text} does not say how many rows of which flow`, 'as in --allow-deletes workOrders=120')
    allowed[flowOf(landscape, name).name] = Number(rows)
  }
  return allowed
}
