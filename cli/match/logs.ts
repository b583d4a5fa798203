/** Logs have nothing to pair: what there is to know before a run appends to them. */
import type { GeneratedEvents } from '../../runtime/door.ts'
import { isAccepted } from '../../runtime/match.ts'
import type { Ledger } from '../../runtime/ports.ts'
import type { Cli } from '../command.ts'

export interface LogMatch {
  readonly flow: string
  readonly accepted: boolean
  readonly source: string
  readonly logs: readonly string[]
}

export async function logsOf(ledger: Ledger, flows: readonly GeneratedEvents[]): Promise<LogMatch[]> {
  return Promise.all(
    flows.map(async ({ name, source, logs }) => ({
      flow: name,
      accepted: await isAccepted({ ledger }, name),
      source: source.system,
      logs: logs.map(({ system }) => system),
    })),
  )
}

export function logTold({ flow, accepted, source, logs }: LogMatch, { paint }: Cli): string {
  return `${paint.bold(flow)}${accepted ? paint.dim(' (accepted)') : ''}: every change in ${source} since it was prepared is appended to ${logs.join(', ')}; there is nothing to pair`
}
