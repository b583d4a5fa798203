import type { Cli, Command, Report } from '../command.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { allowedData, allowedText, checked, errorsOf, findingsData, findingsFor, findingsText, type Checked } from '../plan.ts'
import { projectOf, type Project } from '../project.ts'
import { shown } from '../shown.ts'
import { count } from '../text.ts'

export const check: Command = {
  name: 'check',
  group: 'code',
  summary: 'are the flows sound, over the whole portfolio',
  about:
    'Loads the flow file and says what is wrong with it, each with its place and a way out: what types cannot see, such as two flows that write the same field, or a loop over three systems. It does not type-check: tsc does.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--format <format>', about: 'text; sarif, for what shows analyses beside the code; or github, as annotations of a workflow' },
    { flags: '--watch', about: 'go on, and check again whenever a file is saved that the flows are read from; Ctrl-C ends it' },
  ],
  examples: [
    ['thalweg check', 'exit 1 when there is an error'],
    ['thalweg check estate/flows.ts --json', 'findings as data'],
    ['thalweg check --watch', 'again with each save; with --json a line each time'],
    ['thalweg check --format sarif > thalweg.sarif', 'SARIF 2.1.0, allowed warnings as suppressed'],
  ],
  run: async (input, cli) => {
    const project = projectOf(input)
    const format = formatOf(input, cli)
    const answer = (found: Checked): Promise<Report> => told(project, found, format)
    if (!input.flag('watch')) return answer(await checked(project))
    if (format !== 'text') throw usage(`--format ${format} is one document, and --watch goes on`, 'leave one of them out')
    const { endedBy, watching } = await import('../watching.ts')
    return watching(project, answer, endedBy(), cli)
  },
}

async function told(project: Project, { plan, findings, allowed }: Checked, format: Format): Promise<Report> {
  const errors = errorsOf(findings).length
  const flows = plan === null ? 0 : Object.keys(plan.flows).length
  const sentence =
    findings.length === 0
      ? `${shown(project.flows)}: ${count(flows, 'flow')}, nothing to find fault with.`
      : await findingsText(project, findings)
  const readable = [sentence, ...(allowed.length > 0 ? [await allowedText(project, allowed)] : [])].join('\n\n')
  const text = format === 'text' ? readable : await findingsFor(format, project, { findings, allowed })
  return {
    exit: errors > 0 ? 1 : 0,
    data: {
      errors,
      warnings: findings.length - errors,
      flows,
      findings: await findingsData(findings),
      allowed: await allowedData(allowed),
    },
    text,
  }
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
