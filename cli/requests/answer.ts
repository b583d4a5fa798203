/** What a run does between its passes: answers what it was asked by commands beside it. */
import type { Engine } from '../../runtime/engine/engine.ts'
import type { Estate } from '../estate.ts'
import { asFailure } from '../failure.ts'
import { perform } from './perform.ts'
import type { Request } from './request.ts'
import { patienceMs } from './request.ts'

/** Every request has an answer, whatever becomes of it; but one that nobody waits for any more, since who asked was ended, is dropped. */
export async function answerRequests(estate: Estate, engine: Engine, now: () => number = Date.now): Promise<void> {
  const { ledger } = engine
  for (const { id, at, body, answered } of await ledger.requests()) {
    if (at + patienceMs < now()) await ledger.forgetRequest(id)
    else if (!answered && (await ledger.take(id, now()))) await ledger.answer(id, await answer(body, estate, engine))
  }
}

async function answer(body: string, estate: Estate, engine: Engine): Promise<string> {
  try {
    return JSON.stringify({ performed: await perform(JSON.parse(body) as Request, estate, engine) })
  } catch (error) {
    const { code, message, wayOut } = asFailure(error)
    return JSON.stringify({ failure: { code, message, wayOut } })
  }
}
