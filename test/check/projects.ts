import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { exampleLandscape } from '../../codegen/check/example-estate.ts'
import type { Finding } from '../../codegen/index.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const script = fileURLToPath(new URL('fixtures/check-projects.ts', import.meta.url))

/** A temporary folder in which `thalweg` and `zod` are found as in a user's project; gone after the tests of the file. */
export function workshop(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'thalweg-check-')))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', 'thalweg'))
  symlinkSync(join(root, 'node_modules', 'zod'), join(folder, 'node_modules', 'zod'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a project with the landscape of the examples and these files; the path of its flow file, which is there only if it is among them. */
export function project(inside: string, name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(inside, name)
  mkdirSync(folder, { recursive: true })
  for (const [path, text] of Object.entries({ 'landscape.ts': exampleLandscape, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return join(folder, 'flows.ts')
}

/** The flow files of other repositories, where the check of a project plans them and takes them along. */
export function besides(...flows: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(flows.map((text, index) => [`beside-${index}/flows.ts`, text]))
}

/** The findings of each flow file, by its path. */
export function findingsOf(flowFiles: readonly string[]): Readonly<Record<string, readonly Finding[]>> {
  const output = execFileSync(process.execPath, [script, ...flowFiles], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(output) as Record<string, readonly Finding[]>
}
