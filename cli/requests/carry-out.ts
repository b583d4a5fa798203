/**
 * Does what a person asks: here, or, where a run holds the ledger, by that run. A watching run begins with it between its passes; until then it can be taken
 * back. Where the run ends without an answer, the request is done here.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ledger } from '../../runtime/ports.ts'
import { LedgerError } from '../../runtime/ports.ts'
import type { Cli, Report } from '../command.ts'
import type { Estate } from '../estate.ts'
import { chosenFlows } from '../estate.ts'
import { Failure } from '../failure.ts'
import { ledgerOf, openerOf } from '../systems.ts'
import type { Performed } from './perform.ts'
import { stopSignal } from '../run/stop.ts'
import type { Request } from './request.ts'
import { patienceMs } from './request.ts'

const pollMs = 200
/** Every so many polls it is tried whether the run has ended. */
const triesPerLock = 5

type Answer =
  { readonly performed: Performed } | { readonly failure: { readonly code: string; readonly message: string; readonly wayOut: string } }

/** @param flows the flows whose systems it concerns */
export async function carryOut(request: Request, flows: readonly string[], estate: Estate, cli: Cli): Promise<Report> {
  const performed = await here(request, flows, estate)
  const { exit, data, text, warnings } = performed ?? (await byTheRun(request, flows, estate, cli))
  for (const warning of warnings) cli.warn(warning)
  return { exit, data, text }
}

/** @param mine asked once the ledger is held: is the request still to be done here @returns null where it is not, or a run holds the ledger */
async function here(
  request: Request,
  flows: readonly string[],
  estate: Estate,
  mine: () => Promise<boolean> = async () => true,
): Promise<Performed | null> {
  const open = await openerOf(estate, chosenFlows(estate.landscape, flows))
  const ledger = await freeLedger(estate)
  if (ledger === null) return null
  const { Engine, systemClock } = await import('../../runtime/engine/engine.ts')
  const { perform } = await import('./perform.ts')
  const engine = new Engine({ landscape: estate.landscape, ledger, clock: systemClock(), open, flows })
  try {
    if (!(await mine())) return null
    return await perform(request, estate, engine)
  } finally {
    await engine.close()
  }
}

/** null: a run holds it. */
async function freeLedger(estate: Estate): Promise<Ledger | null> {
  try {
    return await ledgerOf(estate, 'write')
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'busy') return null
    throw error
  }
}

async function byTheRun(request: Request, flows: readonly string[], estate: Estate, cli: Cli): Promise<Performed> {
  const { openBeside } = await import('../../runtime/ledger/index.ts')
  const beside = await openBeside(estate.ledger, estate.landscape.name)
  const stop = stopSignal(cli, {
    note: 'stopping: the request is taken back, unless the run has begun with it',
    before: 'before the run that holds the ledger began with it: nothing was done',
    wayOut: 'ask again',
  })
  const asked = Date.now()
  const id = await beside.ask(JSON.stringify(request), asked)
  try {
    cli.note('a run holds the ledger: it is asked, and answers after the pass on its way')
    for (let tries = 1; ; tries++) {
      await sleep(pollMs)
      const state = await beside.stateOf(id)
      if (state.is === 'answered') return performedOf(JSON.parse(state.answer) as Answer)
      if (state.is === 'gone') throw runBusy()
      // The run may have ended meanwhile.
      const done = tries % triesPerLock === 0 ? await here(request, flows, estate, async () => beside.takeOver(id)) : null
      if (done !== null) return done
      if (stop.signal.aborted && (await beside.withdraw(id))) throw stop.signal.reason
      if (Date.now() - asked > patienceMs && (await beside.withdraw(id))) throw runBusy()
    }
  } finally {
    await beside.forget(id)
    await beside.close()
    stop.off()
  }
}

function runBusy(): Failure {
  return new Failure(
    'runBusy',
    `the run that holds the ledger did not begin with it within ${patienceMs / 1_000} s: nothing was done`,
    'try again when its first load, or its large batch, is through',
  )
}

function performedOf(answer: Answer): Performed {
  if ('performed' in answer) return answer.performed
  throw new Failure(answer.failure.code, answer.failure.message, answer.failure.wayOut)
}
