import { lstatSync } from 'node:fs'

/** Times of a file system that have a part below the millisecond are this fine or finer; where they have none, they are no coarser than that. */
const fineNs = 50_000_000n
const coarseNs = 3_000_000_000n

/** What the file system says of a file without reading it: its size, when its text changed, when anything of it did. Null where there is no file. */
export function stampOf(file: string): string | null {
  const found = lstatSync(file, { bigint: true, throwIfNoEntry: false })
  return found?.isFile() === true ? `${found.size} ${found.mtimeNs} ${found.ctimeNs} ${found.ino}` : null
}

/**
 * The same, where an equal stamp later on is of the same text, whatever was done to the file's times: not where it changed so lately that the next change may
 * bear the same time.
 */
export function lastingStampOf(file: string): string | null {
  const found = lstatSync(file, { bigint: true, throwIfNoEntry: false })
  if (found === undefined) return null
  const sinceNs = BigInt(Date.now()) * 1_000_000n - found.ctimeNs
  return sinceNs > (found.ctimeNs % 1_000_000n === 0n ? coarseNs : fineNs) ? stampOf(file) : null
}
