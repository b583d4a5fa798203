/**
 * A run in a process of its own that is killed as the power would: when ERP has committed its third batch, and before anybody has heard of it.
 *
 *   node killed-run.ts <JSON of KilledRun>
 */
import { pathToFileURL } from 'node:url'
import type { GeneratedLandscape } from '../../../runtime/door.ts'
import type { Opener } from '../../../runtime/engine/reach.ts'
import type { Bound, System } from '../../../runtime/ports.ts'
import { byTheClock } from './by-the-clock.ts'
import { Place } from './place.ts'
import { replacing } from './replacing.ts'
import { startRun } from './run.ts'

export interface KilledRun {
  readonly folder: string
  readonly ledger: string
  /** Epoch ms. */
  readonly now: number
  /** The module of the generated code. */
  readonly index: string
  /** Systems that are no files, and the environment that says where they are. */
  readonly elsewhere: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const fatalDelivery = 3

const { folder, ledger, now, index, elsewhere, env } = JSON.parse(process.argv[2]!) as KilledRun
const { landscape } = (await import(pathToFileURL(index).href)) as { readonly landscape: GeneratedLandscape }
const clock = { now: () => now, random: () => 0.5, sleep: async () => {} }
let deliveries = 0

function dying(bound: Bound): Bound {
  const deliver: Bound['deliver'] = async (...write) => {
    const delivery = await bound.deliver(...write)
    if (++deliveries === fatalDelivery) process.kill(process.pid, 'SIGKILL')
    return delivery
  }
  return replacing(bound, { deliver })
}
function dyingAt(name: string, open: Opener): Opener {
  return async (system) => {
    const opened = await open(system)
    const bind: System['bind'] = async (...what) => dying(await opened.bind(...what))
    return system === name ? replacing(opened, { bind }) : opened
  }
}

const around = byTheClock(elsewhere)
const place = new Place({ landscape, folder, ledger, now: clock.now, elsewhere: { clients: {}, env, around } })
const engine = await startRun(place, clock, { flows: ['workOrders'], batch: 100, around: (open) => dyingAt('ERP', open) })
await engine.settleAll()
await engine.close()
