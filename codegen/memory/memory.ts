/** What the last generate read and wrote, so that the next one can tell without a load that there is nothing to do. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Finding } from '../check/finding.ts'
import type { Reads } from '../load/reads.ts'
import { readsTheSame } from '../load/reads.ts'
import { sha256 } from '../manifest.ts'
import type { Position } from '../plan/schema.ts'
import { lastingStampOf } from './stamp.ts'
import { toolDigest } from './tool.ts'

/** Where a generate reads and writes; both absolute. */
export interface Where {
  readonly flows: string
  /** The folder that holds a folder for each landscape. */
  readonly out: string
}

/** What a generate that changes nothing has to say again. */
export interface Said {
  readonly landscape: string
  readonly at: Position
  readonly findings: readonly Finding[]
  /** The folder that was written. */
  readonly folder: string
}

interface Memory {
  readonly said: Said
  readonly tool: string
  readonly reads: Reads
  /** By path below the folder. */
  readonly written: Readonly<Record<string, Written>>
}

/** A stamp that tells nothing is null: then the text is read. */
interface Written {
  readonly hash: string
  readonly stamp: string | null
}

/** What the last generate said and the files it left, where another would read, say and leave the same. */
export function recall(where: Where): { readonly said: Said; readonly files: readonly string[] } | null {
  const place = placeOf(where)
  const memory = place === null ? null : read(place)
  if (place === null || memory === null || memory.tool !== toolDigest() || !readsTheSame(memory.reads)) return null
  const { said, written } = memory
  let looked = false
  const now: Record<string, Written> = {}
  for (const [name, before] of Object.entries(written)) {
    const file = path.join(said.folder, name)
    const stamp = lastingStampOf(file)
    const isSame = stamp !== null && stamp === before.stamp
    if (!isSame && hashOf(file) !== before.hash) return null
    looked ||= !isSame
    now[name] = { hash: before.hash, stamp }
  }
  if (looked) write(place, { ...memory, written: now })
  return { said, files: Object.keys(written) }
}

/** What lies in the folder: the texts, and the stamp that each file bore when it was compared with its text or written. */
export interface Left {
  readonly files: ReadonlyMap<string, string>
  readonly stamps: ReadonlyMap<string, string | null>
}

export function remember(where: Where, said: Said, reads: Reads | null, { files, stamps }: Left): void {
  const place = placeOf(where)
  if (place === null || reads === null || reads.unsteady.length > 0) return
  const written = Object.fromEntries(
    [...files].map(([name, text]): [string, Written] => {
      const stamp = lastingStampOf(path.join(said.folder, name))
      return [name, { hash: sha256(text), stamp: stamp === stamps.get(name) ? stamp : null }]
    }),
  )
  write(place, { said, tool: toolDigest(), reads, written })
}

function hashOf(file: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    return null
  }
}

/** Below the packages of the project, which nobody commits. Null where it has none. */
function placeOf({ flows, out }: Where): string | null {
  for (let folder = path.dirname(flows); ; folder = path.dirname(folder)) {
    const packages = path.join(folder, 'node_modules')
    if (existsSync(packages)) return path.join(packages, '.cache/thalweg', `${sha256(`${flows}\n${out}`).slice(0, 16)}.json`)
    if (folder === path.dirname(folder)) return null
  }
}

function read(place: string): Memory | null {
  try {
    return JSON.parse(readFileSync(place, 'utf8')) as Memory
  } catch {
    return null
  }
}

/** A folder that cannot be written costs time, and nothing else. */
function write(place: string, memory: Memory): void {
  try {
    mkdirSync(path.dirname(place), { recursive: true })
    writeFileSync(`${place}.${process.pid}`, JSON.stringify(memory))
    renameSync(`${place}.${process.pid}`, place)
  } catch {
    return
  }
}
