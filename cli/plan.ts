import { join, relative } from 'node:path'
import type { Allowed } from '../codegen/check/allow.ts'
import type { Finding } from '../codegen/check/finding.ts'
import type { PlannedApart } from '../codegen/load/planned.ts'
import type { Reads } from '../codegen/load/reads.ts'
import type { Plan, Position } from '../codegen/plan/schema.ts'
import type { Report } from './command.ts'
import type { Project } from './project.ts'
import { count } from './text.ts'
import { manifest } from './version.ts'

/** What the flow file says, and what is wrong with it. There is no plan where the file could not be loaded. */
export interface Checked {
  readonly plan: Plan | null
  readonly findings: readonly Finding[]
  /** Warnings that flows allow: no findings, and never silent. */
  readonly allowed: readonly Allowed[]
  /** What was read to know it; null where loading never came to its end. */
  readonly reads: Reads | null
}

/** @param others The plans of other repositories, checked together with this one’s. */
export async function checked(project: Project, others: readonly Plan[] = []): Promise<Checked> {
  const { planApart } = await import('../codegen/load/loader.ts')
  const loading = planApart(project.flows)
  // While the other process loads.
  await import('../codegen/check/check.ts')
  return judged(await loading, others)
}

/** What the rules say of what was loaded. */
export async function judged(planned: PlannedApart, others: readonly Plan[] = []): Promise<Checked> {
  const { judge } = await import('../codegen/check/check.ts')
  const { reads } = planned
  return 'findings' in planned
    ? { plan: null, findings: planned.findings, allowed: [], reads }
    : { plan: planned.plan, ...judge(planned.plan, others), reads }
}

export function errorsOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => finding.severity === 'error')
}

/**
 * The findings as a person reads them, each with its place from the working directory, and its way out; more than a screenful by their codes.
 * @param all Each whole, however many
 */
export async function findingsText(project: Project, findings: readonly Finding[], all = false): Promise<string> {
  const { renderFindings } = await import('../codegen/check/render.ts')
  const { renderGrouped, screenful } = await import('../codegen/check/grouped.ts')
  const placed = findings.map((finding) => fromHere(project, finding))
  if (all || findings.length <= screenful) return renderFindings(placed, { folder: process.cwd() }).trimEnd()
  const summary = `${count(findings.length, 'finding')}, ${count(errorsOf(findings).length, 'error')} among them. Each whole: thalweg check --all`
  return `${renderGrouped(placed, process.cwd())}\n${summary}`
}

/** The findings as other programs read them. @param format `sarif`: with what flows allow; `github`: annotations */
export async function findingsFor(
  format: 'sarif' | 'github',
  project: Project,
  { findings, allowed }: Pick<Checked, 'findings' | 'allowed'>,
): Promise<string> {
  const placed = findings.map((finding) => fromHere(project, finding))
  if (format === 'github') return (await import('../codegen/check/annotations.ts')).annotations(placed)
  const { kinds } = await import('../codegen/check/rules/index.ts')
  const { sarif } = await import('../codegen/check/sarif.ts')
  const known = allowed.map((each) => ({ ...each, finding: fromHere(project, each.finding), at: placeFromHere(project, each.at) }))
  return JSON.stringify(sarif(placed, known, { version: manifest().version, kinds }), null, 2)
}

/** The same of what flows allow. */
export async function allowedText(project: Project, allowed: readonly Allowed[]): Promise<string> {
  const { renderAllowed } = await import('../codegen/check/render.ts')
  const placed = allowed.map((each) => ({ ...each, finding: fromHere(project, each.finding), at: placeFromHere(project, each.at) }))
  return renderAllowed(placed).trimEnd()
}

function fromHere(project: Project, finding: Finding): Finding {
  const also = finding.also?.map((at) => placeFromHere(project, at))
  return { ...finding, at: placeFromHere(project, finding.at), ...(also && { also }) }
}

function placeFromHere(project: Project, at: Position): Position {
  return { ...at, file: relative(process.cwd(), join(project.folder, at.file)) }
}

/** The findings as data, with their sentences; files count from the folder of the flow file. */
export async function findingsData(findings: readonly Finding[]): Promise<readonly unknown[]> {
  const { renderFindings } = await import('../codegen/check/render.ts')
  return (JSON.parse(renderFindings(findings, { json: true })) as { readonly findings: readonly unknown[] }).findings
}

/** What flows allow as data: each finding with its sentences, and under `allowed` the reason and where it stands. */
export async function allowedData(allowed: readonly Allowed[]): Promise<readonly unknown[]> {
  const findings = await findingsData(allowed.map(({ finding }) => finding))
  return findings.map((finding, index) => ({
    ...(finding as object),
    allowed: { because: allowed[index]!.because, at: allowed[index]!.at },
  }))
}

/** For a command that needs a sound plan and has none. */
export async function unsound(project: Project, findings: readonly Finding[]): Promise<Report> {
  return { exit: 1, data: { findings: await findingsData(findings) }, text: await findingsText(project, findings) }
}
