// node scripts/count-tests.mjs <folder of vitest's json reports> <number of steps that failed>
//
// Prints what failed, with the first lines of why, then `N passed, N failed` over all reports; exits 1 when anything failed. A file that could not be loaded counts as one failure, and so
// does a step that failed without a failing test (types, lint, format, dead code): the line never says that all is well when it is not.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, steps] = process.argv.slice(2)
let passed = 0
let failed = 0
for (const name of readdirSync(folder)) {
  for (const file of JSON.parse(readFileSync(join(folder, name), 'utf8')).testResults) {
    const failures = file.assertionResults.filter((test) => test.status === 'failed')
    const unread = failures.length === 0 && file.status === 'failed'
    passed += file.assertionResults.filter((test) => test.status === 'passed').length
    failed += unread ? 1 : failures.length
    for (const { fullName, failureMessages } of failures) told(`${file.name}: ${fullName}`, failureMessages.join('\n'))
    if (unread) told(file.name, file.message)
  }
}
if (failed === 0) {
  failed = Number(steps)
  if (failed > 0) console.log('failed: a step before the tests (types, lint, format, dead code, generated examples)')
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

function told(what, why) {
  console.log(`failed: ${what}\n${why.split('\n').slice(0, 12).join('\n')}\n`)
}
