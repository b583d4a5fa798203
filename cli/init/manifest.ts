import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../failure.ts'
import { shown } from '../shown.ts'
import { manifest } from '../version.ts'

type Manifest = Readonly<Record<string, unknown>>

/**
 * What `dependencies` of a project in `folder` names us by: the version; or, where this is no published package (a checkout, a tarball that was
 * installed), the place that it came from.
 */
export function dependency(folder: string): string {
  const own = fileURLToPath(new URL('../..', import.meta.url))
  if (manifest().private === true) return `file:${forward(relative(folder, own))}`
  const installedBy = resolve(own, '../..')
  const spec = entries(read(resolve(installedBy, 'package.json'))['dependencies'])['thalweg']
  if (typeof spec !== 'string' || !spec.startsWith('file:')) return `^${manifest().version}`
  return `file:${forward(relative(folder, resolve(installedBy, spec.slice('file:'.length))))}`
}

/** A manifest that is there keeps all it says, and gets what it does not say. */
export function merged(path: string, wanted: string): string {
  if (!existsSync(path)) return wanted
  const there = read(path)
  const ours = JSON.parse(wanted) as Manifest
  const out: Record<string, unknown> = { ...there, type: 'module' }
  for (const part of ['scripts', 'dependencies', 'devDependencies', 'allowScripts']) {
    const [mine, theirs] = [entries(ours[part]), entries(there[part])]
    const elsewhere =
      part === 'devDependencies' ? entries(there['dependencies']) : part === 'dependencies' ? entries(there['devDependencies']) : {}
    const missing = Object.entries(mine).filter(
      ([name]) => elsewhere[name] === undefined && (theirs[name] === undefined || isNoTest(theirs[name])),
    )
    out[part] = { ...theirs, ...Object.fromEntries(missing) }
  }
  return `${JSON.stringify(out, null, 2)}\n`
}

/** The `test` script that `npm init` writes only says that there is none. */
function isNoTest(value: unknown): boolean {
  return typeof value === 'string' && value.includes('no test specified')
}

function read(path: string): Manifest {
  if (!existsSync(path)) return {}
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest
  } catch (error) {
    throw new Failure(
      'init.manifest',
      `${shown(path)} is no JSON: ${(error as Error).message}`,
      `mend it, or choose another folder than ${shown(dirname(path))}`,
    )
  }
}

function entries(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function forward(path: string): string {
  return path.replaceAll('\\', '/')
}
