import { Cron } from 'croner'
import type { Rhythm } from '../door.ts'

/** Epoch ms of the next pass after `now`. */
export function nextPass(rhythm: Rhythm, now: number): number {
  if ('every' in rhythm) return now + rhythm.every
  const cron = new Cron(rhythm.cron, rhythm.timeZone === undefined ? {} : { timezone: rhythm.timeZone })
  return cron.nextRun(new Date(now))?.getTime() ?? Number.MAX_SAFE_INTEGER
}
