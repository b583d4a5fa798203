/** node read-only.ts <file>: reads, and tries to write, as a user who may not. */
import { openSqlite } from '../../../runtime/connectors/sqlite/index.ts'
import { SystemError } from '../../../runtime/ports.ts'
import { adapterOf, systemStatements } from '../adapters.ts'
import { insertOf, thingShape } from '../conformance-shape.ts'

const system = await openSqlite({ name: 'ERP', file: process.argv[2] ?? '', statements: systemStatements, env: {} })
const bound = await system.bind(adapterOf(thingShape('outbox')))
const rows = (await bound.page(null, 10)).length
const error: unknown = await bound.deliver(1, [insertOf('P-1')]).catch((reason: unknown) => reason)
process.stdout.write(
  JSON.stringify(
    error instanceof SystemError ? { rows, kind: error.kind, code: error.code, wayOut: error.wayOut } : { rows, error: String(error) },
  ),
)
