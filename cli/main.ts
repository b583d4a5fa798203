import { coloursFor, noColours } from './colour.ts'
import type { Cli } from './command.ts'
import { asFailure } from './failure.ts'
import type { Pasteable } from './invocation.ts'
import { pasteableFor } from './invocation.ts'
import { printFailure, printReport } from './output.ts'
import { parse } from './parse.ts'
import { progressOn } from './progress.ts'
import { printable } from './text.ts'

/**
 * Runs one command line and prints what it has to say: the result on stdout, everything else on stderr.
 *
 * @param argv Without node and script.
 * @returns The exit code: 0 fine, 1 a finding or failure, 2 something would change, 64 usage; above 128 it was stopped by a signal.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json') && !argv.slice(0, argv.indexOf('--json')).includes('--')
  let pasteable = pasteableFor(null, process.env)
  try {
    const parsed = await parse(argv)
    if (parsed.kind === 'said') {
      process.stdout.write(parsed.text)
      return 0
    }
    pasteable = pasteableFor(parsed.input, process.env)
    return printReport(await parsed.command.run(parsed.input, face(json, pasteable)), json, pasteable)
  } catch (error) {
    if (process.env['THALWEG_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
    return printFailure(asFailure(error), json, pasteable)
  }
}

function face(json: boolean, pasteable: Pasteable): Cli {
  const paint = json ? noColours : coloursFor(process.stdout)
  const errors = coloursFor(process.stderr)
  return {
    json,
    paint,
    report: (report) => void printReport(report, json, pasteable, 'line'),
    warn: (text) => void process.stderr.write(`${errors.yellow('warning')} ${printable(pasteable(text))}\n`),
    note: (text) => void process.stderr.write(`${printable(pasteable(text))}\n`),
    progress: (label) => progressOn(process.stderr, label),
  }
}
