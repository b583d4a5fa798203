/** Changes of flows that a person accepts on the command line: `all`, or each as `diff` and a refused run name it. */
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { Ledger } from '../../runtime/ports.ts'
import type { Acceptance } from '../../runtime/terms/acceptance.ts'
import { unaccepted } from '../../runtime/terms/agreed.ts'
import { changeText, sameChange } from '../../runtime/terms/change.ts'
import { flowOf } from '../estate.ts'
import { usage } from '../failure.ts'

interface Given {
  readonly flow: string
  readonly change: string
}

/** @throws Failure for what is no change of the flow: nothing is accepted by mistake */
export async function acceptanceOf(
  landscape: GeneratedLandscape,
  ledger: Ledger,
  texts: readonly string[],
  by: string,
): Promise<Acceptance> {
  if (texts.some((text) => text.trim() === 'all')) return { by, accepts: () => true }
  const given = texts.map((text) => givenIn(landscape, text))
  for (const each of given) await mustChange(landscape, ledger, each)
  return {
    by,
    accepts: (flow, change) => given.some((each) => each.flow === flow && sameChange(each.change, changeText(change))),
  }
}

function givenIn(landscape: GeneratedLandscape, text: string): Given {
  const flow = Object.keys(landscape.flows)
    .filter((name) => text.trimStart().startsWith(`${name}:`))
    .sort((a, b) => b.length - a.length)[0]
  if (flow !== undefined) return { flow, change: text.trimStart().slice(flow.length + 1) }
  const named = /^([^:]+):/.exec(text.trim())?.[1]
  if (named !== undefined) flowOf(landscape, named)
  throw usage(`--accept ${text} names no flow`, `as in --accept 'workOrders: owner of status: EAM → ERP', or --accept all`)
}

async function mustChange(landscape: GeneratedLandscape, ledger: Ledger, { flow, change }: Given): Promise<void> {
  const waiting = (await unaccepted(ledger, landscape.flows[flow]!)).map(changeText)
  if (waiting.some((text) => sameChange(text, change))) return
  const found = waiting.length === 0 ? `nothing in ${flow} waits to be accepted` : `what waits in ${flow}: ${waiting.join('; ')}`
  throw usage(`${flow} has no change "${change.trim()}" to accept`, found)
}
