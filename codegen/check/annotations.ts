/** Findings as workflow commands of GitHub Actions, which shows each beside its line in a pull request. */
import type { Finding } from './finding.ts'
import { sentenceOf } from './wording/index.ts'

/** A line for each finding. @param findings with files relative to the root of the repository */
export function annotations(findings: readonly Finding[]): string {
  return findings.map(annotation).join('\n')
}

function annotation(finding: Finding): string {
  const { message, wayOut } = sentenceOf(finding)
  const { file, line, column } = finding.at
  const properties = { file, line: String(line), col: String(column), title: `${finding.code} ${finding.flow ?? ''}`.trim() }
  const said = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`)
  return `::${finding.severity} ${said.join(',')}::${data(`${message}\n→ ${wayOut}`)}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
