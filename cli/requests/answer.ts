/** What a run does between its passes: answers what it was asked by commands beside it. */
import type { Engine } from '../../runtime/engine/engine.ts'
import type { Estate } from '../estate.ts'
import { asFailure } from '../failure.ts'
import { perform } from './perform.ts'
import type { Request } from './request.ts'

/** Every request has an answer, whatever becomes of it. */
export async function answerRequests(estate: Estate, engine: Engine): Promise<void> {
  for (const { id, body } of await engine.ledger.requests()) await engine.ledger.answer(id, await answer(body, estate, engine))
}

async function answer(body: string, estate: Estate, engine: Engine): Promise<string> {
  try {
    return JSON.stringify({ performed: await perform(JSON.parse(body) as Request, estate, engine) })
  } catch (error) {
    const { code, message, wayOut } = asFailure(error)
    return JSON.stringify({ failure: { code, message, wayOut } })
  }
}
