import { accepts } from './accepts.ts'
import { answers } from './answers.ts'
import { calendar } from './calendar.ts'
import { connector } from './connector.ts'
import { deletedMark } from './deleted-mark.ts'
import { delta } from './delta.ts'
import { entitySet } from './entity-set.ts'
import { file } from './file.ts'
import { identity } from './identity.ts'
import { keepWhenBlank } from './keep-when-blank.ts'
import { freshWithin } from './fresh-within.ts'
import { lastWriteWins } from './last-write-wins.ts'
import { log } from './log.ts'
import { matchFields } from './match-fields.ts'
import { merge } from './merge.ts'
import { precedence } from './precedence.ts'
import { review } from './review.ts'
import { reviewDifferences } from './review-differences.ts'
import { stopFlow } from './stop-flow.ts'
import { token } from './token.ts'
import { union } from './union.ts'
import { webhook } from './webhook.ts'
import { where } from './where.ts'

/** What the language says already and the runtime does not yet carry out. */
export const notYetRules = [
  precedence,
  lastWriteWins,
  review,
  union,
  delta,
  merge,
  where,
  keepWhenBlank,
  answers,
  identity,
  token,
  deletedMark,
  log,
  connector,
  webhook,
  calendar,
  entitySet,
  file,
  accepts,
  matchFields,
  reviewDifferences,
  stopFlow,
  freshWithin,
] as const
