import { isAbsolute, relative } from 'node:path'

/** A path as a person reads it: from the working directory where that is shorter. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' ? '.' : short.startsWith('..') || isAbsolute(short) ? path : short
}
