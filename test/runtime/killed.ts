/** A run of the example that is told of every boundary between effects. */
import { join } from 'node:path'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { opener } from '../../runtime/connect.ts'
import { Engine, systemClock } from '../../runtime/engine/engine.ts'
import { accept } from '../../runtime/match.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import { hookedLedger, hookedOpener } from './failpoints.ts'

const env = { EAM_DB: 'eam.sqlite', ERP_DB: 'erp.sqlite', PROC_DB: 'proc.sqlite', ERP_COMPANY: 'NORTH' }

export interface Killing {
  /** First sync: the match is accepted before. */
  readonly accept: boolean
  /** Number of the boundary at which `kill` is called; 0: none. */
  readonly at: number
  readonly kill: (boundary: string) => void
}
export const unharmed: Killing = { accept: false, at: 0, kill: () => undefined }

export interface Ran {
  readonly boundaries: number
  readonly down: readonly string[]
  readonly capped: unknown
}

export async function runIn(landscape: GeneratedLandscape, folder: string, { accept: first, at, kill }: Killing): Promise<Ran> {
  let passed = 0
  let running = false
  const hook = (boundary: string) => {
    if (running && ++passed === at) kill(boundary)
  }
  const ledger = await openLedgerOf(landscape, join(folder, 'ledger.sqlite'), { create: true })
  const engine = new Engine({
    landscape,
    clock: systemClock(),
    limits: { batch: 200 },
    ledger: hookedLedger(ledger, hook),
    open: hookedOpener(opener(landscape, { folder, env }), hook),
  })
  try {
    if (first) await accept(engine, Object.keys(landscape.flows), 'test', 0)
    running = true
    const result = await engine.settleAll()
    return { boundaries: passed, down: result.down.map(({ error }) => error.message), capped: result.capped }
  } finally {
    await engine.close()
  }
}
