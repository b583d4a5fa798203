/** The business days of a system: time outside of them does not count when its data grows old. */
export interface Calendar {
  /** In which its days begin and end. */
  readonly timeZone: string
  /** `month` and `day` from 1. */
  readonly isOpen: (year: number, month: number, day: number) => boolean
}

const dayMs = 86_400_000

/** How much of the time between two moments (epoch ms) lies on business days: ms. */
export function openMs(calendar: Calendar, from: number, until: number): number {
  const offset = offsets(calendar.timeZone)
  let open = 0
  for (let day = midnightUtc(from + offset(from)), begins = from; begins < until; day += dayMs) {
    const date = new Date(day)
    const ends = Math.min(until, midnight(day + dayMs, offset))
    if (calendar.isOpen(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())) open += ends - begins
    begins = ends
  }
  return open
}

function midnightUtc(at: number): number {
  return Math.floor(at / dayMs) * dayMs
}

/** When a day begins in the zone. Clocks are not changed at midnight, so the offset of about then is that of then. */
function midnight(day: number, offset: (at: number) => number): number {
  return day - offset(day - offset(day))
}

/** How far the zone's clocks are ahead of UTC: ms. */
function offsets(timeZone: string): (at: number) => number {
  const clock = new Intl.DateTimeFormat('en-u-hc-h23', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (at) => {
    const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - Math.floor(at / 1_000) * 1_000
  }
}
