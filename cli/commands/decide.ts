import { readFileSync, writeFileSync } from 'node:fs'
import type { Finding } from '../../codegen/check/finding.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import { ask, canAsk } from '../ask.ts'
import type { Cli, Command, Report } from '../command.ts'
import type { Answers } from '../decide/answers.ts'
import type { Decision } from '../decide/decision.ts'
import type { Asking } from '../decide/question.ts'
import { Failure, usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { checked, findingsData, findingsText, unsound } from '../plan.ts'
import { projectOf, type Project } from '../project.ts'
import { shown } from '../shown.ts'
import { word } from '../text.ts'

export const decide: Command = {
  name: 'decide',
  group: 'code',
  summary: 'which way a record should run: asks, advises the cheapest answer, and writes the flow',
  about:
    'Asks who works on a record, who enters it and who changes which field, and stops at the first answer that suffices: one-way, a return path, one writer for each field, and only then a rule for fields that several write. Says why nothing cheaper does, and how changes should get out of each system. Nothing is written where the checker finds an error in it.',
  arguments: [
    { name: 'record', about: 'a record of the landscape (default: it is asked)', required: false },
    { name: 'flows', about: 'the flow file', required: false },
  ],
  options: [
    { flags: '--answers <file>', about: 'answers as JSON, by the id of the question; nobody is asked' },
    { flags: '--questions', about: 'print the questions as JSON, as far as the answers lead' },
    { flags: '--name <flow>', about: 'name of the flow (default: that of the record)' },
    { flags: '--replace', about: 'take the place of the flow that has this name' },
    { flags: '--dry-run', about: 'print what would change in the flow file, and change nothing; exit 2 if that is anything' },
  ],
  examples: [
    ['thalweg decide workOrders', 'a dialogue'],
    ['thalweg decide workOrders --questions --answers answers.json', 'what is still open'],
    ['thalweg decide workOrders --answers answers.json --dry-run', 'the patch'],
  ],
  run: async (input, cli) => {
    const project = projectOf(input)
    const { plan, findings } = await checked(project)
    if (plan === null) return unsound(project, findings)
    const { decision } = await import('../decide/decision.ts')
    const named = input.text('name')
    const asking = decision(plan, recordIn(plan, input.argument('record')), named)
    const answers = answersIn(input)
    if (input.flag('questions')) return questions(asking, answers ?? {})
    const decided = answers === null ? await asked(asking, cli) : (await import('../decide/answers.ts')).answered(asking, answers)
    return carryOut({ project, plan, findings, decided, input, cli, confirm: answers === null })
  },
}

function recordIn(plan: Plan, record: string | undefined): string | undefined {
  if (record === undefined || Object.hasOwn(plan.records, record)) return record
  throw usage(`the landscape has no record ${record}`, `its records are ${Object.keys(plan.records).join(', ')}`)
}

function answersIn(input: Input): Answers | null {
  const file = input.text('answers')
  if (file === undefined) return null
  let found: unknown
  try {
    found = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Failure('decide.answers', `${file} is no JSON: ${error.message}`, 'thalweg decide --questions prints what is asked')
  }
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found as Answers
  throw new Failure('decide.answers', `${file} holds no object`, 'it is an object of answers, by the id of the question')
}

async function questions(asking: Asking<Decision>, answers: Answers): Promise<Report> {
  const { replay } = await import('../decide/answers.ts')
  const { asked } = replay(asking, answers)
  const data = {
    open: asked.at(-1)?.answer === undefined ? (asked.at(-1)?.question.id ?? null) : null,
    questions: asked.map(({ question, answer }) => ({ ...question, ...(answer !== undefined && { answer }) })),
  }
  return { exit: 0, data, text: JSON.stringify(data, null, 2) }
}

async function asked(asking: Asking<Decision>, cli: Cli): Promise<Decision> {
  if (!canAsk(cli))
    throw usage(
      'there is nobody to ask here, and there are no answers',
      'give them by --answers <file>; thalweg decide --questions prints what is asked',
    )
  const { dialogue, terminal } = await import('../decide/dialogue.ts')
  const { put, again } = await terminal()
  const decided = await dialogue(asking, put, again)
  if (decided === null) throw new Failure('decide.cancelled', 'nothing was decided', 'the flow file is as it was')
  return decided
}

interface Work {
  readonly project: Project
  readonly plan: Plan
  readonly findings: readonly Finding[]
  readonly decided: Decision
  readonly input: Input
  readonly cli: Cli
  /** Is there a person who has to say yes. */
  readonly confirm: boolean
}

async function carryOut(work: Work): Promise<Report> {
  const { project, plan, findings, input, cli, confirm } = work
  const { name, verdict } = work.decided
  const { told } = await import('../decide/told.ts')
  const { pasted } = await import('../decide/print.ts')
  const { withFlow } = await import('../decide/write.ts')
  const { newErrors } = await import('../decide/verify.ts')
  const about = told(name, verdict, cli.paint)
  const flow = pasted(name, verdict.draft)
  const data = { flow: name, ...verdict, text: flow }
  const refuse = (message: string, more: object = {}): Report => ({
    exit: 1,
    data: { ...data, written: false, ...more },
    text: [about, '', flow, '', message].join('\n'),
  })
  if (Object.hasOwn(plan.flows, name) && !input.flag('replace')) return refuse(there(name, verdict.draft.record))
  const before = readFileSync(project.flows, 'utf8')
  const written = withFlow(before, name, verdict.draft)
  if ('cannot' in written)
    return refuse(`Nothing was written: ${shown(project.flows)} ${written.cannot}. The flow above is there to be pasted.`)
  const errors = await newErrors(project, written.text, findings)
  if (errors.length > 0) {
    const why = await findingsText(project, errors)
    return refuse(`Nothing was written: the checker would find fault with it.\n\n${why}`, { findings: await findingsData(errors) })
  }
  const { patch } = await import('../decide/patch.ts')
  const diff = patch(shown(project.flows).replaceAll('\\', '/'), before, written.text)
  if (input.flag('dryRun')) {
    cli.note(about)
    return { exit: diff === '' ? 0 : 2, data: { ...data, written: false, patch: diff }, text: diff }
  }
  if (confirm && !(await ask(`${about}\n\n${diff}\n`, `Write it to ${shown(project.flows)}?`)))
    throw new Failure('decide.cancelled', 'nothing was written', 'the flow file is as it was')
  writeFileSync(project.flows, written.text)
  const kept = written.kept.length === 0 ? '' : ` ${written.kept.join(', ')} stayed as they were.`
  const done = `Wrote ${name} to ${shown(project.flows)}.${kept}\n\nNext:\n  thalweg check\n  thalweg generate`
  return {
    exit: 0,
    data: { ...data, written: true, kept: written.kept, patch: diff },
    text: confirm ? done : `${about}\n\n${flow}\n\n${done}`,
  }
}

function there(name: string, record: string): string {
  return `Nothing was written: there is a flow ${name}. --replace puts this one in its place; --name ${word(`${record}2`)} adds another.`
}
