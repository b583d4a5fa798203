/** Two ways to find the buckets in which two systems differ: by what is stored, where both store alike, and by what it means. */
import type { FlowRun } from './engine/flow-run.ts'
import type { Bound, PageRow } from './ports.ts'

type BucketDigests = Awaited<ReturnType<Bound['digests']>>

export function rowsOf(digests: BucketDigests): number {
  return [...digests.values()].reduce((sum, { rows }) => sum + rows, 0)
}

/** Of two systems. */
export type Both = readonly [BucketDigests, BucketDigests]

/** A way to find buckets that differ, and the rows of those. */
export interface Way {
  /** What differs may be equal all the same. */
  readonly isHint: boolean
  /** Null: not of these two. */
  readonly digests: (run: FlowRun, j: number, buckets: number) => Promise<Both | 'down' | null>
  readonly rows: (bound: Bound, buckets: number, wanted: readonly number[]) => Promise<readonly PageRow[]>
}

const asStored: Way = {
  isHint: true,
  digests: async (run, j, buckets) => {
    const [mine, their] = namesOf(run, j)
    const ask = async (k: number, peer: string) =>
      run.at(k, async ({ asStored: way }) => ({ found: (await way?.digests(buckets, peer)) ?? null }))
    const both = await Promise.all([ask(0, their), ask(j, mine)])
    if (both.includes(null)) return 'down'
    const [first, other] = [both[0]!.found, both[1]!.found]
    return first === null || other === null ? null : [first, other]
  },
  rows: async (bound, buckets, wanted) => bound.asStored!.bucketRows(buckets, wanted),
}

const canonical: Way = {
  isHint: false,
  digests: async (run, j, buckets) => {
    const [mine, their] = namesOf(run, j)
    const [first, other] = await Promise.all([
      run.at(0, async (bound) => bound.digests(buckets, their)),
      run.at(j, async (bound) => bound.digests(buckets, mine)),
    ])
    return first === null || other === null ? 'down' : [first, other]
  },
  rows: async (bound, buckets, wanted) => bound.bucketRows(buckets, wanted),
}

/** The fastest first. */
export const ways: readonly Way[] = [asStored, canonical]

function namesOf({ kernel }: FlowRun, j: number): readonly [string, string] {
  return [kernel.systems[0]!.name, kernel.systems[j]!.name]
}

/** More rows than it pays to read: most likely the two servers do not hash alike, or store values in other types. */
const mostRead = 0.1

export function isMostly(digests: Both): boolean {
  const all = rowsOf(digests[0]) + rowsOf(digests[1])
  const suspect = suspectsOf(digests).reduce((sum, bucket) => sum + rowsIn(digests, bucket), 0)
  return suspect > all * mostRead
}

/** The buckets that differ. */
export function suspectsOf([first, other]: Both): number[] {
  return [...new Set([...first.keys(), ...other.keys()])].filter((bucket) => {
    const [a, b] = [first.get(bucket), other.get(bucket)]
    return a?.rows !== b?.rows || a?.digest !== b?.digest
  })
}

export function rowsIn([first, other]: Both, bucket: number): number {
  return (first.get(bucket)?.rows ?? 0) + (other.get(bucket)?.rows ?? 0)
}
