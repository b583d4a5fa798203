import type { Mismatch } from '../../runtime/engine/engine.ts'
import { grownBy } from '../../runtime/engine/new-fields.ts'
import { notAcceptedOf } from '../../runtime/match.ts'
import type { Ledger } from '../../runtime/ports.ts'
import { LedgerError } from '../../runtime/ports.ts'
import type { AnyFlow, Estate } from '../estate.ts'
import { isSettled } from '../estate.ts'
import { mismatchText } from '../guard.ts'
import { shownPlace } from '../shown.ts'
import { blankLedger, hasLedger, ledgerOf } from '../systems.ts'
import type { Finding } from './probe.ts'

/** What a run would refuse to start on, and which flows it would only show. */
export interface Standing {
  readonly ledger: readonly Finding[]
  /** By system. */
  readonly systems: ReadonlyMap<string, readonly Finding[]>
}

/** @param flows those whose systems all have their names in the environment */
export async function standingOf(estate: Estate, flows: readonly AnyFlow[]): Promise<Standing> {
  let absent: boolean
  let ledger: Ledger
  try {
    absent = !(await hasLedger(estate))
    ledger = absent ? await blankLedger(estate) : await ledgerOf(estate, 'read')
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return { ledger: [{ what: 'ledger', ok: false, text: error.message, wayOut: error.wayOut }], systems: new Map() }
  }
  const { Engine, systemClock } = await import('../../runtime/engine/engine.ts')
  const { opener } = await import('../../runtime/connect.ts')
  const engine = new Engine({
    landscape: estate.landscape,
    ledger,
    clock: systemClock(),
    open: opener(estate.landscape, { folder: estate.project.folder, env: process.env }),
    flows: flows.map(({ name }) => name),
  })
  try {
    const shows = await notAcceptedOf(
      ledger,
      flows.map(({ name }) => name),
    )
    // Why one shows what came to it is a finding of its own.
    const notAccepted = shows.filter((name) => grownBy(ledger, name).length === 0)
    const found = (await engine.mismatches()).filter((each) => refused(each, flows, notAccepted))
    const ofSystems = found.filter(({ code }) => !isOfFlow(code))
    const systems = new Map<string, readonly Finding[]>(ofSystems.map((each) => [each.system, [mismatchFinding(each)]]))
    const ofFlows = found.filter(({ code }) => isOfFlow(code)).map(mismatchFinding)
    return { ledger: [ledgerFinding(estate, absent, ofSystems), ...ofFlows, ...matchFinding(absent, notAccepted)], systems }
  } finally {
    await engine.close()
  }
}

/** That a system is not prepared is told of the system itself; that nobody has claimed it is as it should be before its first match. */
function refused({ system, code }: Mismatch, flows: readonly AnyFlow[], notAccepted: readonly string[]): boolean {
  if (code === 'notPrepared') return false
  const writes = (flow: AnyFlow) =>
    isSettled(flow) ? (flow.adapters[system]?.writes.length ?? 0) > 0 : flow.logs.some((log) => log.system === system)
  return code !== 'unclaimed' || flows.some((flow) => writes(flow) && !notAccepted.includes(flow.name))
}

function isOfFlow(code: Mismatch['code']): boolean {
  return code === 'flowChanged' || code === 'flowGrew' || code === 'termsChanged'
}

function mismatchFinding(mismatch: Mismatch): Finding {
  const { why, wayOut } = mismatchText([mismatch])
  return { what: 'ledger', ok: false, text: why, wayOut }
}

function ledgerFinding(estate: Estate, absent: boolean, found: readonly Mismatch[]): Finding {
  if (!absent) return { what: 'ledger', ok: true, text: 'can be read' }
  const place = `there is none at ${shownPlace(estate.ledger)}`
  if (found.length === 0) return { what: 'ledger', ok: true, text: `${place} yet: thalweg match --accept makes it` }
  return { what: 'ledger', ok: false, text: `${place}, and systems know one`, wayOut: mismatchText(found).wayOut }
}

function matchFinding(absent: boolean, notAccepted: readonly string[]): Finding[] {
  if (absent || notAccepted.length === 0) return []
  const text = `${notAccepted.join(', ')}: no match was accepted yet, so a run only shows what it would do (thalweg match --accept)`
  return [{ what: 'matched', ok: true, text }]
}
