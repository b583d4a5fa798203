import { join, relative } from 'node:path'
import type { Finding } from '../codegen/check/finding.ts'
import type { Plan, Position } from '../codegen/plan/schema.ts'
import type { Report } from './command.ts'
import type { Project } from './project.ts'

/** What the flow file says, and what is wrong with it. There is no plan where the file could not be loaded. */
export interface Checked {
  readonly plan: Plan | null
  readonly findings: readonly Finding[]
}

export async function checked(project: Project): Promise<Checked> {
  const { planApart } = await import('../codegen/load/apart.ts')
  const { check } = await import('../codegen/check/check.ts')
  const planned = await planApart(project.flows)
  return 'findings' in planned ? { plan: null, findings: planned.findings } : { plan: planned.plan, findings: check(planned.plan) }
}

export function errorsOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => finding.severity === 'error')
}

/** The findings as a person reads them, each with its place from the working directory, and its way out. */
export async function findingsText(project: Project, findings: readonly Finding[]): Promise<string> {
  const { renderFindings } = await import('../codegen/check/render.ts')
  const from = (at: Position): Position => ({ ...at, file: relative(process.cwd(), join(project.folder, at.file)) })
  const placed = findings.map((finding) => ({
    ...finding,
    at: from(finding.at),
    ...(finding.also === undefined ? {} : { also: finding.also.map(from) }),
  }))
  return renderFindings(placed, { folder: process.cwd() }).trimEnd()
}

/** The findings as data, with their sentences; files count from the folder of the flow file. */
export async function findingsData(findings: readonly Finding[]): Promise<readonly unknown[]> {
  const { renderFindings } = await import('../codegen/check/render.ts')
  return (JSON.parse(renderFindings(findings, { json: true })) as { readonly findings: readonly unknown[] }).findings
}

/** For a command that needs a sound plan and has none. */
export async function unsound(project: Project, findings: readonly Finding[]): Promise<Report> {
  return { exit: 1, data: { findings: await findingsData(findings) }, text: await findingsText(project, findings) }
}
