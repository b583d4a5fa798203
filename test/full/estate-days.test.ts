/** The same seed is the same day, to the last row of the audit; other seeds are other days, and every one of them ends with nothing lost. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { lastReconciled } from '../../cli/reconcile/record.ts'
import { playDay } from '../../examples/estate/day/play.ts'
import { landscape } from '../../generated/estate/index.ts'
import { isSettled } from '../../cli/estate.ts'
import { openLedgerOf } from '../../runtime/open.ts'

const folder = mkdtempSync(join(tmpdir(), 'thalweg-estate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function day(name: string, seed: number) {
  const lines: string[] = []
  const { place } = await playDay({
    seed,
    folder: join(folder, name),
    ledger: join(folder, `${name}.ledger.sqlite`),
    say: (line) => lines.push(line),
  })
  const ledger = await openLedgerOf(landscape, place.ledger, { readOnly: true })
  const audit = await ledger.audit({ limit: 1_000_000 })
  const drift = await Promise.all(
    Object.values(landscape.flows)
      .filter(isSettled)
      .map(async ({ name }) => (await lastReconciled(ledger, name))?.drift),
  )
  const deadLetters = await ledger.deadLetters({})
  await ledger.close()
  return { lines, audit, drift, deadLetters }
}

test('the same seed is the same day', async () => {
  const first = await day('first', 1)
  const second = await day('second', 1)
  expect(second.lines).toEqual(first.lines)
  expect(JSON.stringify(second.audit)).toBe(JSON.stringify(first.audit))
})

test.each([2, 3, 4, 5])('day %i ends with nothing lost', async (seed) => {
  const { drift, deadLetters } = await day(`seed-${seed}`, seed)
  expect(new Set(drift)).toEqual(new Set([0]))
  expect(deadLetters).toEqual([])
})
