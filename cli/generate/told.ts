import { join } from 'node:path'
import type { Abandoned } from '../../codegen/abandoned.ts'
import type { WrittenFiles } from '../../codegen/generate.ts'
import type { Said } from '../../codegen/memory/memory.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import type { Cli, Report } from '../command.ts'
import type { Project } from '../project.ts'
import { shown } from '../shown.ts'
import { count } from '../text.ts'

/** Where the code of a landscape goes. */
export async function folderOf(project: Project, { landscape }: Pick<Plan, 'landscape'>): Promise<string> {
  const { fileNames } = await import('../../codegen/emit/names.ts')
  return join(project.out, fileNames([landscape]).get(landscape)!)
}

export async function abandonedBy(project: Project, said: Pick<Said, 'landscape' | 'at' | 'folder'>): Promise<readonly Abandoned[]> {
  const { abandonedFolders } = await import('../../codegen/abandoned.ts')
  return abandonedFolders(project.out, said, project.folder)
}

export function leftBehind({ folder, landscape }: Abandoned): string {
  return `${shown(folder)} is of the landscape ${landscape}, which the flow file no longer makes: delete that folder`
}

/** What became of the folder. */
export function toldOf(
  folder: string,
  { written, unchanged, removed, edited }: Omit<WrittenFiles, 'stamps'>,
  abandoned: readonly Abandoned[],
  cli: Cli,
): Report {
  for (const each of abandoned) cli.warn(leftBehind(each))
  if (edited.length > 0) cli.warn(`written over, and had been edited by hand: ${edited.join(', ')}`)
  const done = written.length === 0 ? 'nothing to write' : `wrote ${count(written.length, 'file')}`
  const rest = [
    ...(unchanged.length > 0 ? [`${unchanged.length} unchanged`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
  ]
  return {
    exit: 0,
    data: { folder, written, unchanged, removed, edited, abandoned },
    text: `${shown(folder)}: ${[done, ...rest].join(', ')}.`,
  }
}
