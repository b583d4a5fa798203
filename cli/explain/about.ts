/** Every form of the question, answered from a plan: data for programs, text for people. */
import type { Colors } from 'picocolors/types.js'
import type { Plan } from '../../codegen/plan/schema.ts'
import type { Report } from '../command.ts'
import { usage } from '../failure.ts'
import type { Subject } from './subject.ts'

/** What was asked: one of `what` and `system` is there. */
export interface Asked {
  readonly what: string | undefined
  readonly system: string | undefined
  readonly timeline: boolean
  readonly markdown: boolean
}
/** What the flow file says; the functions that it names are found from its folder. */
export interface Known {
  readonly plan: Plan
  readonly folder: string
}

export async function aboutRule(code: string, paint: Colors): Promise<Report> {
  const { ruleOf, ruleText } = await import('./rule.ts')
  const kind = await ruleOf(code)
  const { severity, title, why, example } = kind
  return answer({ code: kind.code, severity, title, why, example }, ruleText(kind, paint))
}

/** @throws Failure with exit code 64 for a name of nothing */
export async function aboutPlan({ plan, folder }: Known, { what = '', system, timeline, markdown }: Asked, paint: Colors): Promise<Report> {
  if (system !== undefined) return ofSystem(plan, system, markdown, paint)
  const { subjectOf } = await import('./subject.ts')
  const subject = subjectOf(what, plan)
  return timeline ? ofTimeline(plan, subject, folder, paint) : ofSubject(plan, subject, paint)
}

function answer(data: unknown, text: string): Report {
  return { exit: 0, data, text }
}

async function ofSystem(plan: Plan, name: string, markdown: boolean, paint: Colors): Promise<Report> {
  const { systemOf } = await import('./subject.ts')
  const { systemAnswer } = await import('../../codegen/answer/system.ts')
  const { systemMarkdown, systemText } = await import('./system.ts')
  const data = systemAnswer(plan, systemOf(name, plan))
  return answer(data, markdown ? systemMarkdown(data) : systemText(data, paint))
}

async function ofSubject(plan: Plan, subject: Subject, paint: Colors): Promise<Report> {
  if (subject.kind === 'flow') {
    const { flowAnswer } = await import('../../codegen/answer/flow.ts')
    const { flowText } = await import('./flow.ts')
    const data = flowAnswer(plan, subject.flow)
    return answer(data, flowText(data, paint))
  }
  const { aloneAnswer, keyAnswer, unitAnswer } = await import('../../codegen/answer/field.ts')
  const { fieldText } = await import('./field.ts')
  const data =
    subject.kind === 'unit'
      ? unitAnswer(plan, subject.flow, subject.unit)
      : subject.kind === 'key'
        ? keyAnswer(plan, subject.flow)
        : aloneAnswer(plan, subject.flow, subject.alone)
  return answer(data, fieldText(data, paint))
}

async function ofTimeline(plan: Plan, subject: Subject, folder: string, paint: Colors): Promise<Report> {
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
