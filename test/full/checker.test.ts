/** The properties of the checker, on many random portfolios. A failure prints its portfolio and how to see it again. */
import { expect, test } from 'vitest'
import { caught } from '../check/properties/caught.ts'
import { compiled } from '../check/properties/compiled.ts'
import { drawnAlike, sound, told } from '../check/properties/run.ts'

test('what the checker passes is sound', async () => {
  expect(await sound({ seed: 1, runs: 250 }, 8)).toBeGreaterThan(process.env['THALWEG_PATH'] === undefined ? 150 : 0)
})

test('the checker is deterministic and knows no order of flows and systems', async () => {
  await expect(drawnAlike({ seed: 2, runs: 300 })).resolves.toBeUndefined()
})

test('mutants of clean portfolios are caught with their code', async () => {
  const found = await caught({ seed: 1, runs: 300 })
  expect(found.filter(({ missed }) => missed !== null)).toEqual([])
  expect(found.filter(({ tried }) => tried === 0)).toEqual([])
})

test('whatever is wrong with a portfolio is told at its place', async () => {
  await expect(told({ seed: 1, runs: 3_000 })).resolves.toBeUndefined()
})

test.each([
  ['TypeScript 7.0', 200],
  ['TypeScript 5.9', 50],
] as const)('what is emitted for what the checker passes compiles with %s', async (compiler, runs) => {
  const { said, portfolios } = await compiled(compiler, { seed: 1, runs })
  expect(said).toBe('')
  expect(portfolios).toBeGreaterThan(runs / 2)
})
