import { expect, it } from 'vitest'
import { portions } from '../../runtime/reconcile.ts'

const buckets = Array.from({ length: 2_048 }, (_, i) => i)

it.for([
  { it: 'nothing differs', of: 0, rows: 100, reads: 0 },
  { it: 'scattered differences are read at once', of: 200, rows: 100, reads: 1 },
  { it: 'twice what fits into memory is read twice', of: 2_000, rows: 100, reads: 2 },
  { it: 'a bucket that does not fit is read alone', of: 3, rows: 150_000, reads: 3 },
])('$it', ({ of, rows, reads }) => {
  const some = portions(buckets.slice(0, of), () => rows)
  expect(some).toHaveLength(reads)
  expect(some.flat()).toEqual(buckets.slice(0, of))
})
