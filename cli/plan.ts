import type { Finding } from '../codegen/check/finding.ts'
import type { Plan } from '../codegen/plan/schema.ts'
import type { Cli, Report } from './command.ts'
import type { Project } from './project.ts'

/** What the flow file says, and what is wrong with it. There is no plan where the file could not be loaded. */
export interface Checked {
  readonly plan: Plan | null
  readonly findings: readonly Finding[]
}

export async function checked(project: Project): Promise<Checked> {
  const { buildPlan, check, loadPortfolio } = await import('../codegen/index.ts')
  const loaded = await loadPortfolio(project.flows)
  if ('findings' in loaded) return { plan: null, findings: loaded.findings }
  const plan = await buildPlan(loaded.portfolio, { folder: project.folder })
  return { plan, findings: check(plan) }
}

export function errorsOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => finding.severity === 'error')
}

/** The findings as a person reads them, each with its place and its way out. */
export async function findingsText(project: Project, findings: readonly Finding[], { paint }: Cli): Promise<string> {
  const { renderFindings } = await import('../codegen/index.ts')
  return renderFindings(findings, { folder: project.folder, color: paint.isColorSupported })
}

/** For a command that needs a sound plan and has none. */
export async function unsound(project: Project, findings: readonly Finding[], cli: Cli): Promise<Report> {
  const { findingsJson } = await import('../codegen/index.ts')
  return { exit: 1, data: { findings: findingsJson(findings) }, text: await findingsText(project, findings, cli) }
}
