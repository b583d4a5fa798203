/** What a report is made of, piece by piece. */
import { describe, expect, it } from 'vitest'
import { clock, dayAndClock } from '../../cli/report/clock.ts'
import { keyAsTyped, onFlow, traceCommand } from '../../cli/report/commands.ts'
import { conflictGroups, mostGroups, samplesOf } from '../../cli/report/conflicts.ts'
import { axisOf, columnsOf } from '../../cli/report/hours.ts'
import { momentsOf } from '../../cli/report/moments.ts'
import { orderOf } from '../../cli/report/order.ts'
import { periodOf, timeOf } from '../../cli/report/period.ts'
import type { NumberedRow } from '../../cli/report/row.ts'
import { standingAfter } from '../../cli/report/stands.ts'
import { stepFor } from '../../cli/report/timeline.ts'
import type { StoredReview } from '../../runtime/ports.ts'
import type { UnitStory } from '../../cli/trace/story.ts'

const hourMs = 3_600_000
const at = Date.UTC(2026, 10, 25, 21, 2, 10)

describe('a time', () => {
  it.each([
    ['2026-11-24', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24T08:30', '2026-11-24T08:30:00.000Z'],
    ['2026-11-24T08:30:15.250Z', '2026-11-24T08:30:15.250Z'],
    ['2026-11-24T08:30:00+02:00', '2026-11-24T06:30:00.000Z'],
    // As commands print it.
    ['2026-11-24 08:30:00 UTC', '2026-11-24T08:30:00.000Z'],
  ])('%s means the same on every machine', (text, means) => {
    expect(new Date(timeOf(text)!).toISOString()).toBe(means)
  })
  it.each(['yesterday', '24.11.2026', '2026-13-01', '2026-11-24T25:00', '', '12'])('%j is none', (text) => {
    expect(timeOf(text)).toBeUndefined()
  })

  it.each([
    ['24h', '2026-11-24T21:00:00.000Z'],
    ['2026-11-25', '2026-11-25T00:00:00.000Z'],
    ['30m', '2026-11-25T20:00:00.000Z'],
  ])('a period since %s begins with the hour', (since, begins) => {
    expect(new Date(periodOf(since, at).since).toISOString()).toBe(begins)
  })
  it.each(['soon', '2026-11-26', '3 days'])('since %s is a wrong command line', (since) => {
    expect(() => periodOf(since, at)).toThrow(expect.objectContaining({ exit: 64 }))
  })

  it('along an axis is as short as the axis allows', () => {
    expect([clock(at + 250, 50), clock(at, 100), clock(at, 1_000), clock(at, hourMs), clock(at, 24 * hourMs)]).toEqual([
      '21:02:10.25',
      '21:02:10',
      '21:02:10',
      '21:02',
      '11-25',
    ])
    expect([dayAndClock(at, hourMs, 20), dayAndClock(at, hourMs, 30)]).toEqual(['21:02', '11-25 21:02'])
  })
})

describe('a command', () => {
  it.each([
    ['2374', 'thalweg trace orders 2374 name'],
    ['["AR-5381",6]', 'thalweg trace orders AR-5381,6 name'],
    // These would be read back as another key.
    ['["a,b",6]', `thalweg trace orders '["a,b",6]' name`],
    ['[" a",6]', `thalweg trace orders '[" a",6]' name`],
    ['[broken', `thalweg trace orders '[broken' name`],
    ["it's; rm -rf $HOME", `thalweg trace orders 'it'\\''s; rm -rf $HOME' name`],
    ['-x', 'thalweg trace -- orders -x name'],
    ['two\nlines', `thalweg trace orders 'two\\u000alines' name`],
  ])('for the key %j can be pasted', (key, line) => {
    expect(traceCommand('orders', key, 'name')).toBe(line)
  })
  it('names a flow as one word', () => {
    expect([onFlow('audit', 'a b'), keyAsTyped('[1]')]).toEqual([`thalweg audit --flow 'a b'`, '[1]'])
  })
})

describe('what stood after a conflict', () => {
  const row = (id: number, over: Partial<NumberedRow>): NumberedRow => ({
    id,
    flow: 'orders',
    key: '1',
    at: id,
    kind: 'decided',
    unit: 'name',
    body: {},
    ...over,
  })
  const conflict = row(10, { kind: 'conflict', conflict: 'bothChanged', at: 5, body: { change: 'answer 7' } })
  const now = { values: { name: 'today' }, origin: 'EAM' } as unknown as UnitStory
  const own = row(11, { at: 5, body: { change: 'answer 7', was: ['before'], by: 'EAM' } })
  const next = row(12, { at: 9, body: { change: 'outbox 3', was: ['then'], by: 'ERP' } })

  it.each([
    ['what stands today, where nothing was decided since', [], { values: ['today'], of: 'EAM', since: false, before: null }],
    ['what the next decision found', [next], { values: ['then'], of: 'ERP', since: true, before: null }],
    [
      'what the decision that is part of it made',
      [own],
      { values: ['today'], of: 'EAM', since: false, before: { values: ['before'], of: 'EAM', audit: 11 } },
    ],
    [
      'and not what that decision found',
      [own, next],
      { values: ['then'], of: 'ERP', since: true, before: { values: ['before'], of: 'EAM', audit: 11 } },
    ],
    [
      'another field does not count',
      [row(11, { unit: 'code', body: { was: ['x'] } })],
      { values: ['today'], of: 'EAM', since: false, before: null },
    ],
    ['nor does what was before it', [row(9, { body: { was: ['x'] } })], { values: ['today'], of: 'EAM', since: false, before: null }],
  ])('%s', (_, history, stands) => {
    expect(standingAfter(conflict, history, now)).toEqual(stands)
  })
  it('is not known where the record is gone and nothing was decided since', () => {
    expect(standingAfter(conflict, [], null)).toBeNull()
    expect(standingAfter(conflict, [next], null)).toMatchObject({ values: ['then'] })
  })
})

describe('conflicts that are alike', () => {
  const row = (id: number, unit: string): NumberedRow => ({
    id,
    flow: 'orders',
    key: String(id),
    at: id,
    kind: 'conflict',
    conflict: 'bothChanged',
    unit,
    body: { outcome: 'o' },
  })
  it('are told together, the newest in full, the newest group first', () => {
    const rows = Array.from({ length: 500 }, (_, i) => row(i, i % 5 === 0 ? 'often' : `rare ${i}`))
    const samples = samplesOf(rows)
    expect(samples.length).toBe(3 * mostGroups)
    const tallies = rows.map((each) => ({ ...each, from: 0, rows: 1, first: each.at, last: each.at }))
    const groups = conflictGroups(
      tallies,
      samples.map((each) => ({ row: each, stands: null })),
      {},
    )
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(500)
    expect(groups[0]).toMatchObject({ unit: 'rare 499', count: 1 })
    const often = groups.find(({ unit }) => unit === 'often')!
    expect(often.count).toBe(100)
    expect(often.newest.map(({ key }) => key)).toEqual(['495', '490', '485'])
  })
})

describe('the order of systems', () => {
  const one = (...systems: string[]) => ({ systems, direction: 'oneWay' as const })
  const both = (...systems: string[]) => ({ systems, direction: 'twoWay' as const })
  it.each([
    ['declared, where all cost the same', ['A', 'B'], [both('A', 'B')], ['A', 'B']],
    ['sources left', ['A', 'B'], [one('B', 'A')], ['B', 'A']],
    ['neighbours beside each other', ['A', 'B', 'C'], [both('A', 'C'), both('C', 'B')], ['A', 'C', 'B']],
    ['a chain in its order', ['D', 'B', 'C', 'A'], [one('A', 'B'), one('B', 'C'), one('C', 'D')], ['A', 'B', 'C', 'D']],
    ['none', [], [], []],
  ])('%s', (_, systems, routes, order) => {
    expect(orderOf(systems, routes)).toEqual(order)
  })
})

describe('columns of figures', () => {
  const figure = (hour: number, name: string, value: number) => ({ flow: 'orders', hour: hour * hourMs, name, value })
  it('begin with the first figure of the period, and with some hours in which nothing was', () => {
    expect(axisOf([figure(30, 'attempted', 1)], { since: 0, asOf: 30.5 * hourMs })).toEqual({
      from: 19 * hourMs,
      stepMs: hourMs,
      columns: 12,
    })
    expect(axisOf([figure(30, 'attempted', 1)], { since: 29 * hourMs, asOf: 30.5 * hourMs }).columns).toBe(2)
  })
  it('are longer for a longer time, and add up what is in them', () => {
    const figures = [figure(0, 'attempted', 4), figure(1, 'attempted', 6), figure(1, 'deadLettered', 1), figure(200, 'attempted', 1)]
    const axis = axisOf(figures, { since: 0, asOf: 200 * hourMs })
    expect(axis).toEqual({ from: 0, stepMs: 6 * hourMs, columns: 34 })
    expect(columnsOf(figures, axis).map(({ at: begin, success }) => [begin / hourMs, success])).toEqual([
      [0, { rate: 0.9, attempted: 10 }],
      [198, { rate: 1, attempted: 1 }],
    ])
  })
})

it.each([
  [0, 20],
  [6_000, 100],
  [24 * hourMs, 20 * 60_000],
  [365 * 24 * hourMs, 7 * 24 * hourMs],
])('a timeline of %i ms has columns of %i ms', (span, step) => {
  expect(stepFor(span)).toBe(step)
})

it('moments that are alike are told together, and a decision by a person once', () => {
  const row = (id: number, over: Partial<NumberedRow>): NumberedRow => ({
    id,
    flow: 'orders',
    key: String(id),
    at: id,
    kind: 'deadLetter',
    system: 'ERP',
    body: { detail: 'refused' },
    ...over,
  })
  const decision = { key: 'k', at: 20, unit: 'name', body: { change: 'review 7, ERP taken by anna' } }
  const review: StoredReview = { id: 7, flow: 'orders', key: 'k', unit: 'name', conflict: 'tie', openedAt: 10, system: 'ERP', body: {} }
  const moments = momentsOf(
    [
      row(1, {}),
      row(2, {}),
      row(3, {}),
      row(4, {}),
      row(20, { ...decision, kind: 'overruled' }),
      row(21, { ...decision, kind: 'decided' }),
    ],
    [
      { ...review, closed: { at: 20, how: 'decided' } },
      { ...review, id: 8, key: 'l', unit: '', openedAt: 11, closed: { at: 30, how: 'all systems are equal' } },
    ],
    { since: 0, asOf: 100 },
  )
  expect(moments.map(({ at: when, what, keys, count }) => [when, what, keys.join(), count])).toEqual([
    [1, 'into the dead letters at ERP: refused', '1,2,3', 4],
    [10, 'review 7 of name opened: tie by ERP', 'k', 1],
    [11, 'review 8 of its life opened: tie by ERP', 'l', 1],
    [20, 'name: review 7, ERP taken by anna', 'k', 1],
    [30, 'review 8 of its life closed: all systems are equal', 'l', 1],
  ])
})
