/** Lines of a log as they are read back from its files. */
import { closeSync, openSync, readSync } from 'node:fs'
import type { Position } from '../../ports.ts'

const chunkBytes = 2 ** 20
const lineEnd = 10

/** What is known of a line that was read back. */
export interface ReadLine {
  readonly n: number
  readonly position: Position
  /** Bytes of the file up to its end. */
  readonly end: number
}

/** Lines that are whole, from a byte on; ends before the first that is not. */
export function* linesOf(file: string, from: number): Generator<ReadLine> {
  const fd = openSync(file, 'r')
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes)
    let rest: Buffer = Buffer.alloc(0)
    for (let at = from, end = from; ;) {
      const read = readSync(fd, chunk, 0, chunkBytes, at)
      if (read === 0) return
      at += read
      let bytes = Buffer.concat([rest, chunk.subarray(0, read)])
      for (let stop = bytes.indexOf(lineEnd); stop >= 0; stop = bytes.indexOf(lineEnd)) {
        const line = parsed(bytes.subarray(0, stop).toString('utf8'))
        if (line === null) return
        end += stop + 1
        yield { ...line, end }
        bytes = bytes.subarray(stop + 1)
      }
      rest = Buffer.from(bytes)
    }
  } finally {
    closeSync(fd)
  }
}

/** null: it is no line of a log. */
function parsed(text: string): Pick<ReadLine, 'n' | 'position'> | null {
  try {
    const { n, position } = JSON.parse(text) as { readonly n: unknown; readonly position: unknown }
    return typeof n === 'number' && typeof position === 'object' && position !== null ? { n, position: JSON.stringify(position) } : null
  } catch {
    return null
  }
}

export function textOf(n: number, position: Position, body: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ n, ...body, position: JSON.parse(position) as unknown })}\n`
}
