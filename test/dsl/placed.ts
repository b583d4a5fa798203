/** A flow file whose every call has a place of its own: written with types around the calls, since those must not move them. */
import { z } from 'zod'
import { env, landscape, record, sqlite, system, table, type Flow, type Portfolio } from 'thalweg'

type Names<T extends string = 'text'> = readonly T[]
const text: Names = ['text'] satisfies Names

const orders = record({ key: 'number' as const, fields: { number: z.string(), text: z.string() satisfies z.ZodString } })
const bound = table<typeof orders>(orders, 'orders')
const A = system({ connector: sqlite({ file: env('A') }), holds: { orders: bound } })
const B = system({ connector: sqlite({ file: env('B') }), holds: { orders: bound } })
const { flow, portfolio } = landscape({ name: 'placed', records: { orders }, systems: { A, B } })

function shared<T extends Flow>(made: (name: 'orders') => T): T {
  return made('orders')
}

const both = (flow('orders') as ReturnType<typeof flow<'orders'>>)
  .twoWay()
  .because('both work on it')
  .owner(text satisfies Names, 'A')
  /* an aside */ .creates('A') satisfies Flow

const copied = shared((name) => flow(name).oneWay({ from: 'A', to: 'B' }).every('1h'))
const [listed] = ['B' as const].map((to) => flow('orders').oneWay({ from: 'A', to }).guard())

export default portfolio({ both: both.deletes('nobody'), copied, listed: listed! }) satisfies Portfolio
