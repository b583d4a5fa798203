// node scripts/count-tests.mjs <folder of vitest's json reports> <number of steps that failed>
//
// Prints `N passed, N failed` over all reports; exits 1 when anything failed. A file that could not be loaded counts as one failure, and so
// does a step that failed without a failing test (types, lint, format, dead code): the line never says that all is well when it is not.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, steps] = process.argv.slice(2)
let passed = 0
let failed = 0
for (const name of readdirSync(folder)) {
  for (const file of JSON.parse(readFileSync(join(folder, name), 'utf8')).testResults) {
    const failures = file.assertionResults.filter((test) => test.status === 'failed').length
    passed += file.assertionResults.filter((test) => test.status === 'passed').length
    failed += failures === 0 && file.status === 'failed' ? 1 : failures
  }
}
if (failed === 0) failed = Number(steps)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
