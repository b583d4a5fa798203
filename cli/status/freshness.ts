import { calendars, openMs } from '../../runtime/calendars/index.ts'
import type { CalendarName, GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import type { Ledger } from '../../runtime/ports.ts'

export interface Freshness {
  readonly system: string
  /** Epoch ms. */
  readonly at: number
  readonly ageMs: number
  readonly calendar?: CalendarName
}

/** Of a one-way flow its source; of a two-way one whichever of its systems changed last. */
export async function freshnessOf(
  ledger: Ledger,
  flow: GeneratedFlow,
  systems: GeneratedLandscape['systems'],
  now: number,
): Promise<Freshness | undefined> {
  const sources = flow.direction === 'oneWay' ? flow.systems.slice(0, 1) : flow.systems
  let newest: Freshness | undefined
  for (const system of sources) {
    const text = await ledger.position(flow.name, system)
    const { since } = text === null ? {} : (JSON.parse(text) as { readonly since?: number })
    if (since === undefined || since < (newest?.at ?? 0)) continue
    const calendar = systems[system]?.calendar
    const ageMs = calendar === undefined ? now - since : openMs(calendars[calendar], since, now)
    newest = { system, at: since, ageMs: Math.max(0, ageMs), ...(calendar !== undefined && { calendar }) }
  }
  return newest
}
