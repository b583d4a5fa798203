/** Random portfolios: what the checker passes runs, and what breaks a clean one is caught. Many more in test/full/checker.test.ts. */
import { expect, test } from 'vitest'
import { caught } from './properties/caught.ts'
import { drawnAlike, sound, told } from './properties/run.ts'

test('what the checker passes is sound', async () => {
  expect(await sound({ seed: 1, runs: 15 })).toBeGreaterThan(5)
})

test('the checker is deterministic and knows no order of flows and systems', async () => {
  await expect(drawnAlike({ seed: 2, runs: 15 })).resolves.toBeUndefined()
})

test('mutants of clean portfolios are caught with their code', async () => {
  const found = await caught({ seed: 3, runs: 10 })
  expect(found.filter(({ missed }) => missed !== null)).toEqual([])
  expect(found.reduce((sum, { tried }) => sum + tried, 0)).toBeGreaterThan(50)
})

test('whatever is wrong with a portfolio is told at its place', async () => {
  await expect(told({ seed: 4, runs: 100 })).resolves.toBeUndefined()
})
