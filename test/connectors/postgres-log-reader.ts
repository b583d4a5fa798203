/** A process that reads a log and says what it was told, until it is killed. Arguments: url, name, position. */
import { LogStream } from '../../runtime/connectors/postgres/log/index.ts'
import { logged, Reader } from './postgres-log-setting.ts'

const [url, name, position] = process.argv.slice(2) as [string, string, string]
const stream = new LogStream({ system: 'EAM', name, config: { connectionString: url } })
const reader = await Reader.open(stream, logged('wo'), position)
for (;;) {
  const { hints } = await reader.read(10)
  for (const { key } of hints) process.stdout.write(`${key}\n`)
  if (hints.length === 0) await new Promise((resolve) => void setTimeout(resolve, 5))
}
