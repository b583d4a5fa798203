import { realpathSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { CallSite } from '../../dsl/data.ts'
import { milliseconds } from './duration.ts'
import type { BadDuration, FunctionReference, Position } from './schema.ts'
import { asWritten } from './source-map.ts'

/** What every part of the builder needs besides its data. */
export interface Context {
  /** A place in the words of the plan. */
  at(site: CallSite): Position
  /** The reference to a function: by the value that holds it (a column's options, a call). */
  reference(holder: object): FunctionReference
}

/** Positions relative to a folder, with forward slashes. The engine reports real paths, so the folder is made one as well. */
export function positions(folder: string): (site: CallSite) => Position {
  const name = namesIn(folder)
  return (site) => {
    const { file, line, column } = asWritten(site)
    return { file: name(file), line, column }
  }
}

/** Files as the plan names them: relative to a folder, with forward slashes. */
export function namesIn(folder: string): (file: string) => string {
  const base = real(resolve(folder))
  const known = new Map<string, string>([['unknown', 'unknown']])
  return (file) => {
    const name = known.get(file) ?? relative(base, file).replaceAll('\\', '/')
    known.set(file, name)
    return name
  }
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path // a folder that is not there: positions of data that was built by hand
  }
}

/** Reads durations at one place of the code, and remembers the texts that are none. */
export class Durations {
  readonly bad: BadDuration[] = []

  /** Milliseconds; the default where nothing was said, or something (code may have dodged the types) that is no duration. `least` is the smallest that makes sense. */
  read<D>(text: unknown, otherwise: D, what: string, at: Position, least = 0): number | D {
    if (text === undefined) return otherwise
    const ms = milliseconds(text)
    if (ms !== undefined && ms >= least) return ms
    this.bad.push({ text: typeof text === 'string' ? text : JSON.stringify(text), what, at })
    return otherwise
  }
}
