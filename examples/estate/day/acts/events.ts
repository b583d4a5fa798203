/** What happens to the systems themselves. */
import type { Act } from '../act.ts'
import { timeOf } from '../act.ts'
import type { Place } from '../place.ts'

export const down = { system: 'ERP', from: '09:00', until: '10:00' } as const

export const outage: readonly Act[] = [
  {
    at: down.from,
    who: down.system,
    says: 'is down for an hour: its database cannot be reached',
    does: (place) => place.takeAway(down.system),
  },
  {
    at: down.until,
    who: down.system,
    says: 'is back',
    does: (place) => {
      const waiting = ['EAM', 'CRM', 'WMS'].map((system) => `${system} ${changesSince(place, system, timeOf(down.from))}`)
      place.bringBack(down.system)
      return `meanwhile people went on elsewhere; changes that were captured in this hour: ${waiting.join(', ')}`
    },
  },
]

/** Captured by the triggers of the system, and made by its users. */
function changesSince(place: Place, system: string, timeOfDay: number): number {
  const since = Date.parse(place.today) + timeOfDay
  const outboxes = place.rows(system, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'thalweg_outbox_%' ORDER BY name")
  const counts = outboxes.map(({ name }) =>
    place.rows(system, `SELECT count(*) AS n FROM "${String(name)}" WHERE op IS NULL AND at >= ?`, since),
  )
  return counts.reduce((sum, [row]) => sum + Number(row!['n']), 0)
}
