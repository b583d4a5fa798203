import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Position } from '../plan/schema.ts'
import type { Allowed } from './allow.ts'
import type { Finding } from './finding.ts'
import { sentenceOf } from './wording/index.ts'

export interface RenderOptions {
  /** One JSON document in place of text. */
  readonly json?: boolean
  /** The folder of the flow file: with it the source line stands under each finding. */
  readonly folder?: string
}

/**
 * Findings for a person: `flows.ts:12:7  error TW104  what is wrong`, the way out, the source line with a caret, other places; or as one JSON document
 * with the sentences in it. Ends in a newline where there is anything; nothing gives no text.
 */
export function renderFindings(findings: readonly Finding[], options: RenderOptions = {}): string {
  if (options.json === true)
    return `${JSON.stringify({ findings: findings.map((finding) => ({ ...finding, ...sentenceOf(finding) })) }, null, 2)}\n`
  const lines = linesOnce(options.folder)
  return findings.map((finding) => `${rendered(finding, lines).join('\n')}\n`).join('\n')
}

/** What flows allow, in a block of its own: each warning with its reason and the place where it is allowed. Nothing allowed gives no text. */
export function renderAllowed(allowed: readonly Allowed[]): string {
  if (allowed.length === 0) return ''
  const told = allowed.flatMap(({ finding, because, at }) => [
    `  ${placeOf(finding.at)}  ${finding.code}  ${sentenceOf(finding).message}`,
    `    ${placeOf(at)}  because ${because}`,
  ])
  return `${['Allowed:', ...told].join('\n')}\n`
}

function rendered(finding: Finding, lines: Lines): readonly string[] {
  const { message, wayOut } = sentenceOf(finding)
  const also = (finding.also ?? []).map((at) => `  also ${placeOf(at)}`)
  return [
    `${placeOf(finding.at)}  ${finding.severity} ${finding.code}  ${message}`,
    ...excerpt(finding.at, lines),
    `  → ${wayOut}`,
    ...also,
  ]
}

function placeOf({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`
}

/** The line, and a caret under the column. Tabs stay tabs, so that the caret stands right however wide they are shown. */
function excerpt({ file, line, column }: Position, lines: Lines): readonly string[] {
  const text = lines(file)[line - 1]
  if (text === undefined || text.trim() === '') return []
  const number = String(line)
  const indent = text.slice(0, column - 1).replaceAll(/[^\t]/g, ' ')
  return [`  ${number} | ${text}`, `  ${' '.repeat(number.length)} | ${indent}^`]
}

/** The lines of a file; none where it cannot be read. */
type Lines = (file: string) => readonly string[]

/** Each file is read once, however many findings are in it. */
function linesOnce(folder: string | undefined): Lines {
  const known = new Map<string, readonly string[]>()
  return (file) => {
    const lines = known.get(file) ?? (folder === undefined ? [] : linesOf(join(folder, file)))
    known.set(file, lines)
    return lines
  }
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/)
  } catch {
    return []
  }
}
