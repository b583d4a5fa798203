/**
 * A working day on the estate, from the first sync to the report.
 *
 *   npm start [-- --seed 7]
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { Terminal } from '../terminal.ts'
import { crmToken } from './day/place.ts'
import { playDay } from './day/play.ts'

const here = import.meta.dirname
const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } })
const started = performance.now()
const terminal = new Terminal(here, {})
const { flows } = terminal
const page = relative(process.cwd(), join(here, 'live/report.html'))

terminal.thalweg('check')
console.log('')
const { news } = await playDay({
  seed: Number(values.seed),
  folder: join(here, 'live'),
  ledger: join(here, '.thalweg/estate.ledger.sqlite'),
  say: (line) => console.log(line),
})
terminal.thalweg('report')
terminal.thalweg('report', '--html', page)

if (!existsSync(join(here, '.env'))) writeFileSync(join(here, '.env'), `CRM_TOKEN=${crmToken}\n`)

console.log(`
Done in ${((performance.now() - started) / 1_000).toFixed(1)} s. Open ${page}, pick any value, and ask whose it is and why:
  npx thalweg trace ${news} --flows ${flows}
  npx thalweg explain customers.address --flows ${flows}
  npx thalweg review list --flows ${flows}
The systems are in ${relative(process.cwd(), join(here, 'live'))}: change rows with any SQLite client, put another download of the central bank in ecb/, and
  npm run start:crm &
  npx thalweg run ${flows} --once
What each flow decides is in examples/estate/README.md, every cell of it in generated/estate/policies.md.`)
