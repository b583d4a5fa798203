/** The same seed is the same day, to the last row of the audit; other seeds are other days, and every one of them ends with nothing lost. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readPlan } from '../../codegen/plan/json.ts'
import { page } from '../../cli/report/html/page.ts'
import { reportOf } from '../../cli/report/model.ts'
import { readsOf } from '../../cli/report/reads.ts'
import { lastReconciled } from '../../cli/reconcile/record.ts'
import { playDay } from '../../examples/estate/day/play.ts'
import { landscape } from '../../generated/estate/index.ts'
import { openLedgerOf } from '../../runtime/open.ts'

const plan = readPlan(readFileSync(join(import.meta.dirname, '../../generated/estate/plan.json'), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'thalweg-estate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** @param days of exchange rates */
async function day(name: string, seed: number, days: number) {
  const lines: string[] = []
  const { place } = await playDay({
    seed,
    folder: join(folder, name),
    ledger: join(folder, `${name}.ledger.sqlite`),
    say: (line) => lines.push(line),
    days,
  })
  const ledger = await openLedgerOf(landscape, place.ledger, { readOnly: true })
  const audit = await ledger.audit({ limit: 1_000_000 })
  const report = reportOf(await readsOf(ledger, { landscape, plan, flows: Object.values(landscape.flows), since: '24h' }))
  const drift = await Promise.all(Object.keys(landscape.flows).map(async (flow) => (await lastReconciled(ledger, flow))?.drift))
  const deadLetters = await ledger.deadLetters({})
  await ledger.close()
  return { lines, audit, drift, deadLetters, report: JSON.stringify(report), page: page(report) }
}

/** Databases have their own clock, which is that of the machine: when they committed an edit is another time each day. */
const withoutCommitTimes = (audit: unknown): string =>
  JSON.stringify(audit, (name, value: unknown) => {
    if (name !== 'seen') return value
    const { at: _, times: __, ...seen } = value as Readonly<Record<string, unknown>>
    return seen
  })

test('the same seed is the same day', async () => {
  const first = await day('first', 1, 400)
  const second = await day('second', 1, 400)
  expect(second.lines).toEqual(first.lines)
  expect(withoutCommitTimes(second.audit)).toBe(withoutCommitTimes(first.audit))
  expect(second.report).toBe(first.report)
  expect(second.page).toBe(first.page)
})

test.each([2, 3, 4, 5])('day %i ends with nothing lost', async (seed) => {
  const { drift, deadLetters } = await day(`seed-${seed}`, seed, 60)
  expect(new Set(drift)).toEqual(new Set([0]))
  expect(deadLetters).toEqual([])
})
