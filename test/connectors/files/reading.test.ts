/** Files as sources of a flow: what is read, how often, and what a missing row means. */
import { afterEach, describe, expect, it } from 'vitest'
import { reconcile } from '../../../runtime/reconcile.ts'
import { flow } from '../../emit/plans.ts'
import { count, day, drop, files, header, hist, letters, names, ratesPlan, start, there } from './rates.ts'

afterEach(() => files.end())

describe('a file', () => {
  it('is read whole, a wide table cell by cell', async () => {
    await start()
    drop(hist)
    await files.start()
    expect(there("date = '2026-04-13' AND currency IN ('USD', 'HUF')")).toEqual([
      { date: '2026-04-13', currency: 'HUF', rate: 366.9 },
      { date: '2026-04-13', currency: 'USD', rate: 1.1684 },
    ])
    expect(there("currency = 'HRK'").map(({ date }) => date)).toEqual(['2008-12-09', '2008-12-10', '2022-12-30'])
    expect(there("rate IS NULL OR rate = 'N/A'")).toEqual([])
  })
  it('that is seen twice, or written again as it was, changes nothing and costs no reading', async () => {
    await start()
    drop(hist)
    await files.start()
    expect((await files.run()).moved).toBe(false)
    drop(hist)
    expect((await files.run()).moved).toBe(false)
  })
  it('that is another one brings what changed, what is new, and takes away what is gone', async () => {
    await start({}, { maxDeletes: 10 })
    drop(header + day('2026-04-10', '1.1', '180') + day('2026-04-13', '1.2', '181'))
    await files.start()
    drop(header + day('2026-04-13', '1.25', 'N/A') + day('2026-04-14', '1.3', '182') + day('2026-04-10', '1.1', '180'))
    await files.run()
    expect(there().map(({ date, currency, rate }) => [date, currency, Number(rate)])).toEqual([
      ['2026-04-10', 'JPY', 180],
      ['2026-04-10', 'USD', 1.1],
      ['2026-04-13', 'USD', 1.25],
      ['2026-04-14', 'JPY', 182],
      ['2026-04-14', 'USD', 1.3],
    ])
    expect((await files.run()).moved).toBe(false)
  })
  it('agrees with its copies when they are reconciled', async () => {
    await start()
    drop(hist)
    await files.start()
    const compare = async () => files.with(async (engine) => reconcile(engine, 'rates'))
    expect(await compare()).toMatchObject({ drift: 0, read: 0, rows: { ECB: count(), ERP: count() } })
    files.sql('ERP', "UPDATE rate SET rate = '9' WHERE date = '2026-04-13' AND currency = 'USD'")
    expect(await compare()).toMatchObject({ drift: 1, differences: [{ key: '["2026-04-13","USD"]' }] })
  })
  it('that is replaced while it is read counts with the next pass', async () => {
    const limits = { batch: 2 }
    await start({}, { maxDeletes: 10 })
    drop(header + day('2026-04-13', '1.2', '181') + day('2026-04-14', '1.3', '182'))
    await files.accept()
    const next = header + day('2026-04-13', '1.2', '190') + day('2026-04-14', '1.4', '182')
    await files.run({ limits, watcher: { moved: () => drop(next) } })
    expect(there().map(({ rate }) => Number(rate))).toEqual([181, 1.2, 182, 1.3])
    await files.run({ limits })
    expect(there().map(({ rate }) => Number(rate))).toEqual([190, 1.2, 182, 1.4])
    expect((await files.run()).moved).toBe(false)
  })
  it.each([1, 2, 3])('comes to the same end after a run that broke off at step %i', async (steps) => {
    const breaks = () => {
      let left = steps
      return {
        limits: { batch: 2 },
        watcher: {
          moved: () => {
            if (--left === 0) throw new Error('broken off')
          },
        },
      }
    }
    await start({}, { maxDeletes: 10 })
    drop(header + day('2026-04-13', '1.2', '181') + day('2026-04-14', '1.3', '182'))
    await files.accept()
    await expect(files.run(breaks())).rejects.toThrow('broken off')
    await files.run()
    expect(there().map(({ rate }) => Number(rate))).toEqual([181, 1.2, 182, 1.3])
    drop(header + day('2026-04-14', '1.5', '182') + day('2026-04-15', '1.6', '183'))
    await files.run(breaks()).catch(() => undefined)
    await files.run()
    expect(there().map(({ rate }) => Number(rate))).toEqual([182, 1.5, 183, 1.6])
    expect((await files.run()).moved).toBe(false)
  })
  it('is read anew where it is read otherwise', async () => {
    await start()
    drop(header + day('2026-04-13', '1.2', '-'))
    await files.start()
    expect(await letters()).toHaveLength(1)
    await files.become(ratesPlan({ format: { csv: { wide: { namesInto: 'currency', valuesInto: 'rate', missing: '-' } } } }))
    await files.run()
    expect(await letters()).toEqual([])
    expect((await files.run()).moved).toBe(false)
    await files.become(
      ratesPlan({ format: { csv: { wide: { namesInto: 'currency', valuesInto: 'rate', missing: '-' } } } }, { version: 'fedcba987654' }),
    )
    expect([(await files.run()).moved, (await files.run()).moved]).toEqual([true, false])
  })
})

describe('freshness', () => {
  const fresh = async () =>
    files.read(async (ledger) => (JSON.parse((await ledger.position('rates', 'ECB')) ?? '{}') as { readonly since?: number }).since)
  it('is told from the newest content, not from a file that is written again as it was', async () => {
    await start()
    drop(header + day('2026-04-13', '1.2', '181'))
    await files.start()
    const first = await fresh()
    files.later = 3_600_000
    drop(header + day('2026-04-13', '1.2', '181'))
    await files.run()
    expect(await fresh()).toBe(first)
    drop(header + day('2026-04-13', '1.2', '182'))
    await files.run()
    expect(await fresh()).toBeGreaterThanOrEqual(first! + 3_600_000)
  })
})

describe('rows that are missing', () => {
  it('stop at the cap, as do those of a file with a header alone', async () => {
    await start()
    drop(hist)
    await files.start()
    const before = count()
    drop(hist.slice(0, hist.indexOf('\n') + 1))
    const { capped } = await files.run()
    expect(capped).toMatchObject([{ flow: 'rates', wanted: before }])
    expect(count()).toBe(before)
    drop(hist)
    expect((await files.run()).capped).toEqual([])
    expect(count()).toBe(before)
  })
  it('leave their copies where the flow keeps them', async () => {
    const life = flow('rates', names, []).lifecycle
    await start({}, { lifecycle: { ...life, onDelete: 'keep' } })
    drop(header + day('2026-04-13', '1.2', '181') + day('2026-04-14', '1.3', '182'))
    await files.start()
    drop(header + day('2026-04-14', '1.3', '182'))
    expect((await files.run()).capped).toEqual([])
    expect(count()).toBe(4)
  })
})
