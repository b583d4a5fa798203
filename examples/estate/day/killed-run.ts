/**
 * A run in a process of its own that is killed as the power would: when ERP has committed its third batch, and before anybody has heard of it.
 *
 *   node killed-run.ts <folder> <ledger> <epoch ms>
 */
import type { Opener } from '../../../runtime/engine/reach.ts'
import type { Bound, System } from '../../../runtime/ports.ts'
import { Place } from './place.ts'
import { startRun } from './run.ts'

const fatalDelivery = 3

const [folder, ledger, now] = [process.argv[2]!, process.argv[3]!, Number(process.argv[4])]
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
/** The same object, with some of its methods replaced. */
function replacing<T extends object>(object: T, replaced: Partial<T>): T {
  return new Proxy(object, {
    get: (target, name) => {
      const value: unknown = Reflect.get(name in replaced ? replaced : target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

const engine = await startRun(new Place(folder, ledger, () => now), clock, {
  flows: ['workOrders'],
  batch: 100,
  around: (open) => dyingAt('ERP', open),
})
await engine.settleAll()
await engine.close()
