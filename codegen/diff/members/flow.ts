import type { PlanFlow } from '../../plan/schema.ts'
import { rateText } from '../words.ts'
import type { Members } from '../member.ts'
import { differing, said, whole } from '../member.ts'

export const flowMembers: Members<PlanFlow> = {
  record: 'elsewhere',
  direction: 'elsewhere',
  systems: (before, after, about) => [
    differing({ what: 'systems', level: 'breaking', effect: 'newBases' }, before.join(', '), after.join(', '), about),
  ],
  alone: 'derived',
  units: 'elsewhere',
  unsaid: 'unread',
  claims: 'derived',
  lifecycle: 'elsewhere',
  because: whole('reason', 'safe', 'kept'),
  rhythm: whole('rhythm', 'safe', 'kept', rateText),
  reconcile: (before, after, about) => {
    const text = (value: typeof after) =>
      'none' in value ? `never (${value.none})` : `${rateText(value.rhythm)}, repair ${value.repair === 'ask' ? 'on request' : 'by policy'}`
    const weaker = 'none' in after || ('repair' in before && before.repair !== after.repair)
    return [differing({ what: 'reconciliation', level: weaker ? 'risky' : 'safe', effect: 'kept' }, text(before), text(after), about)]
  },
  guard: (before, _after, about) =>
    before === undefined ? [differing({ what: 'guard', level: 'risky', effect: 'kept' }, 'off', 'on (thalweg prepare)', about)] : [],
  maxDeletes: (before, after, about) => {
    const lower = after !== null && before !== null && after < before
    const text = (value: number | null) => (value === null ? 'the default' : String(value))
    return [differing({ what: 'delete cap', level: lower ? 'safe' : 'risky', effect: 'kept' }, text(before), text(after), about)]
  },
  expect: whole('expectations', 'safe', 'kept'),
  failure: whole('what follows a failure', 'safe', 'kept'),
  firstSync: whole('first sync', 'risky', 'kept', ({ match, whereTheyDiffer }) => `by ${match.join(', ')}, ${whereTheyDiffer}`),
  where: (before, after, about) => {
    if (said(before?.rows) === said(after?.rows)) return []
    const text = (value: typeof after) => (value === undefined ? 'all rows' : said(value.rows))
    return [differing({ what: 'filter', level: 'risky', effect: 'readAgain' }, text(before), text(after), about)]
  },
  keepWhenBlank: (before, after, about) =>
    after
      .filter(({ field }) => !before.some((each) => each.field === field))
      .map(({ field, at }) =>
        differing({ what: 'a blank in', level: 'risky', effect: 'newTerms' }, 'wipes other values', 'wipes nothing', {
          ...about,
          of: ` ${field}`,
          at,
        }),
      ),
  accepts: 'unread',
  allows: 'unread',
  badDurations: 'unread',
  references: (before, after, about) => {
    const text = (list: typeof after) => list.map(({ field, record }) => `${field} → ${record}`).join(', ') || 'none'
    return text(before) === text(after)
      ? []
      : [differing({ what: 'references', level: 'risky', effect: 'kept' }, text(before), text(after), about)]
  },
  version: 'derived',
  calls: 'place',
  at: 'place',
}

/** The calls that say it. */
export const callsOfMember: Readonly<Partial<Record<keyof PlanFlow, readonly string[]>>> = {
  because: ['because'],
  rhythm: ['every', 'at'],
  reconcile: ['reconcile', 'noReconcile'],
  guard: ['guard'],
  maxDeletes: ['maxDeletes'],
  expect: ['expect'],
  failure: ['onFailure'],
  firstSync: ['firstSync'],
  where: ['where'],
}
