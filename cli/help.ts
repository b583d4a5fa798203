import type { Command } from './command.ts'

export const programHelp = `
The first steps:
  thalweg init my-estate       a small working project
  thalweg check                are the flows sound
  thalweg generate             write the code that runs them
  thalweg prepare --apply      change capture and operation marks, in each system
  thalweg match --accept       what both sides hold already: take it as the start
  thalweg run                  keep the systems agreed

Exit codes: 0 fine; 1 findings, drift or a failure; 2 something would change; 64 the command was written wrongly.
`

export function examplesOf(command: Command): string {
  const width = Math.max(...command.examples.map(([line]) => line.length))
  return ['', 'Examples:', ...command.examples.map(([line, about]) => `  ${line.padEnd(width)}  ${about}`), ''].join('\n')
}
