import type { Command } from '../command.ts'
import { allowedData, allowedText, checked, errorsOf, findingsData, findingsText } from '../plan.ts'
import { projectOf } from '../project.ts'
import { shown } from '../shown.ts'
import { count } from '../text.ts'

export const check: Command = {
  name: 'check',
  group: 'code',
  summary: 'are the flows sound, over the whole portfolio',
  about:
    'Loads the flow file and says what is wrong with it, each with its place and a way out: what types cannot see, such as two flows that write the same field, or a loop over three systems. It does not type-check: tsc does.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [],
  examples: [
    ['thalweg check', 'exit 1 when there is an error'],
    ['thalweg check estate/flows.ts --json', 'findings as data'],
  ],
  run: async (input) => {
    const project = projectOf(input)
    const { plan, findings, allowed } = await checked(project)
    const errors = errorsOf(findings).length
    const flows = plan === null ? 0 : Object.keys(plan.flows).length
    const told =
      findings.length === 0
        ? `${shown(project.flows)}: ${count(flows, 'flow')}, nothing to find fault with.`
        : await findingsText(project, findings)
    const text = [told, ...(allowed.length > 0 ? [await allowedText(project, allowed)] : [])].join('\n\n')
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
  },
}
