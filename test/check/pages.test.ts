import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rulePages } from '../../codegen/check/pages.ts'
import { root } from './projects.ts'

const folder = join(root, 'docs', 'rules')

test('docs/rules is what the rules print: run node scripts/rule-pages.ts', () => {
  const onDisk = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  expect([...onDisk.keys()].sort()).toEqual([...rulePages().keys()].sort())
  expect(Object.fromEntries(onDisk)).toEqual(Object.fromEntries(rulePages()))
})
