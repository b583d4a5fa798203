/**
 * One dropped file. It is written aside, is on the disk, and takes the place of the old one at once; its manifest follows, which says what file it belongs to. Who
 * fetches the file sees the old one or the new one, whole, and by the manifest whether the two fit.
 *
 *   .vendors.csv.part → vendors.csv → .vendors.csv.manifest.json.part → vendors.csv.manifest.json
 */
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Drop } from '../../door.ts'
import type { Raw } from '../../values.ts'
import { replaceFile, syncFolder, writeAll } from '../folders/durable.ts'
import { formatOf } from './formats.ts'

export interface DropManifest {
  readonly file: string
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
  /** The newest operation that is in it. */
  readonly operation: number
  /** ISO 8601, UTC. */
  readonly writtenAt: string
}

/** What is handed to the disk at once. */
const rowsAtOnce = 2_000

/** null: there is none, or none that could be read. */
export function manifestOf(folder: string, place: string): DropManifest | null {
  try {
    return JSON.parse(readFileSync(join(folder, manifestName(place)), 'utf8')) as DropManifest
  } catch {
    return null
  }
}

function manifestName(place: string): string {
  return `${place}.manifest.json`
}

/** What is otherwise than the manifest says; null: nothing is. */
export function altered(folder: string, place: string, manifest: DropManifest): 'gone' | 'changed' | null {
  const path = join(folder, place)
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if (size === undefined) return 'gone'
  if (size !== manifest.bytes) return 'changed'
  return createHash('sha256').update(readFileSync(path)).digest('hex') === manifest.sha256 ? null : 'changed'
}

export function writeDrop(folder: string, drop: Drop, rows: Iterable<readonly Raw[]>, operation: number, at: number): void {
  const { place } = drop
  const format = formatOf(drop)
  const aside = join(folder, `.${place}.part`)
  const hash = createHash('sha256')
  let bytes = 0
  let count = 0
  const fd = openSync(aside, 'w')
  try {
    const put = (text: string) => {
      const part = Buffer.from(text)
      hash.update(part)
      writeAll(fd, part, bytes)
      bytes += part.length
    }
    put(format.head)
    let some: (readonly Raw[])[] = []
    const flush = () => {
      if (some.length > 0) put(format.rows(some))
      count += some.length
      some = []
    }
    for (const row of rows) {
      some.push(row)
      if (some.length === rowsAtOnce) flush()
    }
    flush()
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(aside, join(folder, place))
  syncFolder(folder)
  const manifest: DropManifest = {
    file: place,
    rows: count,
    bytes,
    sha256: hash.digest('hex'),
    operation,
    writtenAt: new Date(at).toISOString(),
  }
  const name = manifestName(place)
  replaceFile(join(folder, name), join(folder, `.${name}.part`), `${JSON.stringify(manifest)}\n`)
}
