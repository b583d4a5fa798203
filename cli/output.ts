import { coloursFor } from './colour.ts'
import type { Report } from './command.ts'
import type { Exit, Failure } from './failure.ts'
import type { Pasteable } from './invocation.ts'
import { printable } from './text.ts'

/**
 * The result: on stdout, and nothing else is.
 * @param form one document, or a line each where more may follow
 */
export function printReport(report: Report, json: boolean, pasteable: Pasteable, form: 'document' | 'line' = 'document'): Exit {
  if (json && report.data !== undefined) process.stdout.write(`${JSON.stringify(report.data, asJson, form === 'line' ? 0 : 2)}\n`)
  else if (!json && report.text !== '') process.stdout.write(`${printable(pasteable(report.text))}\n`)
  return report.exit
}

/** A failure: on stderr for people; the one document on stdout for programs. */
export function printFailure(failure: Failure, json: boolean, pasteable: Pasteable): Exit {
  if (json) {
    const { code, message, wayOut } = failure
    process.stdout.write(`${JSON.stringify({ error: { code, message, wayOut } }, null, 2)}\n`)
    return failure.exit
  }
  const paint = coloursFor(process.stderr)
  process.stderr.write(`${paint.red('error')} ${printable(pasteable(failure.message))}\n`)
  if (failure.wayOut !== '') process.stderr.write(`${printable(pasteable(failure.wayOut)).replaceAll(/^/gm, '  ')}\n`)
  return failure.exit
}

/** Stored values that JSON has no form for: integers beyond 2^53 as text, bytes as base64. */
function asJson(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Map) return Object.fromEntries(value)
  return value
}
