import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Compiler } from '../types/compiler.ts'
import { compile, compilers } from '../types/compiler.ts'
import { assets, everyPolicy, hostile, lookalikes, requisitionLines, workOrders } from './plans.ts'
import { dropped } from '../runtime/dropped.ts'
import { logged } from '../runtime/logged.ts'
import { project } from './project.ts'

const root = path.resolve(import.meta.dirname, '../..')
const user = project()
afterAll(user.remove)

it.for(Object.keys(compilers) as Compiler[])(
  'passes %s at its strictest in the project of a user, hostile names and all',
  { timeout: 120_000 },
  (compiler) => {
    for (const [name, plan] of Object.entries({
      workOrders,
      hostile,
      requisitionLines,
      assets,
      lookalikes,
      everyPolicy,
      logged,
      dropped: () => dropped('ndjson'),
    }))
      user.generate(plan(), name)
    const options = {
      extends: path.join(root, 'tsconfig.json'),
      compilerOptions: {
        types: ['node'],
        exactOptionalPropertyTypes: true,
        noUnusedLocals: true,
        isolatedDeclarations: true,
        declaration: true,
        noEmit: false,
        emitDeclarationOnly: true,
        outDir: 'declarations',
      },
      include: ['generated', 'codecs.ts', 'merges.ts'],
    }
    writeFileSync(path.join(user.dir, 'tsconfig.json'), JSON.stringify(options))
    expect(existsSync(path.join(user.dir, 'generated/hostile/index.ts'))).toBe(true)
    expect(compile(compiler, user.dir, '-p', '.', '--noEmit')).toBe('')
  },
)
