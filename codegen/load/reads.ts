import { createHash } from 'node:crypto'
import { findPackageJSON, isBuiltin, registerHooks } from 'node:module'
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { namesTranspiled } from '../plan/source-map.ts'
import { watchDoors } from './doors.ts'

/** What a load has read: enough to tell later whether the same load would read the same. All paths are absolute. */
export interface Reads {
  /** Path → SHA-256 of the bytes that were run, with the manifests of the packages that they belong to. */
  readonly files: Readonly<Record<string, string>>
  /** Where each package was found, by who asked for it: one that is installed nearer is another. */
  readonly packages: readonly Asked[]
  /** What was imported and is not there. */
  readonly missing: readonly string[]
  /** Why the same files may give another plan; without a reason they give the same. */
  readonly unsteady: readonly string[]
}

export interface Asked {
  readonly specifier: string
  readonly from: string
  readonly manifest: string | undefined
}

/** Modules of the engine that give the same whenever they are asked. */
const steady: ReadonlySet<string> = new Set(['assert', 'buffer', 'events', 'path', 'querystring', 'string_decoder', 'url', 'util'])

/** Where the code that reads flow files lies: what it loads for itself is no part of them. */
const ours = new URL('../../', import.meta.url)
const stages = ['dsl/', 'codegen/', 'runtime/', 'cli/'].map((stage) => new URL(stage, ours).href)

/** Listens, from now on, to what a flow file and all that it imports make the engine read. For a process that loads one flow file. */
export function recordReads(flowsFile: string): () => Reads {
  const top = pathToFileURL(flowsFile).href
  const files = new Map<string, string>()
  const aliases = new Map<string, string>()
  const packages = new Map<string, Asked>()
  const missing = new Set<string>()
  const theirs = new Set([top])
  const unsteady = new Set<string>()
  const doubt = (why: string): void => void unsteady.add(why)
  const isTheirs = (url: string | undefined): url is string => url !== undefined && theirs.has(bare(url))

  const asked = (specifier: string, parent: string): void => {
    const name = isRelative(specifier) ? undefined : specifier
    const key = `${name} ${new URL('.', parent).href}`
    if (name === undefined || name.startsWith('#') || packages.has(key)) return
    packages.set(key, { specifier: name, from: fileURLToPath(bare(parent)), manifest: manifestOf(name, parent) })
  }
  const found = (specifier: string, parent: string, url: string): void => {
    if (isBuiltin(url)) {
      if (!steady.has(url.replace('node:', ''))) doubt(`it imports ${url}`)
      return
    }
    asked(specifier, bare(parent))
    if (!url.startsWith('file:') || stages.some((stage) => url.startsWith(stage))) return
    theirs.add(bare(url))
    const named = isRelative(specifier) ? new URL(specifier, bare(parent)).href : bare(url)
    if (named !== bare(url)) aliases.set(fileURLToPath(named), fileURLToPath(bare(url)))
  }
  registerHooks({
    resolve: (specifier, context, next) => {
      const parent = context.parentURL
      try {
        const result = next(specifier, context)
        if (isTheirs(parent)) found(specifier, parent, result.url)
        else if (bare(result.url) === top || specifier === top) theirs.add(bare(result.url))
        return result
      } catch (error) {
        if (isTheirs(parent) && isRelative(specifier)) missing.add(fileURLToPath(new URL(specifier, bare(parent))))
        throw error
      }
    },
    load: (url, context, next) => {
      const result = next(url, context)
      if (!isTheirs(url)) return result
      if (namesTranspiled(url)) doubt('its imports are resolved by a transpiler')
      const path = fileURLToPath(bare(url))
      files.set(path, digest(typeof result.source === 'string' || result.source instanceof Uint8Array ? result.source : readFileSync(path)))
      return result
    },
  })
  watchDoors((path) => theirs.has(bare(path.startsWith('file:') ? path : pathToFileURL(path).href)), doubt)

  return () => {
    for (const [alias, real] of aliases) if (files.has(real)) files.set(alias, files.get(real)!)
    const manifests = [...manifestsOf(files.keys()), ...[...packages.values()].flatMap(({ manifest }) => manifest ?? [])]
    for (const manifest of manifests) files.set(manifest, digestOf(manifest) ?? '')
    return {
      files: Object.fromEntries(files),
      packages: [...packages.values()],
      missing: [...missing],
      unsteady: [...unsteady],
    }
  }
}

/** Would the same load read the same: every file holds what it held, and every package is found where it was. */
export function readsTheSame(reads: Reads): boolean {
  return (
    reads.unsteady.length === 0 &&
    changedSince(reads).length === 0 &&
    reads.packages.every(({ specifier, from, manifest }) => manifestOf(specifier, pathToFileURL(from).href) === manifest)
  )
}

/** The files that no longer hold what was read, or are gone. */
export function changedSince({ files }: Reads): readonly string[] {
  return Object.entries(files).flatMap(([path, hash]) => (digestOf(path) === hash ? [] : [path]))
}

function digestOf(path: string): string | undefined {
  try {
    return digest(readFileSync(path))
  } catch {
    return undefined
  }
}

function digest(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function manifestsOf(paths: Iterable<string>): ReadonlySet<string> {
  const byFolder = new Map<string, string | undefined>()
  for (const path of paths) {
    const url = pathToFileURL(path)
    const folder = new URL('.', url).href
    if (!byFolder.has(folder)) byFolder.set(folder, findPackageJSON(url))
  }
  return new Set([...byFolder.values()].filter((manifest) => manifest !== undefined))
}

function manifestOf(specifier: string, parent: string): string | undefined {
  try {
    return findPackageJSON(specifier, parent)
  } catch {
    return undefined
  }
}

function isRelative(specifier: string): boolean {
  return /^(\.|\/|file:)/.test(specifier)
}

/** Without what a loader has put behind it. */
function bare(url: string): string {
  return url.split(/[?#]/)[0]!
}
