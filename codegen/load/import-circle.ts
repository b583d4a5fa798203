import { dirname } from 'node:path'
import { openSources } from '../plan/functions/sources.ts'

/** The shortest way on which a module imports itself: the modules in the order in which each imports the next; empty where there is none. */
export function importCircle(file: string): readonly string[] {
  const sources = openSources()
  const imported = (path: string): readonly string[] =>
    (sources(path)?.imports ?? [])
      .filter((specifier) => specifier.startsWith('.'))
      .flatMap((specifier) => sources.resolved(dirname(path), specifier) ?? [])
  const seen = new Set<string>()
  let ways: readonly (readonly string[])[] = [[file]]
  while (ways.length > 0) {
    const longer: (readonly string[])[] = []
    for (const way of ways) {
      for (const next of imported(way.at(-1)!)) {
        if (next === file) return way
        if (seen.has(next)) continue
        seen.add(next)
        longer.push([...way, next])
      }
    }
    ways = longer
  }
  return []
}
