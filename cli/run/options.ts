import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { Limits } from '../../runtime/engine/context.ts'
import { flowOf } from '../estate.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'

/** What a person lets through in this run, by flow. */
export type Allowed = Pick<Limits, 'allowDeletes' | 'allowChanges'>

export const nothingAllowed: Allowed = { allowDeletes: {}, allowChanges: {} }

/** @param flows those that take part */
export function allowedIn(landscape: GeneratedLandscape, input: Input, flows: readonly string[]): Allowed {
  const of = (name: 'allowDeletes' | 'allowChanges', option: string, what: string) => {
    const allowed = numbersOf(landscape, input.list(name), option, what)
    const stray = Object.keys(allowed).find((flow) => !flows.includes(flow))
    if (stray !== undefined) throw usage(`${option} names ${stray}, which --flow leaves out`, 'name it with --flow too')
    return allowed
  }
  return { allowDeletes: of('allowDeletes', '--allow-deletes', 'rows'), allowChanges: of('allowChanges', '--allow-changes', 'records') }
}

/** `--allow-deletes workOrders=120` */
function numbersOf(
  landscape: GeneratedLandscape,
  given: readonly string[],
  option: string,
  what: string,
): Readonly<Record<string, number>> {
  const allowed: Record<string, number> = {}
  for (const text of given) {
    const [, name, number] = /^(.+)=(\d{1,9})$/.exec(text) ?? []
    if (name === undefined || number === undefined)
      throw usage(`${option} ${text} does not say how many ${what} of which flow`, `as in ${option} workOrders=120`)
    allowed[flowOf(landscape, name).name] = Number(number)
  }
  return allowed
}
