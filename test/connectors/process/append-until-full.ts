/** Appends to a log until a file may not grow any more, in a process whose files are limited. Prints what happened. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { AppendLog } from '../../../runtime/connectors/append-to/log.ts'
import { SystemError } from '../../../runtime/ports.ts'

const [folder = ''] = process.argv.slice(2)
const log = new AppendLog({ system: 'LOG', folder, name: 'orders' })
const line = (text: string) => ({ position: '{"seq":1}', body: { text } })
const sizes: number[] = []
const size = () => sizes.push(statSync(join(folder, 'orders.ndjson')).size)

const { end } = await log.end(null)
const first = await log.append(end, [line('small')], 0)
size()
let code = ''
try {
  await log.append(first, [line('small'), line('x'.repeat(10_000))], 0)
} catch (error) {
  if (!(error instanceof SystemError)) throw error
  code = `${error.kind} ${error.code}`
}
size()
const last = await log.append(first, [line('small again')], 0)
size()
console.log(JSON.stringify({ sizes, code, n: last.n }))
