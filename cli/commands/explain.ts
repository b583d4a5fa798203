import type { Command } from '../command.ts'
import { isRuleCode } from '../explain/subject.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { checked, errorsOf, unsound } from '../plan.ts'
import { projectOf } from '../project.ts'

export const explain: Command = {
  name: 'explain',
  group: 'code',
  summary: 'who writes a field, where it goes, and what happens when systems disagree',
  about: 'Answers from the flow file; no system is asked. What became of one record is told by trace.',
  arguments: [
    { name: 'what', about: 'a field or a group of a flow, a whole flow, or the code of a finding', required: false },
    { name: 'flows', about: 'the flow file', required: false },
  ],
  options: [
    { flags: '--timeline', about: 'works a field through: who edits what when, and what every system holds then' },
    { flags: '--system <name>', about: 'what the users of this system may edit' },
    { flags: '--markdown', about: 'with --system: as a page to send around' },
  ],
  examples: [
    ['thalweg explain workOrders.glCode', 'one field'],
    ['thalweg explain workOrders.price --timeline', 'a group that is decided as one, worked through with values'],
    ['thalweg explain workOrders', 'a whole flow'],
    ['thalweg explain --system ERP', 'what users of the ERP may edit'],
    ['thalweg explain TW104', 'what a finding means'],
  ],
  run: async (input, cli) => {
    const what = input.argument('what')
    const system = input.text('system')
    refuseMixed(input, what, system)
    if (what !== undefined && isRuleCode(what)) {
      const { aboutRule } = await import('../explain/about.ts')
      return aboutRule(what, cli.paint)
    }
    const project = projectOf(input)
    const { plan, findings } = await checked(project)
    if (plan === null || errorsOf(findings).length > 0) return unsound(project, findings)
    const { aboutPlan } = await import('../explain/about.ts')
    return aboutPlan(
      { plan, folder: project.folder },
      { what, system, timeline: input.flag('timeline'), markdown: input.flag('markdown') },
      cli.paint,
    )
  },
}

function refuseMixed(input: Input, what: string | undefined, system: string | undefined): void {
  if (what === undefined && system === undefined)
    throw usage(
      'what is to be explained is missing',
      'as in thalweg explain workOrders.status, thalweg explain --system ERP, or thalweg explain TW104',
    )
  if (what !== undefined && system !== undefined) throw usage(`${what} and --system are two questions`, 'ask them one after the other')
  if (input.flag('markdown') && system === undefined) throw usage('--markdown is for --system', 'leave it out, or say a system')
  if (input.flag('timeline') && (what === undefined || isRuleCode(what)))
    throw usage('--timeline works one field through', 'as in thalweg explain workOrders.status --timeline')
}
