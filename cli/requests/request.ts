import type { Take } from '../../runtime/handover/state.ts'
import type { Step } from '../handover/step.ts'

/** How long whoever asks a run waits for it to begin: a pass may hold a first load. What is older, nobody waits for any more. */
export const patienceMs = 60_000

/** What a person asks to be done to single records, or to a field of all of them. Data, so that a run that holds the ledger can be asked to do it. */
export type Request =
  | { readonly kind: 'take'; readonly review: string; readonly choice: string; readonly by: string }
  | { readonly kind: 'ignore'; readonly review: string; readonly by: string }
  | { readonly kind: 'overturn'; readonly decision: number; readonly by: string }
  /** Looks at these records in every system and settles what is found; what waits is tried again. Without keys: every dead letter of the flow. */
  | { readonly kind: 'resync' | 'retry'; readonly flow: string; readonly keys: readonly string[]; readonly by: string }
  /** Takes the handover of a field a step on. */
  | {
      readonly kind: 'handover'
      readonly flow: string
      readonly unit: string
      readonly step: Step
      readonly take?: Take
      readonly by: string
    }
