import { dirname } from 'node:path'
import type { Position } from '../plan/schema.ts'
import { namesIn } from '../plan/context.ts'
import { openSources } from '../plan/functions/sources.ts'

/** Every await at the top of a module, in the order in which the modules run: those of what a file imports come before its own. */
export function awaitsIn(file: string, folder: string): readonly Position[] {
  const sources = openSources()
  const name = namesIn(folder)
  const seen = new Set<string>()
  const walk = (path: string): readonly Position[] => {
    const source = seen.has(path) ? undefined : sources(path)
    if (!source) return []
    seen.add(path)
    const imported = source.imports
      .filter((specifier) => specifier.startsWith('.'))
      .flatMap((specifier) => walk(sources.resolved(dirname(path), specifier) ?? path))
    return [...imported, ...source.awaits().map((place) => ({ file: name(path), ...place }))]
  }
  return walk(file)
}
