/** Times along an axis, in UTC, as short as the axis allows. */

const dayMs = 86_400_000

/** `08:30:00.5` for columns shorter than a second, `08:30:00` for a minute, `08:30` for a day, `11-24` beyond. */
export function clock(at: number, stepMs: number): string {
  const iso = new Date(at).toISOString()
  if (stepMs < 1_000) return iso.slice(11, 22).replace(/\.?0+$/, '')
  if (stepMs < 60_000) return iso.slice(11, 19)
  return stepMs < dayMs ? iso.slice(11, 16) : iso.slice(5, 10)
}

/** With the day in front, where the axis is longer than one. */
export function dayAndClock(at: number, stepMs: number, columns: number): string {
  const text = clock(at, stepMs)
  return stepMs < dayMs && stepMs * columns > dayMs ? `${new Date(at).toISOString().slice(5, 10)} ${text}` : text
}
