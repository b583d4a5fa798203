/** The page of each conflict kind. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import { ofAnswers } from './conflicts-of-answers.ts'
import { ofLife } from './conflicts-of-life.ts'
import { ofTargets } from './conflicts-of-targets.ts'
import { ofValues } from './conflicts-of-values.ts'
import type { Page } from './page.ts'

export const conflicts: Readonly<Record<ConflictKind, Page>> = { ...ofValues, ...ofAnswers, ...ofLife, ...ofTargets }
