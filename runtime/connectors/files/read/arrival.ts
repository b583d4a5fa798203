/**
 * When a file has arrived. It is told by its content, so one that is written again as it was is no arrival. It counts once it is all there: it has stayed as it is for
 * a while, or fits the manifest beside it. Hidden files and those that end in `.part` or `.tmp` are never looked at. Of several that fit a name with `*`, the
 * last by name counts.
 */
import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { SystemError } from '../../../ports.ts'

export interface Arrival {
  /** Of the file, without the folder. */
  readonly name: string
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  readonly manifest: Manifest | null
}

export interface Manifest {
  readonly file?: string
  readonly rows?: number
  readonly bytes?: number
  readonly sha256?: string
}

export interface Arriving {
  readonly system: string
  readonly folder: string
  readonly settleMs: number
  readonly needsManifest: boolean
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

/** How often one waits for a file that keeps growing before it is left for the next pass. */
const waits = 3

/** @param place the name of the file below the folder, the last part of it with or without `*` */
export async function found(arriving: Arriving, place: string): Promise<{ readonly name: string; readonly path: string }> {
  const { system, folder } = arriving
  const within = path.dirname(path.join(folder, place))
  const pattern = path.basename(place)
  let names: string[]
  try {
    names = await readdir(within)
  } catch (error) {
    throw new SystemError('misfit', 'noFolder', system, `${within} cannot be read: ${(error as Error).message}`, 'name the right folder')
  }
  const name = names
    .filter((each) => fits(each, pattern) && !unfinished(each))
    .sort()
    .at(-1)
  if (name !== undefined) return { name, path: path.join(within, name) }
  throw new SystemError(
    'unreachable',
    'noFile',
    system,
    `no ${place} has arrived in ${folder}`,
    'it is read once it is there; what was read before stands',
  )
}

function fits(name: string, pattern: string): boolean {
  if (!pattern.includes('*')) return name === pattern
  const source = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')
  return new RegExp(`^${source}$`).test(name)
}

const manifestEnd = '.manifest.json'

function unfinished(name: string): boolean {
  return name.startsWith('.') || name.endsWith('.part') || name.endsWith('.tmp') || name.endsWith(manifestEnd)
}

/** What would be different, had anybody written to the file. */
export async function mark(file: string): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs }: BigIntStats = await stat(file, { bigint: true })
  return `${ino} ${size} ${mtimeNs} ${ctimeNs}`
}

/** @throws SystemError while it has not arrived */
export async function arrival(arriving: Arriving, file: { readonly name: string; readonly path: string }): Promise<Arrival> {
  const manifest = await manifestOf(arriving, file)
  if (manifest?.sha256 === undefined) await settled(arriving, file)
  const { sha256, bytes } = await contentOf(file.path)
  if (manifest !== null) {
    if (manifest.bytes !== undefined && manifest.bytes !== bytes) throw unlike(arriving, file.name, `${manifest.bytes} bytes`, `${bytes}`)
    if (manifest.sha256 !== undefined && manifest.sha256.toLowerCase() !== sha256)
      throw unlike(arriving, file.name, `the content ${manifest.sha256.slice(0, 12)}…`, `${sha256.slice(0, 12)}…`)
  }
  return { ...file, sha256, bytes, manifest }
}

export function unlike({ system }: Arriving, name: string, said: string, is: string): SystemError {
  return notWhole(system, name, `its manifest says ${said}, and there is ${is}`)
}

export function notWhole(system: string, name: string, why: string): SystemError {
  return new SystemError(
    'unreachable',
    'notWhole',
    system,
    `${name} is not all there: ${why}`,
    'it is read once it is; what was read before stands',
  )
}

async function manifestOf(
  arriving: Arriving,
  { name, path: file }: { readonly name: string; readonly path: string },
): Promise<Manifest | null> {
  let text: string
  try {
    text = await readFile(`${file}${manifestEnd}`, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    if (!arriving.needsManifest) return null
    throw notWhole(arriving.system, name, `its manifest ${name}${manifestEnd} is not there yet`)
  }
  try {
    return JSON.parse(text) as Manifest
  } catch {
    throw notWhole(arriving.system, name, `its manifest ${name}${manifestEnd} is no JSON, or not yet`)
  }
}

/** Waits until nobody has written to it for a while. */
async function settled(arriving: Arriving, { name, path: file }: { readonly name: string; readonly path: string }): Promise<void> {
  const { settleMs, now, sleep } = arriving
  const { mtimeMs, ctimeMs } = await stat(file)
  if (now() - Math.max(mtimeMs, ctimeMs) >= settleMs) return
  let before = await mark(file)
  for (let wait = 0; wait < waits; wait++) {
    await sleep(settleMs)
    const after = await mark(file)
    if (after === before) return
    before = after
  }
  throw notWhole(arriving.system, name, `somebody is writing to it`)
}

async function contentOf(file: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { sha256: hash.digest('hex'), bytes }
}
