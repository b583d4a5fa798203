/** What happens to the systems themselves. */
import type { Act } from '../act.ts'

export const outage: readonly Act[] = [
  { at: '09:00', who: 'ERP', says: 'is down: its database cannot be reached', does: (place) => place.takeAway('ERP') },
  { at: '10:00', who: 'ERP', says: 'is back', does: (place) => place.bringBack('ERP') },
]
