/**
 * A working day on the estate, from the first sync to the report.
 *
 *   npm start [-- --seed 7] [-- --servers]
 *
 * `--servers`: maintenance on PostgreSQL and finance on MariaDB, where this machine has both.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { Terminal } from '../terminal.ts'
import { crmToken } from './day/place.ts'
import { playDay } from './day/play.ts'

const here = import.meta.dirname
const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, servers: { type: 'boolean', default: false } } })
const seed = Number(values.seed)
const say = (line: string): void => console.log(line)
const started = performance.now()

if (values.servers) await dayOnServers()
else await dayOnFiles()

async function dayOnFiles(): Promise<void> {
  const terminal = new Terminal(here, {})
  const { flows } = terminal
  const page = relative(process.cwd(), join(here, 'live/report.html'))
  terminal.thalweg('check')
  say('')
  const { news } = await playDay({ seed, folder: join(here, 'live'), ledger: join(here, '.thalweg/estate.ledger.sqlite'), say })
  terminal.thalweg('report')
  terminal.thalweg('report', '--html', page)

  if (!existsSync(join(here, '.env'))) writeFileSync(join(here, '.env'), `CRM_TOKEN=${crmToken}\n`)

  say(`
${done()} Open ${page}, pick any value, and ask whose it is and why:
  npx thalweg trace ${news} --flows ${flows}
  npx thalweg explain customers.address --flows ${flows}
  npx thalweg review list --flows ${flows}
The systems are in ${relative(process.cwd(), join(here, 'live'))}: change rows with any SQLite client, put another download of the central bank in ecb/, and
  npm run start:crm &
  npx thalweg run ${flows} --once
What each flow decides is in examples/estate/README.md, every cell of it in generated/estate/policies.md.`)
}

async function dayOnServers(): Promise<void> {
  const { onServers } = await import('./servers/stage.ts')
  const project = join(here, 'live/servers/project')
  const stage = await onServers(project, say)
  if (typeof stage === 'string') {
    say(`${stage}\nWithout --servers the day is played on SQLite files: npm start`)
    return
  }
  try {
    const ledger = join(project, '.thalweg/estate.ledger.sqlite')
    const { news } = await playDay({ seed, folder: join(here, 'live/servers/day'), ledger, say, stage })
    const terminal = new Terminal(project, {})
    terminal.thalweg('report')
    say(`
${done()} The two servers are stopped and gone; the ledger still knows whose each value was, and why:
  npx thalweg trace ${news} --flows ${terminal.flows}`)
  } finally {
    await stage.stop()
  }
}

function done(): string {
  return `Done in ${((performance.now() - started) / 1_000).toFixed(1)} s.`
}
