import type { Command } from '../command.ts'
import { compare } from '../generate/compare.ts'
import { unchanged, write } from '../generate/write.ts'
import { checked } from '../plan.ts'
import { projectOf } from '../project.ts'

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
    if (input.flag('check')) return compare(project, await checked(project), cli)
    return (await unchanged(project, cli)) ?? write(project, await checked(project), cli)
  },
}
