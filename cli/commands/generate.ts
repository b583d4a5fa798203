import type { Command } from '../command.ts'
import { usage } from '../failure.ts'
import { compare } from '../generate/compare.ts'
import { unchanged, write } from '../generate/write.ts'
import { checked, judged } from '../plan.ts'
import { projectOf } from '../project.ts'

export const generate: Command = {
  name: 'generate',
  group: 'code',
  summary: 'write the code that runs the flows',
  about:
    'Checks first, and writes nothing where there is an error. The same flows give the same bytes. What is written is to be read, reviewed and committed; it is obeyed as it stands, also where it was edited, until it is generated again.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--check', about: 'write nothing; exit 2 when anything on disk is not what would be written' },
    { flags: '--watch', about: 'go on, and write again whenever a file is saved that the flows are read from; Ctrl-C ends it' },
  ],
  examples: [
    ['thalweg generate', 'into generated/<landscape>/'],
    ['thalweg generate --check', 'for CI: is what is committed current'],
    ['thalweg generate --watch', 'again with each save'],
    ['thalweg generate --out src/generated', 'elsewhere'],
  ],
  run: async (input, cli) => {
    const project = projectOf(input)
    if (input.flag('watch')) {
      if (input.flag('check')) throw usage('--check only compares, and --watch writes', 'leave one of them out')
      const { endedBy, watching } = await import('../watching.ts')
      return watching(project, async (planned) => write(project, await judged(planned), cli), endedBy(), cli)
    }
    if (input.flag('check')) return compare(project, await checked(project), cli)
    return (await unchanged(project, cli)) ?? write(project, await checked(project), cli)
  },
}
