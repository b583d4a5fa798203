/** docs/regressions.md names each regression once, with the file where its scenario stands. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const folder = 'test/sim/regressions'
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Of a file, what stands at its top level. */
function named(file: string): string[] {
  return [...read(`${folder}/${file}`).matchAll(/^(?:test|describe)\((['"])(.+)\1,/gm)].map(([, , name]) => name!)
}

test('the table of docs/regressions.md and the scenarios have the same names in the same files', () => {
  const rows = [...read('docs/regressions.md').matchAll(/^\| (.+?) +\|.*\]\(\.\.\/(\S+)\) +\|$/gm)]
  const scenarios = readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => named(file).map((name) => `${name}: ${folder}/${file}`))
  expect(scenarios).toHaveLength(20)
  expect(rows.map(([, name, path]) => `${name}: ${path}`).toSorted()).toEqual(scenarios.toSorted())
})
