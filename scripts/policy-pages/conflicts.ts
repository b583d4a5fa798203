/** The page of each conflict kind. A stale answer cannot occur: what an answer is for is not yet carried out. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import { ofLife } from './conflicts-of-life.ts'
import { ofTargets } from './conflicts-of-targets.ts'
import { ofValues } from './conflicts-of-values.ts'
import type { Page } from './page.ts'

export const conflicts: Readonly<Record<Exclude<ConflictKind, 'staleAnswer'>, Page>> = { ...ofValues, ...ofLife, ...ofTargets }
