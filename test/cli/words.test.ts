import { describe, expect, it } from 'vitest'
import { refuseMismatches } from '../../cli/guard.ts'
import { nearest } from '../../cli/nearest.ts'
import { progressOn } from '../../cli/progress.ts'
import { camelCase, constant, free, kebabCase, literal, property, systemName } from '../../cli/pull/names.ts'
import { namingOf } from '../../cli/pull/naming.ts'
import { duration, durationOf, plain, printable, table, value } from '../../cli/text.ts'

describe('names from databases', () => {
  it.each([
    ['wo_no', 'woNo'],
    ['WO NO', 'woNo'],
    ['OrderLineID', 'orderLineId'],
    ['größe', 'größe'],
    ['数量', '数量'],
    ['1st', 'n1st'],
    ['__proto__', 'proto'],
    ['"', 'unnamed'],
  ])('%s becomes %s', (name, expected) => {
    expect(camelCase(name)).toBe(expected)
  })

  it('become constants, files, systems, and never the same one twice', () => {
    expect([constant('class'), constant('vendor'), kebabCase('orderLine'), systemName('erp-2.sqlite'), systemName('2.db')]).toEqual([
      'classRecord',
      'vendor',
      'order-line',
      'ERP_2',
      'S2',
    ])
    const taken = new Set<string>()
    expect([free('aB', taken), free('AB', taken), free('ab', taken)]).toEqual(['aB', 'AB2', 'ab3'])
  })

  it.each(["it's", 'a\\b', 'line\nend', '\u2028', '"'])('%j is written so that code reads it back', (text) => {
    // oxlint-disable-next-line typescript/no-implied-eval -- that it is code is what is tested
    expect(new Function(`return ${literal(text)}`)()).toBe(text)
    // oxlint-disable-next-line typescript/no-implied-eval
    expect(new Function(`return { ${property(text)}: 1 }`)()).toEqual({ [text]: 1 })
  })

  it('naming leaves the fewest columns to be spelled out', () => {
    const fields = [
      { name: 'woNo', column: 'WO_NO' },
      { name: 'glCode', column: 'GL_CODE' },
      { name: 'status', column: 'state' },
    ]
    expect(namingOf(fields)).toBe('UPPER_CASE')
  })
})

describe('how things are said', () => {
  it('the name that was probably meant, or what there is', () => {
    expect(nearest('statsu', ['status', 'due'], 'it carries')).toBe('did you mean status?')
    expect(nearest('desc', ['status', 'description'], 'it carries')).toBe('did you mean description?')
    expect(nearest('colour', ['status', 'due'], 'it carries')).toBe('it carries status, due')
  })

  it('durations, both ways', () => {
    expect([250, 3_500, 120_000, 7_200_000, 172_800_000].map(duration)).toEqual(['250 ms', '3.5 s', '2 min', '2 h', '2 d'])
    expect([durationOf('90m'), durationOf('24h'), durationOf('soon'), durationOf('24')]).toEqual([
      5_400_000,
      86_400_000,
      undefined,
      undefined,
    ])
  })

  it('values, so that an empty one is seen', () => {
    expect([value(''), value(null), value('12.50'), value(['a'])]).toEqual(['""', 'empty', '"12.50"', '["a"]'])
    expect(
      table([
        ['a', 'b'],
        ['longer', ''],
      ]),
    ).toBe('a       b\nlonger')
  })

  it('what comes from data, so that it does nothing to a terminal; lines, tabs and colours are our own', () => {
    expect(plain('a\u001b[2J\nb\u009b1m\u202e')).toBe('a\\u001b[2J\\u000ab\\u009b1m\\u202e')
    expect(printable('\u001b[31mred\u001b[39m\n\tnext \u001b[2J\u0007')).toBe('\u001b[31mred\u001b[39m\n\tnext \\u001b[2J\\u0007')
    expect(value('\u009b')).toBe('"\\u009b"')
  })

  it('systems that must not be written to, one or many', () => {
    const refused =
      (...systems: string[]) =>
      () =>
        refuseMismatches(systems.map((system) => ({ system, code: 'notPrepared' })))
    expect(refused('EAM')).toThrow('EAM is not prepared: nothing was written')
    expect(refused('EAM', 'ERP')).toThrow('EAM, ERP are not prepared: nothing was written')
  })

  it('progress keeps quiet for a second, and where there is no terminal', () => {
    let now = 0
    const written: string[] = []
    const stream = (isTTY: boolean) => ({ isTTY, write: (text: string) => written.push(text) }) as unknown as NodeJS.WriteStream
    for (const isTTY of [true, false]) {
      const progress = progressOn(stream(isTTY), 'rows', () => now)
      now += 900
      progress.at(10, 1_000)
      now += 200
      progress.add(90)
      progress.add(1)
      progress.end()
    }
    expect(written).toEqual(['\r\u001B[2Krows 100 of 1,000 (1 s)', '\r\u001B[2K'])
  })
})
