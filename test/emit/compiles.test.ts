import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { assets, everyPolicy, hostile, lookalikes, requisitionLines, workOrders } from './plans.ts'
import { project } from './project.ts'

const root = path.resolve(import.meta.dirname, '../..')
const user = project()
afterAll(user.remove)

it('passes the strictest compiler in the project of a user, hostile names and all', { timeout: 120_000 }, () => {
  for (const [name, plan] of Object.entries({ workOrders, hostile, requisitionLines, assets, lookalikes, everyPolicy }))
    user.generate(plan(), name)
  const options = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: { types: ['node'], exactOptionalPropertyTypes: true, noUnusedLocals: true },
    include: ['generated', 'codecs.ts', 'merges.ts'],
  }
  writeFileSync(path.join(user.dir, 'tsconfig.json'), JSON.stringify(options))
  const result = spawnSync(path.join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', user.dir], { encoding: 'utf8', cwd: user.dir })
  expect(existsSync(path.join(user.dir, 'generated/hostile/index.ts'))).toBe(true)
  expect(result.stdout).toBe('')
  expect(result.status).toBe(0)
})
