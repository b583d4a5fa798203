import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type { Sources } from './sources.ts'

/** A module and all it imports by relative paths, each once, the module first. */
export function importsOf(sources: Sources, file: string): string[] {
  const reached = new Set([file])
  for (const one of reached) {
    for (const specifier of sources(one)?.imports ?? []) {
      const target = specifier.startsWith('.') ? sources.resolved(dirname(one), specifier) : undefined
      if (target !== undefined) reached.add(target)
    }
  }
  return [...reached]
}

/** 12 hex digits over the text of these modules: a changed body is a change, wherever in them it is. */
export function hashOf(sources: Sources, files: readonly string[], name: (file: string) => string): string {
  const hash = createHash('sha256')
  for (const file of files.toSorted()) hash.update(`${name(file)}\n${sources(file)?.text ?? ''}\n`)
  return hash.digest('hex').slice(0, 12)
}
