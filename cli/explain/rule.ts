/** The page of a rule, in the terminal. */
import type { Colors } from 'picocolors/types.js'
import type { Example, Kind } from '../../codegen/check/finding.ts'
import { Failure } from '../failure.ts'
import { nearest } from '../nearest.ts'

/** @throws Failure with exit code 64 for a code of no rule */
export async function ruleOf(text: string): Promise<Kind> {
  const { kinds } = await import('../../codegen/check/rules/index.ts')
  const code = text.toUpperCase()
  const kind = kinds.find((each) => each.code === code)
  if (kind !== undefined) return kind
  const codes = kinds.map((each) => each.code)
  const near = codes.filter((each) => each.slice(0, 4) === code.slice(0, 4))
  throw new Failure('noRule', `no rule has the code ${code}`, nearest(code, near.length === 0 ? codes : near, 'the codes are'), 64)
}

export function ruleText({ code, severity, title, why, example }: Kind, paint: Colors): string {
  return [
    paint.bold(`${code}: ${title}`),
    severity === 'error' ? 'An error: nothing is generated.' : 'A warning.',
    '',
    why,
    ...failing(example, code, paint),
    '',
    'Mended:',
    ...numbered(example.mended),
    ...filesOf(example, example.mended),
  ].join('\n')
}

function failing(example: Example, code: string, paint: Colors): string[] {
  const [line, column] = example.at
  const place = `${code} at ${example.file ?? 'flows.ts'}:${line}:${column}`
  if (example.failing === '') return ['', `What it finds: there is no file. ${place}`]
  const lines = numbered(example.failing)
  if (example.file === undefined) lines.splice(line, 0, paint.red(`${' '.repeat(prefix + column - 1)}^ ${code}`))
  return ['', `What it finds, ${place}:`, ...lines, ...filesOf(example, example.failing), ...besideOf(example)]
}

/** The flow file of the other repository. */
function besideOf({ beside }: Example): string[] {
  return beside === undefined ? [] : ['', 'With the plan of another repository, which says:', ...numbered(beside)]
}

/** Of the line numbers, and what sets them off. */
const prefix = 7

function numbered(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line, i) => `${String(i + 1).padStart(prefix - 3)} | ${line}`.trimEnd())
}

/** The other files that a text imports. */
function filesOf({ files = {} }: Example, text: string): string[] {
  return Object.entries(files)
    .filter(([name]) => text.includes(`'./${name}'`))
    .flatMap(([name, content]) => ['', `With ${name}:`, ...numbered(content)])
}
