/** What counts as a file that has arrived, and what does not yet. */
import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { column } from '../../emit/plans.ts'
import { count, day, drop, files, header, letters, start, there, why } from './rates.ts'

afterEach(() => files.end())

describe('what has not arrived changes nothing, and is told', () => {
  const before = header + day('2026-04-13', '1.2', '181')

  it('a file that is not there, at first and later', async () => {
    await start()
    await files.accept()
    expect(why(await files.run())).toEqual([`no eurofxref-hist.csv has arrived in ${files.folder('ECB')}`])
    drop(before)
    await files.run()
    expect(count()).toBe(2)
    rmSync(path.join(files.folder('ECB'), 'eurofxref-hist.csv'))
    const result = await files.run()
    expect([result.moved, why(result)]).toEqual([false, [`no eurofxref-hist.csv has arrived in ${files.folder('ECB')}`]])
    expect(count()).toBe(2)
  })
  it.each([
    ['cut off within a row', `${header}2026-04-14,1.3`, 'its last row, on line 2, has no end'],
    ['empty', '', 'it is empty'],
  ])('a file that is %s', async (_, text, told) => {
    await start()
    drop(before)
    await files.start()
    drop(text)
    expect(why(await files.run())).toEqual([`eurofxref-hist.csv is not all there: ${told}`])
    expect(count()).toBe(2)
    drop(before)
    expect(why(await files.run())).toEqual([])
  })
  it('a file of which nearly nothing can be read', async () => {
    const days = Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10))
    await start()
    drop(before)
    await files.start()
    drop(header + days.map((date) => day(date, '1;2', '181;5')).join(''))
    expect(why(await files.run())).toEqual([
      'eurofxref-hist.csv is not the file that the binding describes: 120 of its 120 rows cannot be read, the first: line 2: rate: "1;2" is no decimal number',
    ])
    expect([count(), await letters()]).toEqual([2, []])
  })
  it('a file that lost a column', async () => {
    await start()
    drop(before)
    await files.start()
    drop(before.replace('Date', 'Day'))
    const { down } = await files.run()
    expect(down[0]!.error).toMatchObject({ kind: 'misfit', wayOut: expect.stringContaining('its columns are Day, USD, JPY') })
    expect(count()).toBe(2)
  })
  it('a file that nobody may read, or that is none', async () => {
    await start()
    drop(before)
    await files.start()
    rmSync(path.join(files.folder('ECB'), 'eurofxref-hist.csv'))
    mkdirSync(path.join(files.folder('ECB'), 'eurofxref-hist.csv'))
    expect(why(await files.run())).toEqual([expect.stringMatching(/^eurofxref-hist.csv: EISDIR/)])
    expect(count()).toBe(2)
  })
  it('hidden files, and those that are being written', async () => {
    await start({ name: 'rates-*.csv' })
    await files.accept()
    for (const name of ['.rates-1.csv', 'rates-2.csv.part', 'rates-3.csv.tmp']) drop(before, name)
    expect(why(await files.run())).toEqual([`no rates-*.csv has arrived in ${files.folder('ECB')}`])
    renameSync(path.join(files.folder('ECB'), 'rates-2.csv.part'), path.join(files.folder('ECB'), 'rates-2.csv'))
    await files.run()
    expect(count()).toBe(2)
  })
  it('of several files the last by name counts', async () => {
    await start({ name: 'rates-*.csv' })
    drop(header + day('2026-04-14', '1.5', '190'), 'rates-2026-04-14.csv')
    drop(before, 'rates-2026-04-13.csv')
    await files.start()
    expect(there().map(({ date }) => date)).toEqual(['2026-04-14', '2026-04-14'])
  })
})

describe('the encoding of a file', () => {
  const named = { columns: [column('date', 'Date'), column('currency', 'Währung'), column('rate', 'Kurs')] }
  const text = 'Date;Währung;Kurs\n2026-04-13;USD;1.2\n'
  it.each([
    ['utf-8 with a byte order mark', {}, Buffer.from(`\uFEFF${text}`)],
    ['windows-1252', { encoding: 'windows-1252' }, Buffer.from(text, 'latin1')],
    ['utf-16le', { encoding: 'utf-16le' }, Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ] as const)('%s', async (_, more, bytes) => {
    await start({ ...named, format: { csv: { delimiter: ';', ...more } } })
    files.drop('ECB', 'eurofxref-hist.csv', bytes)
    await files.start()
    expect(there()).toEqual([{ date: '2026-04-13', currency: 'USD', rate: 1.2 }])
  })
  it('another one than was declared is told line by line', async () => {
    await start({ ...named, format: { csv: { delimiter: ';', header: ['Date', 'Währung', 'Kurs'] } } })
    files.drop('ECB', 'eurofxref-hist.csv', Buffer.from('2026-04-13;US\xDC;1.2\n2026-04-14;USD;1.3\n', 'latin1'))
    await files.start()
    expect(count()).toBe(1)
    expect((await letters())[0]!.detail).toContain('line 1: has bytes that are no text in the declared encoding')
  })
})

describe('a manifest', () => {
  const text = header + day('2026-04-13', '1.2', '181')
  const manifest = (of: Readonly<Record<string, unknown>>) => drop(JSON.stringify(of), 'eurofxref-hist.csv.manifest.json')
  const sha256 = createHash('sha256').update(text).digest('hex')

  it('that the file does not fit yet', async () => {
    await start()
    manifest({ file: 'eurofxref-hist.csv', bytes: text.length, sha256, rows: 2 })
    drop(header)
    await files.accept()
    expect(why(await files.run())).toEqual([
      `eurofxref-hist.csv is not all there: its manifest says ${text.length} bytes, and there is ${header.length}`,
    ])
    drop(text)
    await files.run()
    expect(count()).toBe(2)
  })
  it('counts rows, too', async () => {
    await start()
    manifest({ rows: 3 })
    drop(text)
    await files.accept()
    expect(why(await files.run())).toEqual(['eurofxref-hist.csv is not all there: its manifest says 3 rows, and there is 2'])
  })
  it('that is required and not there', async () => {
    await start({}, {}, { manifest: 'required' })
    drop(text)
    await files.accept()
    expect(why(await files.run())).toEqual([
      'eurofxref-hist.csv is not all there: its manifest eurofxref-hist.csv.manifest.json is not there yet',
    ])
    manifest({ sha256 })
    await files.run()
    expect(count()).toBe(2)
  })
})
