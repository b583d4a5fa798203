import type { Finding } from '../check/finding.ts'
import type { Plan } from '../plan/schema.ts'
import type { Reads } from './reads.ts'

/** The plan that a flow file describes, or why there is none. */
export type Planned = { readonly plan: Plan } | { readonly findings: readonly Finding[] }

/** The same, and what was read for it; null where the load never came to its end. */
export type PlannedApart = Planned & { readonly reads: Reads | null }
