/** The plan that the portfolio is compared with: that of a commit, or a file. */
import { execFile } from 'node:child_process'
import { posix, relative, resolve, sep } from 'node:path'
import { promisify } from 'node:util'
import type { Plan } from '../../codegen/plan/schema.ts'
import { Failure } from '../failure.ts'
import { planFileText, planIn } from '../plan-file.ts'
import { shown } from '../shown.ts'
import { plain } from '../text.ts'

const otherVersion = 'compare with a commit, or a plan.json, that this version of thalweg generated'

/** @param against a git ref, or a path that ends in .json @param file where the plan lies now */
export async function planBefore(against: string, folder: string, file: string): Promise<Plan> {
  if (against.endsWith('.json')) return planOfFile(against)
  return planIn(await textAt(against, folder, file), against, otherVersion)
}

/** @param file from the working directory */
export async function planOfFile(file: string): Promise<Plan> {
  return planIn(planFileText(resolve(file), 'name a plan.json that thalweg generate wrote, or a git ref'), file, otherVersion)
}

/** Refs are looked up before anything is done with them, and none of them is taken for an option. */
async function textAt(ref: string, folder: string, file: string): Promise<string> {
  const prefix = await git(folder, 'rev-parse', '--show-prefix')
  if (prefix === null)
    throw new Failure(
      'noRepository',
      `${shown(folder)} is in no git repository, so there is no ${plain(ref)} to compare with`,
      'compare with a file: --against old/plan.json',
    )
  const commit = await git(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)
  if (commit === null)
    throw new Failure(
      'noRef',
      `git knows no commit ${plain(ref)}`,
      'name a branch, a tag or a commit; where the checkout is shallow, fetch it first: git fetch origin <branch>',
    )
  const path = posix.normalize(prefix.trim() + relative(folder, file).split(sep).join('/'))
  const text = await git(folder, 'show', `${commit.trim()}:${path}`)
  if (text === null)
    throw new Failure(
      'noPlan',
      `${plain(ref)} has no ${path}`,
      'commit what thalweg generate writes, or compare with a file: --against old/plan.json',
    )
  return text
}

const mostBytes = 2 ** 30
const run = promisify(execFile)

/** What git says; null where it refuses. */
async function git(folder: string, ...args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run('git', ['-C', folder, ...args], { maxBuffer: mostBytes, windowsHide: true })
    return stdout
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Failure('noGit', 'git is not there', 'install it, or compare with a file: --against old/plan.json')
    return null
  }
}
