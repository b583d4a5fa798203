/**
 * Every holder writes. When two changed it without having seen each other, the later commit stands, each by its own system's clock. Clocks differ, so times are
 * compared in buckets as wide as the clocks may be apart; in one bucket it is a tie, which goes by the order in which the flow declares its systems. That is one
 * total order: "later, unless closer than the tolerance" is none, since it has circles (0 s, 4 s and 8 s with a tolerance of 5 s).
 */
import type { Edit, Policy } from './rule.ts'
import { decided, lost, waits } from './rule.ts'

const tie = { conflict: 'tie', clash: 'too close to tell which was later: the value of the system that is named first stands' } as const
const tieWon = { to: 'decided', ...tie } as const
const tieLost = { to: 'lost', ...tie } as const

/** @param options `tieWithinMs`: the width of a bucket, in milliseconds; 0 compares exact times */
export function lastWriteWins({ tieWithinMs }: { readonly tieWithinMs: number }): Policy {
  const bucket = (at: number) => (tieWithinMs <= 0 ? at : Math.floor(at / tieWithinMs))
  return {
    kind: 'lastWriteWins',
    writer: null,
    tieWithinMs,
    composes: false,
    equalCounts: false,
    judge: (edit) => {
      if (edit.told || edit.origin < 0) return decided
      const order = compare(edit, bucket)
      if (order !== 0) return order > 0 ? decided : lost
      return edit.system < edit.origin ? tieWon : tieLost
    },
    clash: 'the later write stands',
    outcomes: {
      bothChanged: 'the later commit stands, by the clock of each system; the other value is lost to both and kept in the audit',
      bothCreated: 'the later commit stands; the other value is kept in the audit',
      constraint: waits,
      tie: `commits ${tieWithinMs <= 0 ? 'at the same millisecond' : `within ${tieWithinMs} ms`} go by the declared order of the systems; the other value is kept in the audit`,
    },
  }
}

/** A value whose time nobody knows is older than any whose time is known. */
function compare({ at, decidedAt }: Edit, bucket: (at: number) => number): number {
  if (at === null || decidedAt === null) return at === decidedAt ? 0 : at === null ? -1 : 1
  return bucket(at) - bucket(decidedAt)
}
