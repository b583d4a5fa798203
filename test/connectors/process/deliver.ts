/**
 * node deliver.ts <file> <operation> <before|after>
 *
 * Delivers one row and stops for ever before or after the commit, at a word on stdout: whoever started it kills it there.
 */
import { DatabaseSync } from 'node:sqlite'
import { openSqlite } from '../../../runtime/connectors/sqlite/index.ts'
import { adapterOf, systemStatements } from '../adapters.ts'
import { insertOf, thingShape } from '../conformance-shape.ts'

const [file = '', op = '', moment = ''] = process.argv.slice(2)
const stop = () => {
  process.stdout.write('here\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
const exec = DatabaseSync.prototype.exec
DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
  if (sql === 'COMMIT' && moment === 'before') stop()
  exec.call(this, sql)
  if (sql === 'COMMIT' && moment === 'after') stop()
}
const system = await openSqlite({ name: 'ERP', file, statements: systemStatements, env: {} })
const bound = await system.bind(adapterOf(thingShape('outbox')))
const delivery = await bound.deliver(Number(op), [insertOf('P-1')])
process.stdout.write(`${JSON.stringify(delivery)}\n`)
