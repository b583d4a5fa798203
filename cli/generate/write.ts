import type { Cli, Report } from '../command.ts'
import { errorsOf, findingsText, unsound, type Checked } from '../plan.ts'
import type { Project } from '../project.ts'
import { abandonedBy, folderOf, toldOf } from './told.ts'

/** Brings the folder in line with the flows, unless there is an error in them. */
export async function write(project: Project, { plan, findings, reads }: Checked, cli: Cli): Promise<Report> {
  if (plan === null || errorsOf(findings).length > 0) return unsound(project, findings)
  if (findings.length > 0) cli.note(await findingsText(project, findings))
  const { generate, writeGenerated } = await import('../../codegen/generate.ts')
  const { remember } = await import('../../codegen/memory/memory.ts')
  const folder = await folderOf(project, plan)
  const files = generate(plan, { outDir: folder, flowsDir: project.folder })
  const { stamps, ...done } = writeGenerated(folder, files)
  const said = { landscape: plan.landscape, at: plan.at, findings, folder }
  remember(project, said, reads, { files, stamps })
  return toldOf(folder, done, await abandonedBy(project, said), cli)
}

/** What the last generate said, where it is known that another would change nothing; null where that is not known. */
export async function unchanged(project: Project, cli: Cli): Promise<Report | null> {
  const { recall } = await import('../../codegen/memory/memory.ts')
  const known = recall(project)
  if (known === null) return null
  const { said, files } = known
  if (said.findings.length > 0) cli.note(await findingsText(project, said.findings))
  return toldOf(said.folder, { written: [], unchanged: files, removed: [], edited: [] }, await abandonedBy(project, said), cli)
}
