import { join } from 'node:path'
import type { Abandoned } from '../../codegen/abandoned.ts'
import type { Command } from '../command.ts'
import { checked, errorsOf, findingsText, unsound } from '../plan.ts'
import { projectOf } from '../project.ts'
import { shown } from '../shown.ts'
import { count } from '../text.ts'

const reasons = { missing: 'is missing', differs: 'differs', leftOver: 'is left over' } as const

function leftBehind({ folder, landscape }: Abandoned): string {
  return `${shown(folder)} is of the landscape ${landscape}, which the flow file no longer makes: delete that folder`
}

export const generate: Command = {
  name: 'generate',
  group: 'code',
  summary: 'write the code that runs the flows',
  about:
    'Checks first, and writes nothing where there is an error. The same flows give the same bytes. What is written is to be read, reviewed and committed; it is obeyed as it stands, also where it was edited, until it is generated again.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [{ flags: '--check', about: 'write nothing; exit 2 when anything on disk is not what would be written' }],
  examples: [
    ['thalweg generate', 'into generated/<landscape>/'],
    ['thalweg generate --check', 'for CI: is what is committed current'],
    ['thalweg generate --out src/generated', 'elsewhere'],
  ],
  run: async (input, cli) => {
    const project = projectOf(input)
    const { plan, findings } = await checked(project)
    if (plan === null || errorsOf(findings).length > 0) return unsound(project, findings)
    if (findings.length > 0) cli.note(await findingsText(project, findings))
    const { generate: emit, staleFiles, writeGenerated } = await import('../../codegen/generate.ts')
    const { fileNames } = await import('../../codegen/emit/names.ts')
    const folder = join(project.out, fileNames([plan.landscape]).get(plan.landscape)!)
    const files = emit(plan, { outDir: folder, flowsDir: project.folder })
    const { abandonedFolders } = await import('../../codegen/abandoned.ts')
    const abandoned = abandonedFolders(project.out, plan, project.folder)
    if (input.flag('check')) {
      const stale = staleFiles(folder, files)
      const text = [
        ...(stale.length === 0
          ? [`${shown(folder)} is current: ${count(files.size, 'file')}.`]
          : [
              `${shown(folder)} is not what ${shown(project.flows)} says:`,
              ...stale.map(({ path, why }) => `  ${path} ${reasons[why]}`),
              'Write it anew: thalweg generate',
            ]),
        ...abandoned.map(leftBehind),
      ].join('\n')
      return { exit: stale.length + abandoned.length === 0 ? 0 : 2, data: { folder, files: files.size, stale, abandoned }, text }
    }
    const { written, unchanged, removed, edited } = writeGenerated(folder, files)
    for (const each of abandoned) cli.warn(leftBehind(each))
    if (edited.length > 0) cli.warn(`written over, and had been edited by hand: ${edited.join(', ')}`)
    const parts = [
      count(written.length, 'file'),
      ...(unchanged.length > 0 ? [`${unchanged.length} unchanged`] : []),
      ...(removed.length > 0 ? [`${removed.length} removed`] : []),
    ]
    return {
      exit: 0,
      data: { folder, written, unchanged, removed, edited, abandoned },
      text: `${shown(folder)}: ${written.length === 0 ? 'nothing to write' : `wrote ${parts[0]}`}${parts.length > 1 ? `, ${parts.slice(1).join(', ')}` : ''}.`,
    }
  },
}
