/** What happens to the systems themselves. */
import { publish } from '../../build/bank.ts'
import type { Act } from '../act.ts'
import { clockText, people, timeOf } from '../act.ts'
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
      const waiting = ['EAM', 'CRM', 'WMS'].map((system) => `${system} ${changesMeanwhile(place, system)}`)
      place.bringBack(down.system)
      return `meanwhile people went on elsewhere; changes that were captured in this hour: ${waiting.join(', ')}`
    },
  },
]

/** Captured by the triggers of the system, and made by its users; the CRM keeps a list of its own. */
function changesMeanwhile(place: Place, system: string): number {
  const [from, until] = [down.from, down.until].map((at) => Date.parse(place.today) + timeOf(at)) as [number, number]
  const count = (sql: string) => Number(place.rows(system, `${sql} at BETWEEN ? AND ?`, from, until)[0]!['n'])
  if (system === 'CRM') return count('SELECT count(*) AS n FROM account_change WHERE')
  return place.outboxes(system).reduce((sum, table) => sum + count(`SELECT count(*) AS n FROM ${table} WHERE op IS NULL AND`), 0)
}

/** @param days of the history that the bank keeps in its file */
export function feed(midnight: number, days: number): Act[] {
  const at = (berlin: string) => utcOf(berlin, midnight)
  return [
    {
      at: at('15:58'),
      who: 'The central bank',
      says: 'publishes the rates of the day: in one file with all that were before, as XML, and by mail',
      does: (place) => publish(place.folder, 'evening', { days }),
    },
    {
      at: at('16:20'),
      who: 'The central bank',
      says: 'delivers the same files again',
      does: (place) => publish(place.folder, 'evening', { days }),
    },
    {
      at: at('16:31'),
      who: people.finance,
      says: 'looks up the rates of the day',
      does: (place) => {
        const rates = place.rows(
          'ERP',
          'SELECT CURRENCY_CODE AS code, RATE AS rate FROM CURRENCY_EXCHANGE_RATE WHERE START_DATE = ? ORDER BY 1',
          place.today,
        )
        const some = rates
          .filter(({ code }) => ['AUD', 'GBP', 'USD'].includes(String(code)))
          .map(({ code, rate }) => `${String(code)} ${Number(rate)}`)
        return `${rates.length} of ${place.today}, ${some.join(', ')} for one euro`
      },
    },
  ]
}

/** A time of the day in Frankfurt, in UTC. */
function utcOf(berlin: string, midnight: number): string {
  const there = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' }).format(midnight)
  return clockText(timeOf(berlin) - timeOf(there))
}
