/**
 * Loads flow files as the command does, without a test runner that would transform them, and prints a line of JSON for each: findings, or the text of the plan.
 *
 *   node test/plan/plans-of.ts flows.ts…
 */
import { dirname } from 'node:path'
import { buildPlan, loadPortfolio, planJson } from '../../codegen/index.ts'

for (const file of process.argv.slice(2)) {
  const loaded = await loadPortfolio(file)
  const result = 'findings' in loaded ? loaded : { text: planJson(await buildPlan(loaded.portfolio, { folder: dirname(file) })) }
  console.log(JSON.stringify(result))
}
