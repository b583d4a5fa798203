const february = 1
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** YYYY-MM-DD that is in the (proleptic Gregorian) calendar; asked for every date of every row. */
export function isDay(day: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return false
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7)) - 1
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const last = lengths[month]
  const date = Number(day.slice(8))
  return last !== undefined && date >= 1 && date <= (month === february && leap ? 29 : last)
}
