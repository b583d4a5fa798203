/** The days on which the payment system of the euro is open, and the ECB publishes rates: not on weekends and six holidays (ECB, "TARGET closing days", since 2002). */
import type { Calendar } from './calendar.ts'

export const target: Calendar = {
  timeZone: 'Europe/Berlin',
  isOpen: (year, month, day) => {
    const at = Date.UTC(year, month - 1, day)
    const weekday = new Date(at).getUTCDay()
    if (weekday === 0 || weekday === 6) return false
    if (fixed.has(`${month}-${day}`)) return false
    const fromEaster = (at - easterSunday(year)) / 86_400_000
    return fromEaster !== goodFriday && fromEaster !== easterMonday
  },
}

/** New Year, Labour Day, Christmas and the day after it. */
const fixed = new Set(['1-1', '5-1', '12-25', '12-26'])
const goodFriday = -2
const easterMonday = 1

/** After Meeus, "Astronomical Algorithms" (1991), chapter 8. Epoch ms. */
function easterSunday(year: number): number {
  const a = year % 19
  const [b, c] = [Math.floor(year / 100), year % 100]
  const [d, e] = [Math.floor(b / 4), b % 4]
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const [i, k] = [Math.floor(c / 4), c % 4]
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1)
}
