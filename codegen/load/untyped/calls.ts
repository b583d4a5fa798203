/** What each call on a flow leaves behind when the types were obeyed. */
import { z } from 'zod'
import type { CallData } from '../../../dsl/data.ts'
import { decision, duration, list, names, number, oneOf, plain, text } from './given.ts'

const creator = oneOf('report', 'remove', 'review')

export const calls = {
  owner: { fields: names, system: text, from: text.optional() },
  ownerOfRest: { system: text },
  returnPath: { fields: names, system: text, answers: names.optional() },
  precedence: { fields: names, system: text },
  lastWriteWins: { fields: names, acceptLoss: text },
  review: { fields: names, team: text.optional(), within: duration.optional() },
  union: { fields: names },
  delta: { fields: names },
  merge: { fields: names.max(1, 'one name'), decide: decision },
  where: { rows: plain, whenRowLeaves: oneOf('delete', 'keep') },
  every: { interval: duration },
  at: { cron: text, timeZone: text },
  reconcile: {
    every: duration.optional(),
    cron: text.optional(),
    timeZone: text.optional(),
    repair: oneOf('ask', 'byPolicy').optional(),
  },
  noReconcile: { reason: text },
  onForeignWrite: { outcome: oneOf('restore', 'keep', 'propose'), fields: names.optional() },
  keepWhenBlank: { fields: names },
  guard: {},
  maxDeletes: { rows: number },
  expect: {
    lag: duration.optional(),
    freshWithin: duration.optional(),
    successRate: number.optional(),
    drift: number.optional(),
    conflictsPerDay: number.optional(),
  },
  onFailure: { retryFor: duration.optional(), then: oneOf('deadLetter', 'stopFlow').optional() },
  firstSync: { match: list.optional(), whereTheyDiffer: oneOf('byPolicy', 'review').optional() },
  accepts: { change: text },
  allows: { code: text, because: text },
  onDelete: { outcome: oneOf('mirror', 'keep') },
  onForeignCreate: { outcome: creator },
  creates: { by: z.union([names, z.literal('anyone')], `a system, a list of systems or 'anyone'`), foreignCreate: creator.optional() },
  deletes: {
    by: z.union([names, z.enum(['anyone', 'nobody'])], `a system, a list of systems, 'anyone' or 'nobody'`),
    foreignDelete: oneOf('restore', 'accept', 'review').optional(),
    againstUpdate: oneOf('deleteWins', 'updateWins', 'review').optional(),
  },
  because: { why: text },
} as const satisfies Record<CallData['call'], z.core.$ZodShape>
