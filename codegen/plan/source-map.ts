import { findSourceMap, type SourceMap } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { CallSite } from '../../dsl/data.ts'

/** The loader's name for what it runs through a transpiler: the engine keeps source maps under the file's URL with this at its end. */
export const transpiledNamespace = 'thalweg'

/** Is this the URL of a module as the transpiler has made it. */
export function namesTranspiled(url: string): boolean {
  return url.includes(`tsx-namespace=${transpiledNamespace}`)
}

/** The place in the source as written: through the source map of code that was transpiled, itself where the code runs as it stands. */
export function asWritten(site: CallSite): CallSite {
  const file = pathOf(site.file)
  if (file === 'unknown') return site
  const entry = mapOf(file)?.findEntry(site.line - 1, site.column - 1)
  if (entry === undefined || !('originalLine' in entry)) return { ...site, file }
  return { file: pathOf(entry.originalSource), line: entry.originalLine + 1, column: entry.originalColumn + 1 }
}

const maps = new Map<string, SourceMap | undefined>()

/** A file that was run once keeps its map. */
function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, findSourceMap(`${pathToFileURL(file).href}?tsx-namespace=${transpiledNamespace}`))
  return maps.get(file)
}

/** The path of a call site's file, whether the engine reported a path or a URL. */
export function pathOf(fileOrUrl: string): string {
  return fileOrUrl.startsWith('file:') ? fileURLToPath(fileOrUrl) : fileOrUrl
}
