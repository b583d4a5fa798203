/**
 * A working day on the estate.
 *
 *   npm start [-- --seed 7]
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { playDay } from './day/play.ts'

const here = import.meta.dirname
const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } })

await playDay({
  seed: Number(values.seed),
  folder: join(here, 'live'),
  ledger: join(here, '.thalweg/estate.ledger.sqlite'),
  say: (line) => console.log(line),
})
