import { lstatSync, type BigIntStats } from 'node:fs'

/** Times of a file system that have a part below the millisecond are this fine or finer; where they have none, they are no coarser than that. */
const fineNs = 50_000_000n
const coarseNs = 3_000_000_000n

/** What the file system says of a file without reading it: its size, when its text changed, when anything of it did. Null where there is no file. */
export function stampOf(file: string): string | null {
  const found = lookedAt(file)
  return found === null ? null : textOf(found)
}

/**
 * The same, where an equal stamp later on is of the same text, whatever was done to the file's times: not where it changed so lately that the next change may
 * bear the same time.
 */
export function lastingStampOf(file: string): string | null {
  const found = lookedAt(file)
  if (found === null) return null
  const sinceNs = BigInt(Date.now()) * 1_000_000n - found.ctimeNs
  return sinceNs > (found.ctimeNs % 1_000_000n === 0n ? coarseNs : fineNs) ? textOf(found) : null
}

function textOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}`
}

function lookedAt(file: string): BigIntStats | null {
  try {
    const found = lstatSync(file, { bigint: true, throwIfNoEntry: false })
    return found?.isFile() === true ? found : null
  } catch {
    // What should be a folder on the way to it is none.
    return null
  }
}
