/** Whether the code that is emitted for portfolios which the checker passes compiles at its strictest. */
import { symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { generate, writeGenerated } from '../../../codegen/generate.ts'
import { compile, type Compiler } from '../../types/compiler.ts'
import { checked, errorsOf } from './checked.ts'
import { drafts } from './drawn.ts'
import { inFolders, type Runs } from './run.ts'

const root = path.resolve(import.meta.dirname, '../../..')

/** @returns what the compiler says, and of how many portfolios */
export async function compiled(compiler: Compiler, { seed, runs }: Runs): Promise<{ readonly said: string; readonly portfolios: number }> {
  let portfolios = 0
  let said = ''
  await inFolders(async (next) => {
    const folders: string[] = []
    for (const draft of fc.sample(drafts, { seed, numRuns: runs })) {
      const folder = next()
      const { plan, findings, thrown } = await checked(draft, folder)
      if (thrown !== undefined || plan === undefined || errorsOf({ findings }).length > 0) continue
      const outDir = path.join(folder, 'generated', plan.landscape)
      writeGenerated(outDir, generate(plan, { outDir, flowsDir: folder }))
      folders.push(path.join(path.basename(folder), 'generated'))
    }
    portfolios = folders.length
    const home = path.dirname(next())
    symlinkSync(path.join(root, 'node_modules/@types'), path.join(home, 'node_modules/@types'))
    symlinkSync(path.join(root, 'node_modules/vitest'), path.join(home, 'node_modules/vitest'))
    writeFileSync(path.join(home, 'package.json'), '{ "type": "module" }')
    writeFileSync(
      path.join(home, 'tsconfig.json'),
      JSON.stringify({
        extends: path.join(root, 'tsconfig.json'),
        compilerOptions: { types: ['node'], exactOptionalPropertyTypes: true, noUnusedLocals: true },
        include: folders,
      }),
    )
    said = compile(compiler, home, '-p', '.', '--noEmit')
  })
  return { said, portfolios }
}
