/**
 * `npm run sim -- --seed N [--scenario name] [--steps n]`: one simulation of the repository's own, told as it happens. Exit 1 when something does not hold.
 * `npm run sim -- --coverage [--times n]`: which conflicts n times the seeds of a test run meet, as a table; 5 times unless said. Exit 1 when a cell is empty.
 */
import { parseArgs } from 'node:util'
import { simulated } from '../test/sim/landscapes/index.ts'
import { simulate } from '../sim/simulate.ts'
import { coverage } from './sim-coverage.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    scenario: { type: 'string' },
    steps: { type: 'string' },
    key: { type: 'string' },
    coverage: { type: 'boolean' },
    times: { type: 'string' },
  },
})
const name = values.scenario ?? Object.keys(simulated)[0]!
const scenario = simulated[name]
const seed = Number(values.seed)

if (values.coverage === true) {
  const { lines, gaps } = await coverage(Number(values.times ?? 5))
  for (const line of lines) console.log(line)
  console.log(gaps === 0 ? '\nno cell is empty without a reason' : `\n${gaps} cells are empty`)
  process.exitCode = gaps === 0 ? 0 : 1
} else if (scenario === undefined || values.seed === undefined || !Number.isInteger(seed)) {
  console.error(
    `usage: npm run sim -- --seed <integer> [--scenario <name>] [--steps <n>] [--key <text that a line must hold>]\n       npm run sim -- --coverage [--times <n>]\nscenarios: ${Object.keys(simulated).join('; ')}`,
  )
  process.exitCode = 64
} else {
  const result = await simulate({ ...scenario, seed, ...(values.steps === undefined ? {} : { steps: Number(values.steps) }) })
  const always = /CRASH|operation|left in peace/
  for (const line of result.timeline) if (values.key === undefined || line.includes(values.key) || always.test(line)) console.log(line)
  for (const { check, what } of result.violations) console.log(`VIOLATED  ${check}: ${what}`)
  console.log(
    `${name}, seed ${seed}: ${result.acts} acts of users, ${result.writes} writes of the hub, ${result.violations.length === 0 ? 'everything holds' : `${result.violations.length} violations`}`,
  )
  process.exitCode = result.violations.length === 0 ? 0 : 1
}
