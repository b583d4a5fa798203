import type { Plan } from '../../codegen/plan/schema.ts'
import type { Cli, Command, Report } from '../command.ts'
import type { Subject } from '../explain/subject.ts'
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
      const { ruleOf, ruleText } = await import('../explain/rule.ts')
      const { code, severity, title, why, example } = await ruleOf(what)
      return answer({ code, severity, title, why, example }, ruleText({ code, severity, title, why, example }, cli.paint))
    }
    const project = projectOf(input)
    const { plan, findings } = await checked(project)
    if (plan === null || errorsOf(findings).length > 0) return unsound(project, findings)
    if (system !== undefined) return ofSystem(plan, system, input.flag('markdown'), cli)
    const { subjectOf } = await import('../explain/subject.ts')
    const subject = subjectOf(what!, plan)
    return input.flag('timeline') ? ofTimeline(plan, subject, project.folder, cli) : ofSubject(plan, subject, cli)
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

function answer(data: unknown, text: string): Report {
  return { exit: 0, data, text }
}

async function ofSystem(plan: Plan, name: string, markdown: boolean, { paint }: Cli): Promise<Report> {
  const { systemOf } = await import('../explain/subject.ts')
  const { systemAnswer } = await import('../../codegen/answer/system.ts')
  const { systemMarkdown, systemText } = await import('../explain/system.ts')
  const data = systemAnswer(plan, systemOf(name, plan))
  return answer(data, markdown ? systemMarkdown(data) : systemText(data, paint))
}

async function ofSubject(plan: Plan, subject: Subject, { paint }: Cli): Promise<Report> {
  if (subject.kind === 'flow') {
    const { flowAnswer } = await import('../../codegen/answer/flow.ts')
    const { flowText } = await import('../explain/flow.ts')
    const data = flowAnswer(plan, subject.flow)
    return answer(data, flowText(data, paint))
  }
  const { aloneAnswer, keyAnswer, unitAnswer } = await import('../../codegen/answer/field.ts')
  const { fieldText } = await import('../explain/field.ts')
  const data =
    subject.kind === 'unit'
      ? unitAnswer(plan, subject.flow, subject.unit)
      : subject.kind === 'key'
        ? keyAnswer(plan, subject.flow)
        : aloneAnswer(plan, subject.flow, subject.alone)
  return answer(data, fieldText(data, paint))
}

async function ofTimeline(plan: Plan, subject: Subject, folder: string, { paint }: Cli): Promise<Report> {
  if (subject.kind !== 'unit')
    throw usage(
      subject.kind === 'flow'
        ? `${subject.flow} is a whole flow: a time line is of one field`
        : 'no policy decides this: there is nothing to work through',
      `its fields that are decided: ${plan.flows[subject.flow]!.units.map(({ name }) => name).join(', ')}`,
    )
  const { playUnit } = await import('../timeline/play.ts')
  const { playedText } = await import('../timeline/text.ts')
  const { flow, unit } = subject
  const cases = await playUnit(plan, flow, unit, folder)
  const heading = `${paint.bold(`${flow}.${unit.name}`)}, played by the engine that runs it, on simulated systems`
  return answer(
    { flow, unit: unit.name, fields: unit.fields, systems: plan.flows[flow]!.systems, cases },
    `${heading}\n\n${playedText(cases, paint)}`,
  )
}
