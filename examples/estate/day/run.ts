/** One run of the engine on the place, by the clock of the day. */
import { opener } from '../../../runtime/connect.ts'
import { Engine } from '../../../runtime/engine/engine.ts'
import type { Opener } from '../../../runtime/engine/reach.ts'
import { openLedgerOf } from '../../../runtime/open.ts'
import type { Clock } from '../../../runtime/ports.ts'
import type { Place } from './place.ts'

export interface Run {
  readonly flows?: readonly string[]
  /** Rows that are decided and written at once. */
  readonly batch?: number
  /** Of the ledger that is made. */
  readonly id?: string
  /** Stands between the engine and the systems. */
  readonly around?: (open: Opener) => Opener
}

export async function startRun(place: Place, clock: Clock, { flows, batch, id, around = (open) => open }: Run = {}): Promise<Engine> {
  const { landscape } = place
  const ledger = await openLedgerOf(landscape, place.ledger, { create: true, ...(id !== undefined && { id }) })
  return new Engine({
    landscape,
    ledger,
    clock,
    open: around(place.around(opener(landscape, { folder: place.folder, env: place.env, now: () => clock.now() }))),
    ...(flows !== undefined && { flows }),
    ...(batch !== undefined && { limits: { batch } }),
  })
}
