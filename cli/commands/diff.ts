import { join } from 'node:path'
import type { Command } from '../command.ts'
import { usage } from '../failure.ts'
import { checked, errorsOf, unsound } from '../plan.ts'
import { projectOf } from '../project.ts'

export const diff: Command = {
  name: 'diff',
  group: 'code',
  summary: 'what changed in the flows, and what that does to what runs',
  about:
    'Compares what the flow file says with the plan of a commit, or with a plan.json. Each change is breaking (a right to write, or a value that was safe, may be lost: a run wants it accepted), risky (values may mean something else: they are read again) or safe, and says what becomes of decisions, bases, tombstones, open reviews, dead letters and pending writes. Exit 0: nothing changed; 2: something did; 1: a breaking change is not accepted.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--against <ref or plan.json>', about: 'a git ref whose generated plan.json counts (default: HEAD), or a file' },
    { flags: '--markdown', about: 'as a comment for a pull request' },
  ],
  examples: [
    ['thalweg diff', 'since the last commit'],
    ['thalweg diff --against origin/main --markdown', 'for a pull request'],
    ['thalweg diff --against ../production/plan.json', 'against what runs there'],
  ],
  run: async (input, cli) => {
    const against = input.text('against') ?? 'HEAD'
    if (against.trim() === '') throw usage('--against is empty', 'name a git ref, or a plan.json')
    const project = projectOf(input)
    const { plan, findings } = await checked(project)
    if (plan === null || errorsOf(findings).length > 0) return unsound(project, findings)
    const { fileNames } = await import('../../codegen/emit/names.ts')
    const { planBefore } = await import('../diff/before.ts')
    const file = join(project.out, fileNames([plan.landscape]).get(plan.landscape)!, 'plan.json')
    const before = await planBefore(against, project.folder, file)
    const { diff: changesOf } = await import('../../codegen/diff/diff.ts')
    const { toldOf } = await import('../diff/told.ts')
    const told = toldOf(against, plan, changesOf(before, plan))
    const { diffText } = await import('../diff/text.ts')
    const { diffMarkdown } = await import('../diff/markdown.ts')
    const text = input.flag('markdown') ? diffMarkdown(told, project.folder) : diffText(told, project.folder, cli)
    const refused = told.changes.some(({ accepted }) => accepted === false)
    return { exit: refused ? 1 : told.changes.length > 0 ? 2 : 0, data: told, text }
  },
}
