/** What is known of a portfolio, each part made anew by what shows it: the checker, the simulator, the drill. */
import { execFileSync } from 'node:child_process'
import { checks } from '../../sim/check/index.ts'
import type { Drilled } from '../../sim/drill/index.ts'
import { drill } from '../../sim/drill/index.ts'
import type { Exhausted } from '../../sim/exhaustive/index.ts'
import { exhaust } from '../../sim/exhaustive/index.ts'
import type { Verified } from '../../sim/verify/index.ts'
import { verify } from '../../sim/verify/index.ts'
import { currentHash } from '../current.ts'
import type { Estate } from '../estate.ts'
import { settledFlows } from '../estate.ts'
import { checked, errorsOf } from '../plan.ts'
import type { Progress } from '../progress.ts'
import type { Budget } from '../verify/options.ts'
import { version } from '../version.ts'

export interface Evidence {
  readonly landscape: string
  /** Epoch ms. */
  readonly at: number
  readonly versions: { readonly thalweg: string; readonly node: string }
  /** Null: the flow file lies in no git repository. */
  readonly commit: { readonly id: string; readonly clean: boolean } | null
  /** Of the generated code. `current`: the flow file still says the same. `edited`: files that were edited by hand since. */
  readonly plan: { readonly hash: string; readonly current: boolean; readonly edited: readonly string[] }
  readonly findings: { readonly errors: number; readonly warnings: number; readonly codes: readonly string[] }
  readonly allowed: readonly { readonly code: string; readonly because: string }[]
  readonly budget: Budget
  readonly verified: Omit<Verified, 'ms'>
  /** What was looked at in each run. */
  readonly checks: readonly string[]
  /** Every order of few acts, crashes and late writes, up to so many states of each scope: the same each time, however fast the machine. */
  readonly exhausted: Omit<Exhausted, 'ms'>
  /** Flows that carry events: not simulated. */
  readonly events: readonly string[]
  readonly drilled: readonly Drilled[]
}

/** @param maxStates of each scope that is explored exhaustively */
export async function gathered(estate: Estate, budget: Budget, maxStates: number, progress: Progress): Promise<Evidence> {
  const { landscape, module, project, generated } = estate
  const { findings, allowed } = await checked(project)
  const { editedFiles } = await import('../../codegen/generate.ts')
  const errors = errorsOf(findings).length
  const flows = settledFlows(landscape, []).map(({ name }) => name)
  const { from, seeds } = budget
  const { ms: _, ...verified } = await verify({
    landscape,
    module,
    flows,
    from,
    seeds,
    progress: (runs) => progress.at(runs, seeds * flows.length),
  })
  progress.label('states explored:')
  const { ms: __, ...exhausted } = exhaust({ landscape, flows, maxStates, until: Infinity, progress: (states) => progress.at(states) })
  progress.label('bugs planted:')
  const drilled = await drill({ landscape, flows, from, seeds, progress: (done, bugs) => progress.at(done, bugs) })
  const hash = await currentHash(project)
  return {
    landscape: landscape.name,
    at: Date.now(),
    versions: { thalweg: version(), node: process.versions.node },
    commit: commitOf(project.folder),
    plan: { hash: landscape.plan, current: hash === landscape.plan, edited: editedFiles(generated) },
    findings: { errors, warnings: findings.length - errors, codes: [...new Set(findings.map(({ code }) => code))].sort() },
    allowed: allowed.map(({ finding, because }) => ({ code: finding.code, because })),
    budget,
    verified,
    checks: checks.map(({ name }) => name),
    exhausted,
    events: Object.keys(landscape.events ?? {}),
    drilled,
  }
}

/** Does everything hold that was looked at. */
export function holds({ findings, plan, verified, exhausted, drilled }: Evidence): boolean {
  const broken = [...verified.flows, ...exhausted.flows].some((flow) => flow.broken !== null)
  return findings.errors === 0 && plan.current && !broken && drilled.every(({ outcome }) => outcome.is !== 'uncaught')
}

function commitOf(folder: string): Evidence['commit'] {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    return { id: git('rev-parse', 'HEAD'), clean: git('status', '--porcelain', '--', '.') === '' }
  } catch {
    return null
  }
}
