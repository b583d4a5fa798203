/**
 * A log that only grows. A batch of lines goes to one file and is on the disk before the ledger knows of it; so behind what the ledger knows there is at most
 * what one run appended last, and that is read back line by line. The lines themselves say where the source was read up to.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Log, LogEnd, LogLine, TornEnd } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import { syncFolder, writeAll } from '../folders/durable.ts'
import { touching } from '../folders/trouble.ts'
import { fileFor, filesOf, filesSince } from './files.ts'
import { linesOf, textOf } from './lines.ts'

export interface AppendLogOptions {
  readonly system: string
  readonly folder: string
  /** What the names of its files begin with. */
  readonly name: string
  readonly rotateMs?: number
}

const nothing: LogEnd = { n: 0, size: 0, position: null }

export class AppendLog implements Log {
  readonly #options: AppendLogOptions

  constructor(options: AppendLogOptions) {
    this.#options = options
  }

  async end(known: LogEnd | null): Promise<{ readonly end: LogEnd; readonly torn: readonly TornEnd[] }> {
    return this.#touching(() => {
      const files = this.#files()
      return this.#readOn(this.#stillThere(known ?? this.#unknown(files)), files)
    })
  }

  /** Lines that came after those that are known, over all files that were begun since. */
  #readOn(from: LogEnd, files: readonly string[]): { readonly end: LogEnd; readonly torn: readonly TornEnd[] } {
    const { folder, name } = this.#options
    let end = from
    const torn: TornEnd[] = []
    for (const file of filesSince(files, name, from.file)) {
      const path = join(folder, file)
      let size = file === from.file ? from.size : 0
      for (const line of linesOf(path, size)) {
        // Files in between may have been taken away: a file may begin with any later line.
        if (line.n !== end.n + 1 && !(size === 0 && line.n > end.n)) break
        size = line.end
        end = { n: line.n, file, size, position: line.position }
      }
      if (statSync(path).size > size) torn.push({ file, size })
    }
    return { end, torn }
  }

  /** Half a line tells nothing that is not appended again; whole lines behind it may be somebody's who is asked what they are, so they are kept beside. */
  async cut({ file, size }: TornEnd, at: number): Promise<string> {
    return this.#touching(() => {
      const path = join(this.#options.folder, file)
      const rest = readFileSync(path).subarray(size)
      const lines = rest.includes('\n')
      if (lines) writeFileSync(`${path}.cut-${at}`, rest)
      truncateSync(path, size)
      return `${rest.length.toLocaleString('en')} bytes at the end of ${path} were no whole line and are cut off${lines ? ', and kept beside it' : ''}: what they told of is appended again`
    })
  }

  /** The ledger knows of no line: the newest file that begins with one says which it is. */
  #unknown(files: readonly string[]): LogEnd {
    for (const file of files.toReversed()) {
      const [first] = linesOf(join(this.#options.folder, file), 0)
      if (first !== undefined) return { n: first.n - 1, file, size: 0, position: null }
    }
    return nothing
  }

  /** Files may be taken away, and one of the same name be begun anew; one that is there holds what it held. @throws SystemError */
  #stillThere(from: LogEnd): LogEnd {
    const { n, file, size } = from
    if (file === undefined) return from
    const path = join(this.#options.folder, file)
    const there = statSync(path, { throwIfNoEntry: false })
    if (there === undefined) return from
    const [first] = linesOf(path, 0)
    if (first !== undefined && first.n > n) return { ...from, size: 0 }
    if (there.size >= size) return from
    throw new SystemError(
      'misfit',
      'logCut',
      this.#options.system,
      `${path} was shortened from outside: its first ${size.toLocaleString('en')} bytes, up to line ${n}, had been appended, and it has ${there.size.toLocaleString('en')}`,
      'put the file back as it was; if it is lost, move what is left of it away, and the log goes on with the next line in a new file',
    )
  }

  async append(end: LogEnd, lines: readonly LogLine[], at: number): Promise<LogEnd> {
    const { folder, name, rotateMs } = this.#options
    return this.#touching(() => {
      const file = fileFor(name, rotateMs, at, this.#files().at(-1))
      const path = join(folder, file)
      const size = file === end.file && existsSync(path) ? end.size : 0
      const bytes = Buffer.from(lines.map(({ position, body }, i) => textOf(end.n + i + 1, position, body)).join(''))
      this.#write(path, size, bytes)
      return { n: end.n + lines.length, file, size: size + bytes.length, position: lines.at(-1)!.position }
    })
  }

  #write(path: string, size: number, bytes: Uint8Array): void {
    const isNew = !existsSync(path)
    const fd = openSync(path, isNew ? 'wx' : 'r+')
    try {
      const there = fstatSync(fd).size
      if (there !== size) throw this.#touched(path, size, there)
      try {
        writeAll(fd, bytes, size)
        fsyncSync(fd)
      } catch (error) {
        takeBack(fd, size)
        throw error
      }
    } finally {
      closeSync(fd)
    }
    if (isNew) syncFolder(this.#options.folder)
  }

  #touched(path: string, size: number, there: number): SystemError {
    return new SystemError(
      'unreachable',
      'logTouched',
      this.#options.system,
      `${path} has ${there.toLocaleString('en')} bytes where ${size.toLocaleString('en')} were appended: something else writes there`,
      'let nothing else write there; the log is read back, and tried again',
    )
  }

  #files(): string[] {
    return filesOf(this.#options.folder, this.#options.name)
  }
  #touching<T>(call: () => T): T {
    return touching(this.#options.system, this.#options.folder, call)
  }
}

/** What cannot be taken back now is cut off when the log is opened again. */
function takeBack(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size)
  } catch {
    // The disk failed before, and that is what is told.
  }
}
