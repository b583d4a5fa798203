/** Business days, and how much time on them lies between two moments. */
import { describe, expect, it } from 'vitest'
import { calendars, openMs } from '../../runtime/calendars/index.ts'

const { TARGET } = calendars
const hour = 3_600_000

describe('TARGET', () => {
  it.each([
    ['2026-01-01', 'New Year'],
    ['2026-04-03', 'Good Friday'],
    ['2026-04-06', 'Easter Monday'],
    ['2025-04-18', 'Good Friday'],
    ['2025-04-21', 'Easter Monday'],
    ['2024-03-29', 'Good Friday'],
    ['2038-04-26', 'Easter Monday, as late as can be'],
    ['2008-03-24', 'Easter Monday, nearly as early as can be'],
    ['2026-05-01', 'Labour Day'],
    ['2025-12-25', 'Christmas'],
    ['2025-12-26', 'the day after Christmas'],
    ['2026-04-11', 'a Saturday'],
    ['2026-04-12', 'a Sunday'],
  ])('is closed on %s, %s', (day) => {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
    expect(TARGET.isOpen(year, month, date)).toBe(false)
  })
  it.each(['2026-04-02', '2026-04-07', '2025-12-24', '2026-01-02', '2026-05-04', '2025-10-03'])('is open on %s', (day) => {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
    expect(TARGET.isOpen(year, month, date)).toBe(true)
  })
})

describe('time on business days', () => {
  const open = (from: string, until: string) => openMs(TARGET, Date.parse(from), Date.parse(until)) / hour
  it('is all of it within a week', () => {
    expect(open('2026-04-14T10:00:00+02:00', '2026-04-16T11:30:00+02:00')).toBe(49.5)
  })
  it('leaves weekends out, which begin and end at midnight in Frankfurt', () => {
    expect(open('2026-04-17T16:00:00+02:00', '2026-04-20T08:00:00+02:00')).toBe(16)
    expect(open('2026-04-17T22:00:00Z', '2026-04-19T22:00:00Z')).toBe(0)
  })
  it('leaves Easter out', () => {
    expect(open('2026-04-02T16:00:00+02:00', '2026-04-07T16:00:00+02:00')).toBe(24)
  })
  it('counts the hours of days on which clocks are changed', () => {
    expect(open('2026-03-27T00:00:00+01:00', '2026-03-30T12:00:00+02:00')).toBe(36)
  })
  it('is none where nothing has passed', () => {
    expect(open('2026-04-14T10:00:00Z', '2026-04-14T10:00:00Z')).toBe(0)
    expect(open('2026-04-14T10:00:00Z', '2026-04-14T09:00:00Z')).toBe(0)
  })
})
