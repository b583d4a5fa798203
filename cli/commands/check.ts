import type { Plan } from '../../codegen/plan/schema.ts'
import type { Cli, Command, Report } from '../command.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { allowedData, allowedText, checked, errorsOf, findingsData, findingsFor, findingsText, judged, type Checked } from '../plan.ts'
import { projectOf, type Project } from '../project.ts'
import { shown } from '../shown.ts'
import { count, plain } from '../text.ts'

export const check: Command = {
  name: 'check',
  group: 'code',
  summary: 'are the flows sound, over the whole portfolio',
  about:
    'Loads the flow file and says what is wrong with it, each with its place and a way out: what types cannot see, such as two flows that write the same field, or a loop over three systems. It does not type-check: tsc does.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    {
      flags: '--with <plan.json>',
      about: 'the plan of another repository: what its flows and these do to each other is found too; may be given more than once',
      repeats: true,
    },
    { flags: '--all', about: 'every finding whole, however many; without it more than a screenful are told by their codes' },
    { flags: '--format <format>', about: 'text; sarif, for what shows analyses beside the code; or github, as annotations of a workflow' },
    { flags: '--watch', about: 'go on, and check again whenever a file is saved that the flows are read from; Ctrl-C ends it' },
  ],
  examples: [
    ['thalweg check', 'exit 1 when there is an error'],
    ['thalweg check estate/flows.ts --json', 'findings as data'],
    ['thalweg check --watch', 'again with each save; with --json a line each time'],
    ['thalweg check --with ../finance/generated/finance/plan.json', 'with the flows of another repository'],
    ['thalweg check --format sarif > thalweg.sarif', 'SARIF 2.1.0, allowed warnings as suppressed'],
  ],
  run: async (input, cli) => {
    const project = projectOf(input)
    const format = formatOf(input, cli)
    const { plansBeside, refuseSameLandscape } = await import('../check/beside.ts')
    const others = await plansBeside(input.list('with'))
    const answer = (found: Checked): Promise<Report> => {
      if (found.plan !== null) refuseSameLandscape(found.plan.landscape, others)
      return told(project, found, { format, all: input.flag('all'), others })
    }
    if (!input.flag('watch')) return answer(await checked(project, others))
    if (format !== 'text') throw usage(`--format ${format} is one document, and --watch goes on`, 'leave one of them out')
    const { endedBy, watching } = await import('../watching.ts')
    return watching(project, async (planned) => answer(await judged(planned, others)), endedBy(), cli)
  },
}

interface Telling {
  readonly format: Format
  /** Each finding whole, however many. */
  readonly all: boolean
  readonly others: readonly Plan[]
}

async function told(project: Project, { plan, findings, allowed }: Checked, { format, all, others }: Telling): Promise<Report> {
  const errors = errorsOf(findings).length
  const flows = plan === null ? 0 : flowsIn(plan)
  const sentence = findings.length === 0 ? nothingFound(project, flows, others) : await findingsText(project, findings, all)
  const readable = [sentence, ...(allowed.length > 0 ? [await allowedText(project, allowed)] : [])].join('\n\n')
  const text = format === 'text' ? readable : await findingsFor(format, project, { findings, allowed })
  return {
    exit: errors > 0 ? 1 : 0,
    data: {
      errors,
      warnings: findings.length - errors,
      flows,
      with: others.map((other) => ({ landscape: other.landscape, flows: flowsIn(other) })),
      findings: await findingsData(findings),
      allowed: await allowedData(allowed),
    },
    text,
  }
}

function flowsIn({ flows }: Plan): number {
  return Object.keys(flows).length
}

function nothingFound(project: Project, flows: number, others: readonly Plan[]): string {
  const file = shown(project.flows)
  if (flows === 0) return `${file}: no flow yet. Write one into portfolio({ … }), or answer thalweg decide.`
  return `${file}: ${[count(flows, 'flow'), ...others.map(togetherWith)].join(', ')}, nothing to find fault with.`
}

function togetherWith(plan: Plan): string {
  return `together with ${count(flowsIn(plan), 'flow')} of ${plain(plan.landscape)}`
}

const formats = ['text', 'sarif', 'github'] as const
type Format = (typeof formats)[number]

function formatOf(input: Input, cli: Cli): Format {
  const named = input.text('format') ?? 'text'
  const format = formats.find((each) => each === named)
  if (format === undefined) throw usage(`there is no format '${named}'`, `there are ${formats.join(', ')}; --json gives thalweg's own`)
  if (format !== 'text' && cli.json) throw usage(`--json and --format ${format} are two forms of one output`, 'leave one of them out')
  return format
}
