import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { repository } from './project.ts'

/** The compilers that users have: the newest, and the last one before it. */
export const compilers = {
  'TypeScript 7.0': join(repository, 'node_modules/typescript/bin/tsc'),
  'TypeScript 5.9': join(repository, 'node_modules/typescript-5.9/bin/tsc'),
} as const

export type Compiler = keyof typeof compilers

/** What the compiler prints about the project in this folder; empty where it has nothing to say. */
export function compile(compiler: Compiler, folder: string, ...options: readonly string[]): string {
  const run = spawnSync(process.execPath, [compilers[compiler], '--pretty', 'false', ...options], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (run.error) throw run.error
  if (run.stderr !== '') throw new Error(run.stderr)
  return run.stdout
}
