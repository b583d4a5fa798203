/** Points in time as columns hold them: ISO text, days, or numbers of seconds, milliseconds, microseconds or nanoseconds since 1970, told by their size. */
import type { Raw } from '../values.ts'

const isoText = /^(\d{4}-\d{2}-\d{2})([ T])(\d{2}:\d{2})(:\d{2})?(\.\d+)?(Z|[+-]\d{2}(?::?\d{2})?)?$/
const isoDay = /^\d{4}-\d{2}-\d{2}$/
const dayMs = 86_400_000

/** How many of the column's units make a millisecond. Seconds since 1970 pass 10^11 in the year 5138. */
function unitsPerMs(stored: number): number {
  const size = Math.abs(stored)
  if (size < 1e11) return 0.001
  if (size < 1e14) return 1
  return size < 1e17 ? 1e3 : 1e6
}

/** A point in time moved back by `ms`, in the same form; null where the form is not known. */
export function earlier(stored: Raw, ms: number): Raw {
  if (typeof stored === 'bigint') return stored - BigInt(Math.round(ms * unitsPerMs(Number(stored))))
  if (typeof stored === 'number') return stored - ms * unitsPerMs(stored)
  if (typeof stored !== 'string') return null
  if (isoDay.test(stored)) {
    const day = Date.parse(`${stored}T00:00:00Z`)
    return Number.isNaN(day) ? null : new Date(day - Math.ceil(Math.max(ms, 1) / dayMs) * dayMs).toISOString().slice(0, 10)
  }
  const parts = isoText.exec(stored)
  if (parts === null) return null
  const [, date, between, minutes, seconds, fraction = '', zone = ''] = parts
  const at = Date.parse(`${date}T${minutes}${seconds ?? ':00'}Z`)
  if (Number.isNaN(at)) return null
  const moved = new Date(at - ms).toISOString()
  const decimals =
    fraction === ''
      ? ''
      : `.${moved
          .slice(20, 23)
          .padEnd(fraction.length - 1, '0')
          .slice(0, fraction.length - 1)}`
  return `${moved.slice(0, 10)}${between}${moved.slice(11, seconds === undefined ? 16 : 19)}${decimals}${zone}`
}

/** Epoch ms; null where the form is not known. Text without a zone is UTC. */
export function epochMs(stored: Raw): number | null {
  if (typeof stored === 'number' || typeof stored === 'bigint') return Math.floor(Number(stored) / unitsPerMs(Number(stored)))
  if (typeof stored !== 'string') return null
  if (isoDay.test(stored)) return known(Date.parse(`${stored}T00:00:00Z`))
  const parts = isoText.exec(stored)
  if (parts === null) return null
  const [, date, , minutes, seconds = ':00', fraction = '', zone = 'Z'] = parts
  return known(Date.parse(`${date}T${minutes}${seconds}${fraction.slice(0, 4)}${zoneOf(zone)}`))
}

/** `+02` and `+0200` as `+02:00`. */
function zoneOf(zone: string): string {
  return zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
}

function known(at: number): number | null {
  return Number.isNaN(at) ? null : at
}

/** How long two changes may bear the same time: ms. */
export function grainMs(stored: Raw): number {
  if (typeof stored !== 'string') return 1_000
  const parts = isoText.exec(stored)
  if (parts === null) return dayMs
  return parts[4] === undefined ? 60_000 : 1_000
}
