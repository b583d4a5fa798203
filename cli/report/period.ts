/** The time that a report is about. */
import { usage } from '../failure.ts'
import { durationOf } from '../text.ts'

const hourMs = 3_600_000

/** Both epoch ms. */
export interface Period {
  /** Begins with an hour, since figures are kept by the hour. */
  readonly since: number
  readonly asOf: number
}

/**
 * @param since a time, or how long before the end: `24h`
 * @param asOf where it ends: epoch ms
 */
export function periodOf(since: string, asOf: number): Period {
  const duration = durationOf(since)
  const from = duration === undefined ? timeOf(since) : asOf - duration
  if (from === undefined)
    throw usage(`--since ${since} is neither a duration nor a time`, 'as in 24h, 30d, 2026-11-24 or 2026-11-24T08:30:00Z')
  if (from > asOf)
    throw usage(
      `--since ${since} lies after the newest time in the ledger, ${new Date(asOf).toISOString()}`,
      'name an earlier time, or say --now',
    )
  return { since: Math.max(0, Math.floor(from / hourMs) * hourMs), asOf }
}

/** Epoch ms of an ISO time, or of one as commands print it; in UTC where it names no zone, so that it means the same everywhere. Undefined: it is none. */
export function timeOf(text: string): number | undefined {
  const [, day, clock = 'T00:00:00', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:([T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(?: ?(Z|UTC|[+-]\d{2}:\d{2}))?)?$/.exec(text) ?? []
  const at = Date.parse(`${day}${clock.replace(' ', 'T')}${zone === 'UTC' ? 'Z' : zone}`)
  return Number.isNaN(at) ? undefined : at
}
