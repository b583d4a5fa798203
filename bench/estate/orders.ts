import { field, landscape, record, sqlite, env, system, table } from 'thalweg'
import { z } from 'zod'

/** Twelve fields, of the kinds that records of such systems have. */
const fields = {
  number: z.string().max(20),
  description: z.string().max(200),
  asset: z.string().max(30),
  technician: z.string().max(60).nullable(),
  status: field.status(['OPEN', 'IN_PROGRESS', 'DONE']),
  due: z.iso.date().nullable(),
  hours: field.quantity({ precision: 9, scale: 2 }),
  glCode: z.string().max(20).nullable(),
  project: z.string().max(20).nullable(),
  priority: z.int(),
  cost: field.money({ precision: 12, scale: 2 }),
  currency: z.string().length(3),
}
const copied = record({ key: 'number', fields })
const shared = record({ key: 'number', fields, groups: { price: ['cost', 'currency'] } })
const contested = record({ key: 'number', fields })

const A = system({
  connector: sqlite({ file: env('BENCH_A') }),
  holds: {
    copied: table(copied, 'copied', { naming: 'snake_case', detect: 'outbox' }),
    shared: table(shared, 'shared', { naming: 'snake_case', detect: 'outbox' }),
    contested: table(contested, 'contested', { naming: 'snake_case', detect: 'outbox' }),
  },
})
const B = system({
  connector: sqlite({ file: env('BENCH_B') }),
  holds: {
    copied: table(copied, 'copied', { naming: 'snake_case' }),
    shared: table(shared, 'shared', { naming: 'snake_case', detect: 'outbox' }),
    contested: table(contested, 'contested', { naming: 'snake_case', detect: 'outbox' }),
  },
})

const { flow, portfolio } = landscape({ name: 'bench', records: { copied, shared, contested }, systems: { A, B } })

export default portfolio({
  copied: flow('copied').oneWay({ from: 'A', to: 'B' }),
  shared: flow('shared')
    .twoWay()
    .because('both work on the same orders')
    .owner(['description', 'asset', 'technician', 'status', 'due', 'hours'], 'A')
    .owner(['glCode', 'project', 'priority', 'price'], 'B')
    .creates('A')
    .deletes('A', { againstUpdate: 'updateWins' }),
  contested: flow('contested')
    .twoWay()
    .because('both work on the same orders, and write some fields both')
    .precedence('description', 'A')
    .lastWriteWins('technician', { acceptLoss: 'whoever noted it last knows' })
    .delta('hours')
    .owner(['asset', 'status', 'due'], 'A')
    .owner(['glCode', 'project', 'priority', 'cost', 'currency'], 'B')
    .creates('A')
    .deletes('A', { againstUpdate: 'updateWins' }),
})
