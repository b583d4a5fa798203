/**
 * The pure centre, as the engine calls it. Engines run with `core`; only the drill (`sim/drill`) gives one another, to see that its checks notice a centre that is
 * wrong. It is an option of the engine and of nothing around it: no flow file, no generated code and no command reaches it.
 */
import { plan } from '../plan.ts'
import { settle } from '../settle.ts'

export interface Core {
  readonly settle: typeof settle
  readonly plan: typeof plan
}

export const core: Core = { settle, plan }
