/** The flows of a plan as they would run: generated into a folder of their own, loaded from there, and the folder is gone again. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { generate, writeGenerated } from '../../codegen/generate.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'

/** The package that this file is part of: the repository, or what users install. Generated code imports its runtime. */
const ourselves = fileURLToPath(new URL('../../', import.meta.url))

/**
 * @param flowsDir where the functions that the plan names are found
 * @throws GenerateError for a plan that cannot be carried out
 */
export async function generatedAside(plan: Plan, flowsDir: string): Promise<GeneratedLandscape> {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-aside-'))
  try {
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(ourselves, join(folder, 'node_modules/thalweg'), 'junction')
    const outDir = join(folder, 'generated')
    writeGenerated(outDir, generate(plan, { outDir, flowsDir }))
    return ((await import(pathToFileURL(join(outDir, 'index.ts')).href)) as { landscape: GeneratedLandscape }).landscape
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
