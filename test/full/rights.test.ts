/** What the life of a record can ask for is there to be asked for, in a fifth of all lifecycles that two systems can have. */
import { expect, test } from 'vitest'
import { lives, missingIn } from '../emit/rights.ts'

test.each(lives([[0], [1], [0, 1], [null]]).filter((_, n) => n % 5 === 0))('%j', (life) => {
  expect(missingIn(life)).toEqual([])
})
