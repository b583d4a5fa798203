/** Servers have clocks of their own, which nobody sets for a day that is played: what they say of the time is said by the clock of the day. */
import type { Opener } from '../../../runtime/engine/reach.ts'
import type { Bound, System } from '../../../runtime/ports.ts'
import { replacing } from './replacing.ts'

export function byTheClock(systems: readonly string[]): (open: Opener, now: () => number) => Opener {
  const timed = (bound: Bound, now: () => number): Bound =>
    replacing(bound, {
      deliver: async (...what) => {
        const delivery = await bound.deliver(...what)
        return delivery.outcome === 'answered' ? { ...delivery, at: now() } : delivery
      },
    })
  return (open, now) => async (name) => {
    const system: System = await open(name)
    if (!systems.includes(name)) return system
    return replacing(system, {
      identity: async () => {
        const found = await system.identity()
        return found === null ? null : { ...found, clock: now() }
      },
      bind: async (...what) => timed(await system.bind(...what), now),
    })
  }
}
