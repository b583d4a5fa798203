/** Systems behind their breakers: who is left alone, by whom, and until when. */
import { beforeEach, expect, it } from 'vitest'
import type { Adapter } from '../../runtime/door.ts'
import { Reach } from '../../runtime/engine/reach.ts'
import type { Bound, System } from '../../runtime/ports.ts'
import { SystemError } from '../../runtime/ports.ts'

const adapter = (place: string) => ({ system: 'ERP', place }) as Adapter
const [orders, vendors, stock] = [adapter('orders'), adapter('vendors'), adapter('stock')]

let now = 0
let opened = 0
let trouble: Readonly<Record<string, SystemError>>
let reach: Reach
beforeEach(() => {
  now = 0
  opened = 0
  trouble = {}
  const open = async (): Promise<System> => {
    opened++
    const bind = async ({ place }: Adapter): Promise<Bound> => {
      if (trouble[place] !== undefined) throw trouble[place]
      return { adapter: adapter(place) } as Bound
    }
    return { name: 'ERP', bind, close: async () => undefined } as unknown as System
  }
  reach = new Reach(open, { now: () => now, random: () => 0.5, sleep: async () => undefined })
})

const misfit = (message: string) => new SystemError('misfit', 'noColumn', 'ERP', message, 'mend it')
const isBound = async (flow: string, of: Adapter): Promise<boolean> => (await reach.bound(flow, of, () => [])) !== null

it('what one flow misses stops nobody else, and is looked for again after a pause', async () => {
  trouble = { vendors: misfit('no column') }
  expect([await isBound('vendors', vendors), await isBound('orders', orders)]).toEqual([false, true])
  expect(reach.down()).toEqual([{ system: 'ERP', flows: ['vendors'], error: trouble['vendors'] }])
  trouble = {}
  expect(await isBound('vendors', vendors)).toBe(false)
  now += 60_000
  expect(await isBound('vendors', vendors)).toBe(true)
  expect(reach.down()).toEqual([])
  expect(opened).toBe(1)
})

it('what several flows miss alike is told once', async () => {
  trouble = { orders: misfit('not prepared'), vendors: misfit('not prepared'), stock: misfit('no right') }
  for (const each of [orders, vendors, stock]) expect(await isBound(each.place, each)).toBe(false)
  expect(reach.down().map(({ flows, error }) => [flows, error.message])).toEqual([
    [['orders', 'vendors'], 'not prepared'],
    [['stock'], 'no right'],
  ])
})

it('a system that does not answer is down for all', async () => {
  trouble = { stock: misfit('no right'), vendors: new SystemError('unreachable', 'lost', 'ERP', 'cut', 'wait') }
  expect([await isBound('stock', stock), await isBound('vendors', vendors), await isBound('orders', orders)]).toEqual([false, false, false])
  expect(reach.down()).toEqual([{ system: 'ERP', error: trouble['vendors'] }])
})
