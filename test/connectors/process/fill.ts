/** node fill.ts <file>: delivers until the disk takes no more, and tells how the last delivery was answered and how many rows there are. */
import { openSqlite } from '../../../runtime/connectors/sqlite/index.ts'
import type { Delivery } from '../../../runtime/ports.ts'
import { adapterOf, systemStatements } from '../adapters.ts'
import { insertOf, thingShape } from '../conformance-shape.ts'

const system = await openSqlite({ name: 'ERP', file: process.argv[2] ?? '', statements: systemStatements, env: {} })
const bound = await system.bind(adapterOf(thingShape('outbox')))
let delivery: Delivery = { outcome: 'answered', at: 0, answers: [] }
let op = 0
while (delivery.outcome === 'answered' && op < 1_000) {
  op++
  delivery = await bound.deliver(
    op,
    Array.from({ length: 50 }, (_, i) => insertOf(`P-${op}-${i}`, ['pump '.repeat(40), null, i])),
  )
}
process.stdout.write(JSON.stringify({ delivery, op, rows: await bound.count() }))
