/** Who writes a field on its way from one owner to another: what the ledger's handover puts in the place of `owner`. */
import { owner } from './owner.ts'
import type { Policy } from './rule.ts'
import { decided, held, lost } from './rule.ts'

/** The old owner decides; what the new one's users enter is recorded, and stays where it is until the old owner's next decision. */
export function inShadow(from: number, to: number): Policy {
  return { ...owner(from), shadow: to }
}

/**
 * A record that the switch has not come to: an edit that was made before it counts still, whoever owned the field by then, unless `now` has decided since without
 * having seen it. Until every system knows the same, both may be written.
 */
export function changingHands(now: number, before: number, review: boolean): Policy {
  return {
    ...owner(now),
    writer: null,
    writers: [now, before],
    judge: ({ told, system }) => (told || system === now ? decided : review ? held : lost),
    clash: 'the new owner’s value stands',
  }
}
