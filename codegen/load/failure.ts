import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { WrongValue } from '../../dsl/carried.ts'
import type { Finding } from '../check/finding.ts'
import type { Facts as Endless } from '../check/rules/loading/endless.ts'
import type { Facts as ThrownFacts } from '../check/rules/loading/thrown.ts'
import type { Facts as WrongValueFacts } from '../check/rules/loading/wrong-value.ts'
import { namesIn } from '../plan/context.ts'
import type { Position } from '../plan/schema.ts'
import { pathOf } from '../plan/source-map.ts'
import { importCircle } from './import-circle.ts'
import { codeOf } from './native.ts'
import { thrownOf } from './thrown.ts'

interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What went wrong while a flow file was read or run, at the place in the source that is to blame. */
export function failureFinding(thrown: unknown, { file, folder }: { readonly file: string; readonly folder: string }): Finding {
  const name = namesIn(folder)
  const { code, place, facts } = explained(thrown, file)
  return { code, severity: 'error', at: { ...place, file: name(place.file) }, facts }
}

/** Where the user's own code made this error; the top of the flow file where none of it did. */
export function placeOfFailure({ stack = '' }: Error, { file, folder }: { readonly file: string; readonly folder: string }): Position {
  const place = frame(stack) ?? { file, line: 1, column: 1 }
  return { ...place, file: namesIn(folder)(place.file) }
}

/** A flow file that never comes to its end. */
export function endless(facts: Endless, at: Position): Finding {
  return { code: 'TW006', severity: 'error', at, facts }
}

function explained(thrown: unknown, file: string): { readonly code: string; readonly place: Place; readonly facts: Finding['facts'] } {
  const top = { file, line: 1, column: 1 }
  const { name, message, stack } = thrownOf(thrown)
  const transform = transformError(thrown)
  if (transform) return { code: 'TW002', ...transform }
  if (codeOf(thrown) === 'ERR_MODULE_NOT_FOUND' || codeOf(thrown) === 'ERR_PACKAGE_PATH_NOT_EXPORTED')
    return missingModule(thrown as Error, file)
  const own = arrow(stack) ?? frame(stack)
  const unread = own ? undefined : unreadable(thrown)
  if (unread) return unread
  const place = own ?? top
  if (isWrongValue(thrown)) {
    const { place: what, found, write } = thrown
    return { code: 'TW007', place, facts: { kind: 'refused', place: what, found, write } satisfies WrongValueFacts }
  }
  if (thrown instanceof SyntaxError) return { code: 'TW002', place: nearby(place, message), facts: { message } }
  const facts: ThrownFacts = name === undefined ? { kind: 'value', message } : { kind: 'error', name, message }
  return { code: 'TW003', place, facts: isTooEarly(thrown) ? (ofCircle(message, place.file) ?? facts) : facts }
}

/** A module that was to run after another one, which imports it in turn. */
function isTooEarly(thrown: unknown): boolean {
  return thrown instanceof ReferenceError && thrown.message.endsWith(' before initialization')
}

function ofCircle(message: string, file: string): ThrownFacts | undefined {
  const modules = importCircle(file)
  return modules.length === 0 ? undefined : { kind: 'circle', message, modules: modules.map(namesIn(dirname(file))) }
}

/** A file that is there, and that the engine may not read. */
function unreadable(thrown: unknown): ReturnType<typeof explained> | undefined {
  if (!(thrown instanceof Error) || !('path' in thrown) || typeof thrown.path !== 'string' || !('syscall' in thrown)) return undefined
  const { code } = thrown as NodeJS.ErrnoException
  const facts: ThrownFacts = { kind: 'unreadable', reason: code ?? 'no reason given' }
  return { code: 'TW003', place: { file: thrown.path, line: 1, column: 1 }, facts }
}

/** By its name: the language that was loaded may be another copy of ours. */
function isWrongValue(thrown: unknown): thrown is WrongValue {
  return thrown instanceof TypeError && thrown.name === 'WrongValue'
}

/** The transpiler's: `/flows.ts:3:14: ERROR: Expected ")" but found "'x'"`; its columns count from 0. */
function transformError(thrown: unknown): { readonly place: Place; readonly facts: Finding['facts'] } | undefined {
  const found = thrown instanceof Error ? /^(.+):(\d+):(\d+): ERROR: (.+)$/m.exec(thrown.message) : null
  if (!found) return undefined
  return { place: { file: found[1]!, line: Number(found[2]), column: Number(found[3]) + 1 }, facts: { message: found[4]! } }
}

/** What an import names that is not there, at the place of its specifier. */
function missingModule(error: Error, file: string): ReturnType<typeof explained> {
  const importer = / imported from (.+?)$/m.exec(error.message)?.[1]
  const wanted = /'([^']+)'/.exec(error.message)?.[1] ?? ''
  const from = importer === undefined ? file : pathOf(importer.split('?')[0]!)
  const lastPart = wanted.split('?')[0]!.split('/').pop() ?? ''
  const place = specifierPlace(from, lastPart) ?? { file: from, line: 1, column: 1 }
  return { code: 'TW005', place, facts: { wanted: specifierAt(place) ?? wanted } }
}

/** The import whose specifier ends in this name. */
function specifierPlace(file: string, lastPart: string): Place | undefined {
  const lines = linesOf(file)
  for (const [index, line] of lines.entries()) {
    const found = /(?:from|import|require\()\s*(['"])([^'"]+)\1/.exec(line)
    const end = found?.[2]?.split('/').pop()
    if (found && end !== undefined && end.replace(/\.\w+$/, '') === lastPart.replace(/\.\w+$/, '')) {
      return { file, line: index + 1, column: found.index + found[0].indexOf(found[1]!) + 2 }
    }
  }
  return undefined
}

function specifierAt({ file, line, column }: Place): string | undefined {
  return /^[^'"]+/.exec(linesOf(file)[line - 1]?.slice(column - 1) ?? '')?.[0]
}

/** The head that the engine puts before a stack: file and line, the source line, and a row of carets. */
function arrow(stack: string): Place | undefined {
  const found = /^(file:\/\/\S+?|\/.+?):(\d+)\n(.*)\n(\s*)\^/.exec(stack)
  return found ? { file: pathOf(found[1]!.split('?')[0]!), line: Number(found[2]), column: found[4]!.length + 1 } : undefined
}

const ours = new URL('../../', import.meta.url).pathname

/** The first frame that lies in the user's own files: not in the engine, not in a package, not in the language. */
function frame(stack: string): Place | undefined {
  for (const line of stack.split('\n')) {
    const found = /[\s(]((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):(\d+)\)?$/.exec(line)
    if (!found || found[1]!.includes('node_modules') || found[1]!.startsWith('node:')) continue
    const file = pathOf(found[1]!.split('?')[0]!)
    if (['dsl/', 'codegen/', 'cli/'].some((stage) => file.startsWith(ours + stage))) continue
    return { file, line: Number(found[2]), column: Number(found[3]) }
  }
  return undefined
}

/** An import of a name that a module does not export is reported at the start of its line: the name itself is meant. */
function nearby(place: Place, message: string): Place {
  const name = /export named '([^']+)'/.exec(message)?.[1]
  const column =
    name === undefined ? -1 : (linesOf(place.file)[place.line - 1] ?? '').search(new RegExp(`\\b${name.replace(/\$/g, '\\$')}\\b`))
  return column < 0 ? place : { ...place, column: column + 1 }
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)
  } catch {
    return []
  }
}
