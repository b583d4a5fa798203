/**
 * `npm run sim -- --seed N [--scenario name] [--steps n]`: one simulation of the repository's own, told as it happens. Exit 1 when something does not hold.
 */
import { parseArgs } from 'node:util'
import { simulated } from '../test/sim/landscapes/index.ts'
import { simulate } from '../sim/simulate.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string' }, scenario: { type: 'string' }, steps: { type: 'string' }, key: { type: 'string' } },
})
const name = values.scenario ?? Object.keys(simulated)[0]!
const scenario = simulated[name]
const seed = Number(values.seed)

if (scenario === undefined || values.seed === undefined || !Number.isInteger(seed)) {
  console.error(
    `usage: npm run sim -- --seed <integer> [--scenario <name>] [--steps <n>] [--key <text that a line must hold>]\nscenarios: ${Object.keys(simulated).join('; ')}`,
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
