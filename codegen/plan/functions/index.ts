import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import type { CallSite, PortfolioData } from '../../../dsl/data.ts'
import { namesIn } from '../context.ts'
import type { FunctionReference } from '../schema.ts'
import { asWritten } from '../source-map.ts'
import { hashOf, importsOf } from './closure.ts'
import type { Source, Sources } from './sources.ts'

/** A function that a call was given, by the value that holds it, and the way to it through the call's arguments: `[2, 'columns', 'due', 'codec']`. */
interface Wanted {
  readonly holder: object
  readonly call: CallSite
  readonly path: readonly (number | string)[]
}

/**
 * Where the connectors, codecs and merge functions of a portfolio come from: an import, or an exported constant of the same file. Source is read, and the parser
 * loaded, only where there is one: that takes longer than all the rest of the builder.
 */
export async function resolveFunctions(portfolio: PortfolioData, folder: string): Promise<ReadonlyMap<object, FunctionReference>> {
  const wanted = [...connectors(portfolio), ...codecs(portfolio), ...merges(portfolio)]
  if (wanted.length === 0) return new Map()
  const { openSources } = await import('./sources.ts')
  const project: Project = {
    sources: openSources(),
    name: namesIn(folder),
    landscape: new Set([portfolio.landscape.at, portfolio.at].map((site) => asWritten(site).file)),
  }
  return new Map(wanted.map((one) => [one.holder, resolved(one, project)]))
}

function connectors({ landscape }: PortfolioData): Wanted[] {
  return Object.values(landscape.systems).flatMap(({ connector }) =>
    connector.kind === 'custom' ? [{ holder: connector, call: connector.at, path: [0] }] : [],
  )
}

function codecs({ landscape }: PortfolioData): Wanted[] {
  const bindings = Object.values(landscape.systems).flatMap((system) => Object.values(system.holds))
  return bindings.flatMap(({ at, options }) =>
    Object.entries(options.columns ?? {}).flatMap(([field, column]) =>
      typeof column === 'object' && column.codec !== undefined ? [{ holder: column, call: at, path: [2, 'columns', field, 'codec'] }] : [],
    ),
  )
}

function merges({ flows }: PortfolioData): Wanted[] {
  return Object.values(flows).flatMap(({ calls }) =>
    calls.flatMap((call) => (call.call === 'merge' ? [{ holder: call, call: call.at, path: [1] }] : [])),
  )
}

interface Project {
  readonly sources: Sources
  readonly name: (file: string) => string
  /** The modules that generated code must not import. */
  readonly landscape: ReadonlySet<string>
}

function resolved({ call, path }: Wanted, project: Project): FunctionReference {
  const { file, line, column } = asWritten(call)
  const source = project.sources(file)
  if (source === undefined) return { unresolved: 'its source could not be read' }
  const origin = source.originOf({ line, column }, path)
  if ('unresolved' in origin) return origin
  const { module, name } = origin
  if (module === undefined || module.startsWith('.')) return inProject(source, origin, project)
  const hash = createHash('sha256')
    .update(`${module}@${packageVersion(module, file)}#${name}`)
    .digest('hex')
    .slice(0, 12)
  return { module, name, hash }
}

function inProject(
  source: Source,
  origin: { readonly module?: string; readonly name: string },
  { sources, name, landscape }: Project,
): FunctionReference {
  const file = origin.module === undefined ? source.file : sources.resolved(dirname(source.file), origin.module)
  if (file === undefined) return { unresolved: `the module ${origin.module} is not there` }
  if (!sources(file)?.exports(origin.name)) return { unresolved: `${origin.name} is not exported from ${name(file)}` }
  const reached = importsOf(sources, file)
  const blamed = reached.find((one) => landscape.has(one))
  if (blamed === file) return { unresolved: `${name(file)} makes the landscape or the portfolio, which generated code must not import` }
  if (blamed !== undefined) return { unresolved: `${name(file)} imports the landscape (${name(blamed)}), which generated code must not` }
  const local = name(file)
  return { module: local.startsWith('.') ? local : `./${local}`, name: origin.name, hash: hashOf(sources, reached, name) }
}

/** A package that does not show its manifest has no version here: its name then stands alone. */
function packageVersion(specifier: string, from: string): string {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  try {
    return (createRequire(resolve(from))(`${name}/package.json`) as { readonly version?: string }).version ?? ''
  } catch {
    return ''
  }
}
