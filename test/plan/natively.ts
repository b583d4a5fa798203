import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll } from 'vitest'
import type { Finding } from '../../codegen/check/finding.ts'
import { readPlan } from '../../codegen/plan/json.ts'
import type { Plan } from '../../codegen/plan/schema.ts'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)

export type Native = { readonly findings: readonly Finding[] } | { readonly text: string }

/** What the loader and the builder make of each flow file, in one process of its own. */
export async function natively(...files: readonly string[]): Promise<readonly Native[]> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'fixtures/plans-of.ts'), ...files], {
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Native)
}

/** The plans of flow files that can be loaded. */
export async function plansOf(...files: readonly string[]): Promise<readonly Plan[]> {
  return (await natively(...files)).map((native) => {
    if ('findings' in native) throw new Error(`no plan: ${JSON.stringify(native)}`)
    return readPlan(native.text)
  })
}

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** A project of its own with these files, as an engineer has it: thalweg and zod installed. It is gone when the tests of the file are over. */
export function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-plan-'))
  folders.push(folder)
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/thalweg'))
  symlinkSync(join(root, 'node_modules/zod'), join(folder, 'node_modules/zod'))
  for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** Line and column, from 1, of the first place where a text stands. */
export function placeIn(source: string, text: string): { readonly line: number; readonly column: number } {
  const start = source.indexOf(text)
  if (start < 0) throw new Error(`${text} does not stand in the source`)
  const before = source.slice(0, start).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
