/** Lines of a file that cannot be read. */
import { afterEach, describe, expect, it } from 'vitest'
import { reconcile } from '../../../runtime/reconcile.ts'
import { count, day, drop, files, header, letters, start, there } from './rates.ts'

afterEach(() => files.end())

describe('a bad line', () => {
  const good = day('2026-04-13', '1.2', '181')

  it('is a dead letter with file, line and reason, the good ones go on, and it heals', async () => {
    await start()
    drop(header + day('2026-04-14', '1,3', '182').replace('1,3', 'abc') + good)
    await files.start()
    expect(count()).toBe(3)
    expect(await letters()).toMatchObject([
      {
        key: '["2026-04-14","USD"]',
        reason: 'value',
        detail: 'eurofxref-hist.csv, line 2: rate: "abc" is no decimal number; the line is: 2026-04-14,abc,182,',
      },
    ])
    expect((await files.run()).moved).toBe(false)
    drop(header + day('2026-04-14', '1.3', '182') + good)
    await files.run()
    expect(await letters()).toEqual([])
    expect(count()).toBe(4)
  })
  it('of a record that is known leaves it as it is, and heals though it comes back as it was', async () => {
    await start()
    drop(header + good)
    await files.start()
    drop(header + day('2026-04-13', 'abc', '182'))
    await files.run()
    expect(there().map(({ rate }) => Number(rate))).toEqual([182, 1.2])
    expect(await letters()).toHaveLength(1)
    drop(header + day('2026-04-13', '1.2', '182'))
    await files.run()
    expect(await letters()).toEqual([])
  })
  it('heals so among many records, too, where only those are looked at that differ', async () => {
    const days = Array.from({ length: 600 }, (_, i) => new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10))
    const text = header + days.map((date) => day(date, '1.2', '181')).join('')
    await start()
    drop(text)
    await files.start()
    drop(text.replace('1.2', 'abc'))
    await files.run()
    expect(await letters()).toHaveLength(1)
    drop(text)
    await files.run()
    expect([count(), await letters()]).toEqual([1_200, []])
  })
  it('of which nobody can tell the record holds back deletes, until it is mended', async () => {
    await start({}, { maxDeletes: 10 })
    drop(header + good + day('2026-04-14', '1.3', '182'))
    await files.start()
    drop(`${header}2026-04-13\n${day('2026-04-14', '1.3', '182')}`)
    await files.run()
    expect(count()).toBe(4)
    expect(await letters()).toMatchObject([
      { key: '?line "2026-04-13"', detail: expect.stringContaining('line 2: has 1 cells, and the header has 4') },
    ])
    expect((await files.run()).moved).toBe(false)
    await files.with(async (engine) => engine.relook('rates', ['["2026-04-13","USD"]'], 'resync'))
    expect([count(), (await letters()).length]).toEqual([4, 1])
    expect(await files.with(async (engine) => reconcile(engine, 'rates'))).toMatchObject({
      differences: [{ key: '?line "2026-04-13"', class: 'deadLetter' }],
    })
    drop(header + day('2026-04-14', '1.3', '182'))
    await files.run()
    expect([count(), await letters()]).toEqual([2, []])
  })
  it('with a key that is none holds them back, too', async () => {
    await start({}, { maxDeletes: 10 })
    drop(header + good)
    await files.start()
    drop(header + day('13 April 2026', '1.2', '181'))
    await files.run()
    expect(count()).toBe(2)
    expect((await letters()).map(({ key }) => key)).toEqual(['?["13 April 2026","JPY"]', '?["13 April 2026","USD"]'])
  })
  it('and one with the same key that says something else: neither counts', async () => {
    await start()
    drop(header + good + day('2026-04-13', '1.3', '181'))
    await files.start()
    expect(there().map(({ currency }) => currency)).toEqual(['JPY'])
    expect((await letters()).map(({ detail }) => detail)).toEqual([
      'eurofxref-hist.csv, lines 2, 3: have the same key and differ: none of them counts',
    ])
  })
  it('is looked at again when somebody asks, and nothing else is', async () => {
    await start()
    drop(`${header}2026-04-12\n${good}`)
    await files.start()
    const [letter] = await letters()
    await files.with(async (engine) => engine.relook('rates', [letter!.key], 'retry'))
    expect(await letters()).toMatchObject([{ system: 'ECB', key: letter!.key }])
  })
})
