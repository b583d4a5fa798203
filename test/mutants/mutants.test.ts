/** Whether the tests notice the bugs is asked by `npm run mutants`; here only that each can still be planted. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mutants } from './index.ts'
import { planted } from './mutant.ts'

const root = join(import.meta.dirname, '../..')

it.each(mutants)('$name finds its place, and leaves a file that can be read', ({ plants }) => {
  const files = new Map<string, string>()
  for (const plant of plants) {
    const source = files.get(plant.file) ?? readFileSync(join(root, plant.file), 'utf8')
    files.set(plant.file, planted(plant, source))
  }
  for (const text of files.values()) expect(() => stripTypeScriptTypes(text)).not.toThrow()
})

it.each(mutants)('$name is to be caught by test files of the default run', ({ caughtBy }) => {
  expect(caughtBy).not.toEqual([])
  for (const file of caughtBy) {
    expect(file).toMatch(/^test\/(?!full\/|mutants\/).*\.test\.ts$/)
    expect(existsSync(join(root, file))).toBe(true)
  }
})

it('each file is listed under its own name', () => {
  const files = readdirSync(join(import.meta.dirname, 'planted')).map((file) => file.replace(/\.ts$/, ''))
  expect(mutants.map(({ name }) => name).toSorted()).toEqual(files.toSorted())
})

it('a text that is gone, or there twice, is said', () => {
  const plant = { file: 'some.ts', text: 'a', instead: 'b' }
  expect(planted(plant, 'xax')).toBe('xbx')
  expect(() => planted(plant, 'x')).toThrow('some.ts holds this 0 times instead of once')
  expect(() => planted(plant, 'aa')).toThrow('some.ts holds this 2 times instead of once')
})
