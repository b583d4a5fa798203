import type { Plan, PlanRecord, PlanSystem } from '../../plan/schema.ts'
import type { Members } from '../member.ts'
import { whole } from '../member.ts'
import { durationText } from '../words.ts'

const clockTolerance = whole('clock tolerance', 'risky', 'newTerms', durationText)

export const systemMembers: Members<PlanSystem> = {
  connector: whole('connector', 'risky', 'asked'),
  access: whole('access', 'risky', 'kept'),
  clockToleranceMs: (before = 0, after = 0, about) => (before === after ? [] : clockTolerance(before, after, about)),
  calendar: whole('calendar', 'safe', 'kept'),
  holds: 'elsewhere',
  at: 'place',
}

/** Records are compared as far as flows carry them; see `carried.ts`. */
export const recordMembers: Members<PlanRecord> = { key: 'elsewhere', fields: 'elsewhere', groups: 'derived', at: 'place' }

export const planMembers: Members<Plan> = {
  format: 'unread',
  thalweg: 'unread',
  landscape: whole('name of the landscape', 'breaking', 'otherLedger'),
  records: 'elsewhere',
  systems: 'elsewhere',
  flows: 'elsewhere',
  order: 'derived',
  unplaced: 'unread',
  dropped: 'unread',
  strangers: 'unread',
  badDurations: 'unread',
  at: 'place',
}
