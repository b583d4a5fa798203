import type { Finding } from '../check/finding.ts'
import type { Plan } from '../plan/schema.ts'

/** The plan that a flow file describes, or why there is none. */
export type Planned = { readonly plan: Plan } | { readonly findings: readonly Finding[] }
