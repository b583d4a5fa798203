/** Findings in SARIF 2.1.0 (OASIS), for what shows results of analyses beside the code: allowed warnings are in it as suppressed. */
import type { Position } from '../plan/schema.ts'
import type { Allowed } from './allow.ts'
import type { Finding, Kind } from './finding.ts'
import { sentenceOf } from './wording/index.ts'

export interface SarifTool {
  readonly version: string
  /** Every kind of finding. */
  readonly kinds: readonly Kind[]
}

/** @param findings with files relative to the root of the sources */
export function sarif(findings: readonly Finding[], allowed: readonly Allowed[], { version, kinds }: SarifTool): object {
  const results = [
    ...findings.map((finding) => result(finding, kinds)),
    ...allowed.map(({ finding, because, at }) => ({
      ...result(finding, kinds),
      suppressions: [{ kind: 'inSource', justification: because, location: { physicalLocation: place(at) } }],
    })),
  ]
  const rules = kinds.map(({ code, severity, title, why }) => ({
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why}\n\nthalweg explain ${code}` },
    defaultConfiguration: { level: severity },
  }))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'thalweg', version, rules } }, columnKind: 'utf16CodeUnits', results }],
  }
}

function result(finding: Finding, kinds: readonly Kind[]): object {
  const { message, wayOut } = sentenceOf(finding)
  return {
    ruleId: finding.code,
    ruleIndex: kinds.findIndex(({ code }) => code === finding.code),
    level: finding.severity,
    message: { text: `${message}\n→ ${wayOut}` },
    locations: [{ physicalLocation: place(finding.at) }],
    ...(finding.also && { relatedLocations: finding.also.map((at, id) => ({ id, physicalLocation: place(at) })) }),
  }
}

function place({ file, line, column }: Position): object {
  const uri = file.split(/[\\/]/).map(encodeURIComponent).join('/')
  return { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine: line, startColumn: column } }
}
