import type { StaleFile } from '../../codegen/generate.ts'
import type { Cli, Report } from '../command.ts'
import { errorsOf, findingsText, unsound, type Checked } from '../plan.ts'
import type { Project } from '../project.ts'
import { shown } from '../shown.ts'
import { count } from '../text.ts'
import { abandonedBy, folderOf, leftBehind } from './told.ts'

const reasons: Readonly<Record<StaleFile['why'], string>> = { missing: 'is missing', differs: 'differs', leftOver: 'is left over' }

/** Is what lies there what would be written. */
export async function compare(project: Project, { plan, findings }: Checked, cli: Cli): Promise<Report> {
  if (plan === null || errorsOf(findings).length > 0) return unsound(project, findings)
  if (findings.length > 0) cli.note(await findingsText(project, findings))
  const { generate, staleFiles } = await import('../../codegen/generate.ts')
  const folder = await folderOf(project, plan)
  const files = generate(plan, { outDir: folder, flowsDir: project.folder })
  const stale = staleFiles(folder, files)
  const abandoned = await abandonedBy(project, { ...plan, folder })
  const current = `${shown(folder)} is current: ${count(files.size, 'file')}.`
  const changed = [
    `${shown(folder)} is not what ${shown(project.flows)} says:`,
    ...stale.map(({ path, why }) => `  ${path} ${reasons[why]}`),
    'Write it anew: thalweg generate',
  ]
  return {
    exit: stale.length + abandoned.length === 0 ? 0 : 2,
    data: { folder, files: files.size, stale, abandoned },
    text: [...(stale.length === 0 ? [current] : changed), ...abandoned.map(leftBehind)].join('\n'),
  }
}
