/** What comes out of a file of each format: real excerpts, and what goes wrong in files. Each is read in portions of every size. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readerOf } from '../../../runtime/connectors/files/formats/index.ts'
import type { Wanted } from '../../../runtime/connectors/files/formats/reader.ts'
import { NotFitting, NotWhole } from '../../../runtime/connectors/files/formats/reader.ts'
import type { FileFormat } from '../../../runtime/door.ts'
import type { Raw } from '../../../runtime/values.ts'

interface Read {
  readonly rows: (readonly (Raw | undefined)[])[]
  readonly lines: number[]
  readonly bad: string[]
}

const sample = (name: string): string => readFileSync(path.join(import.meta.dirname, 'data', name), 'utf8')

async function read(format: FileFormat, columns: readonly string[], text: string, portion = text.length): Promise<Read> {
  const out: Read = { rows: [], lines: [], bad: [] }
  const wanted = columns.map((name): Wanted => ({
    field: name.replace('?', ''),
    column: name.replace('?', ''),
    nullable: name.endsWith('?'),
  }))
  const reader = readerOf(format, wanted, {
    row: (cells, line) => {
      out.rows.push(cells)
      out.lines.push(line)
    },
    bad: (why, line) => out.bad.push(`${line}: ${why}`),
  })
  for (let from = 0; from < text.length; from += portion) reader.write(text.slice(from, from + portion))
  await reader.end()
  return out
}

const rates = { wide: { namesInto: 'currency', valuesInto: 'rate', missing: 'N/A' } } as const

describe('CSV', () => {
  it('reads the rates of the ECB: a row for each cell, none where there is no rate', async () => {
    const { rows, lines, bad } = await read({ csv: rates }, ['Date', 'currency', 'rate'], sample('eurofxref-hist.csv'))
    expect(bad).toEqual([])
    expect(rows[0]).toEqual(['2026-04-13', 'USD', '1.1684'])
    expect(rows).toContainEqual(['2026-04-13', 'HUF', '366.9'])
    expect(rows).toContainEqual(['2022-12-30', 'HRK', '7.5365'])
    expect(rows.filter(([date, currency]) => currency === 'HRK' && date === '2023-01-02')).toEqual([])
    expect(rows.filter(([, currency, rate]) => rate === 'N/A' || rate === '' || currency === '')).toEqual([])
    expect(lines[0]).toBe(2)
    expect(new Set(rows.map(([date]) => date)).size).toBe(9)
  })
  it('reads the same in portions of any size', async () => {
    const text = sample('eurofxref-hist.csv')
    const whole = await read({ csv: rates }, ['Date', 'currency', 'rate'], text)
    for (const portion of [1, 7, 100]) expect(await read({ csv: rates }, ['Date', 'currency', 'rate'], text, portion)).toEqual(whole)
  })
  it('reads the daily file, another dialect of the same feed', async () => {
    const { rows, bad } = await read({ csv: { ...rates, trim: true } }, ['Date', 'currency', 'rate'], sample('eurofxref.csv'))
    expect(bad).toEqual([])
    expect(rows).toHaveLength(29)
    expect(rows).toContainEqual(['13 April 2026', 'HUF', '366.90'])
  })
  it('reads files without a header by position, or by names that the binding gives', async () => {
    const tabs = { delimiter: '\t', quote: false } as const
    const first = ['1492', 'AUSTRALI0001', null]
    expect((await read({ csv: { ...tabs, header: false } }, ['1', '2', '7?'], sample('Vendor.csv'))).rows[0]).toEqual(first)
    const header = ['id', 'number', 'name', 'credit', 'preferred', 'active', 'url', 'modified']
    expect((await read({ csv: { ...tabs, header } }, ['id', 'number', 'url?'], sample('Vendor.csv'))).rows[0]).toEqual(first)
    expect((await read({ csv: { delimiter: '|', header: false } }, ['1', '5'], sample('DimAccount.csv'))).rows[1]).toEqual(['2', 'Assets'])
  })
  it('reads delimiters and row ends of several characters', async () => {
    const { rows, lines, bad } = await read(
      { csv: { delimiter: '+|', rowEnd: '&|\n', quote: false, header: false } },
      ['1', '2', '6'],
      sample('Store.csv'),
    )
    expect(bad).toEqual([])
    expect(rows[0]).toEqual(['292', 'Next-Door Bike Store', '2025-09-11 11:15:07.497'])
    expect(rows).toHaveLength(3)
    expect(lines).toEqual([1, 2, 3])
  })
  it('takes an empty cell for null where the field may be null, else for the empty text', async () => {
    expect((await read({ csv: {} }, ['a', 'b?', 'c'], 'a,b,c\n1,,\n')).rows).toEqual([['1', null, '']])
  })
  it('keeps line breaks in quotes, and tells the line where the row begins', async () => {
    const { rows, lines } = await read({ csv: {} }, ['a', 'b'], 'a,b\r\n"x\r\ny","say ""no"""\r\n\r\n2,3\r\n')
    expect(rows).toEqual([
      ['x\r\ny', 'say "no"'],
      ['2', '3'],
    ])
    expect(lines).toEqual([2, 5])
  })
  it('tells rows with too few or too many cells, and goes on', async () => {
    const { rows, bad } = await read({ csv: {} }, ['a', 'b'], 'a,b\n1\n2,3\n4,5,6\n7,8\n')
    expect(rows).toEqual([
      ['2', '3'],
      ['7', '8'],
    ])
    expect(bad).toEqual(['2: has 1 cells, and the header has 2', '4: has 3 cells, and the header has 2'])
  })
  it('tells a quote where none may be, and goes on', async () => {
    const { rows, lines, bad } = await read({ csv: {} }, ['a', 'b'], 'a,b\n1,5" pi"pe\n2,3\n')
    expect(rows).toEqual([['2', '3']])
    expect(lines).toEqual([3])
    expect(bad).toEqual([expect.stringMatching(/^2: has a quote where none may be/)])
  })
  it('tells bytes that are no text', async () => {
    const { rows, bad } = await read({ csv: {} }, ['a', 'b'], 'a,b\n1,M\uFFFDller\n2,3\n')
    expect(rows).toEqual([['2', '3']])
    expect(bad).toEqual([expect.stringMatching(/^2: has bytes that are no text/)])
  })
  it.each([
    ['a,b\n1,2\n3', 'its last row, on line 3, has no end'],
    ['a,b,\n1,2,\n3,4', 'its last row, on line 3, has no end'],
    ['a,b', 'its first row has no end'],
    ['a,b\n1,2\n3,"4', 'a quote is opened in it and never closed'],
    ['', 'it is empty'],
  ])('is not all there: %j', async (text, why) => {
    await expect(read({ csv: {} }, ['a', 'b'], text)).rejects.toThrow(NotWhole)
    await expect(read({ csv: {} }, ['a', 'b'], text)).rejects.toThrow(why)
  })
  it('has no row without end', async () => {
    const text = `a,b\n1,2\n3,"${'4,5\n'.repeat(2 ** 22 + 9)}`
    await expect(read({ csv: {} }, ['a', 'b'], text, 2 ** 16)).rejects.toThrow('a row of it is longer than 16,777,216 bytes')
    await expect(read('ndjson', ['a'], '1'.repeat(2 ** 24 + 1))).rejects.toThrow('a row of it is longer than 16,777,216 bytes')
  })
  it('is all there without a line end at its end, where the last row has all its cells', async () => {
    expect((await read({ csv: {} }, ['a', 'b'], 'a,b\n1,2\n3,4')).rows).toHaveLength(2)
    expect((await read({ csv: {} }, ['a'], 'a\n1')).rows).toEqual([['1']])
  })
  it('is not the file that was meant', async () => {
    await expect(read({ csv: {} }, ['a', 'z'], 'a,b\n1,2\n')).rejects.toThrow(NotFitting)
    await expect(read({ csv: {} }, ['a', 'z'], 'a,b\n1,2\n')).rejects.toThrow('it has no column z')
    await expect(read({ csv: {} }, ['a'], 'a,b,a\n1,2,3\n')).rejects.toThrow('more than one column a')
  })
})

describe('XML', () => {
  const format = { xml: { rows: 'Cube/Cube/Cube' } }
  const columns = ['../@time', '@currency', '@rate']
  it('reads the daily rates of the ECB', async () => {
    const { rows, lines, bad } = await read(format, columns, sample('eurofxref-daily.xml'))
    expect(bad).toEqual([])
    expect(rows).toHaveLength(30)
    expect(rows[0]).toEqual(['2025-05-09', 'USD', '1.1252'])
    expect(lines[0]).toBe(9)
  })
  it('reads the same in portions of any size', async () => {
    const text = sample('eurofxref-daily.xml')
    const whole = await read(format, columns, text)
    for (const portion of [1, 7, 100]) expect(await read(format, columns, text, portion)).toEqual(whole)
  })
  it('reads texts of elements, and tells rows that lack one or have two', async () => {
    const text = `<list xmlns:x="urn:x"><x:item id="1"><name>a &amp; b</name><at><city>Graz</city></at></x:item><x:item id="2"><name><![CDATA[<c>]]></name></x:item><x:item id="3"><name>a</name><name>b</name></x:item></list>`
    const { rows, bad } = await read({ xml: { rows: 'item' } }, ['@id', 'name', 'at/city?'], text)
    expect(rows).toEqual([
      ['1', 'a & b', 'Graz'],
      ['2', '<c>', undefined],
    ])
    expect(bad).toEqual(['1: has more than one name'])
  })
  it.each([
    ['cut off', sample('eurofxref-daily.xml').slice(0, 900)],
    ['an entity of its own', `<!DOCTYPE l [<!ENTITY a "&b;&b;"><!ENTITY b "x">]><l><item id="&a;"/></l>`],
    ['empty', ''],
  ])('is not all there: %s', async (_, text) => {
    await expect(read({ xml: { rows: 'item' } }, ['@id'], text)).rejects.toThrow(NotWhole)
  })
  it('is not the file that was meant', async () => {
    await expect(read({ xml: { rows: 'Kube/Cube/Cube' } }, columns, sample('eurofxref-daily.xml'))).rejects.toThrow('it has no Kube/Cube')
    await expect(read(format, ['../@time', '@code'], sample('eurofxref-daily.xml'))).rejects.toThrow('no Cube/Cube/Cube of it has @code')
  })
})

describe('NDJSON', () => {
  it('reads one object a line, numbers with every digit', async () => {
    const text = '{"a":"x","b":12.50,"c":true,"d":{"e":[1]}}\n\n{"a":"y","b":0.123456789012345678,"c":null,"d":[]}'
    const { rows, lines, bad } = await read('ndjson', ['a', 'b', 'c?', 'd', 'f?'], text, 5)
    expect(rows).toEqual([
      ['x', '12.50', 1, '{"e":[1]}', undefined],
      ['y', '0.123456789012345678', null, '[]', undefined],
    ])
    expect(lines).toEqual([1, 3])
    expect(bad).toEqual([])
  })
  it('tells lines that are no object, and goes on', async () => {
    const { rows, bad } = await read('ndjson', ['a'], '{"a":1\n[1]\n{"a":2}\n')
    expect(rows).toEqual([[2]])
    expect(bad).toEqual(['1: is no JSON object', '2: is no JSON object'])
  })
  it('is not all there where the last line is cut off', async () => {
    await expect(read('ndjson', ['a'], '{"a":1}\n{"a":')).rejects.toThrow('its last row, on line 2, has no end')
  })
})
