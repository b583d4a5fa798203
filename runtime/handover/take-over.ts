/** A record whose field gets another owner: what the other system holds of it, beside what is decided, is settled first. Pure, as settle is. */
import { foreignWrite } from '../contest.ts'
import { Draft } from '../draft.ts'
import type { Entry } from '../entry.ts'
import type { Kernel } from '../kernel.ts'
import { leavesOthers } from '../kernel.ts'
import type { Cause, Settled } from '../settle.ts'
import type { Canonical } from '../values.ts'
import type { Take } from './state.ts'

export interface Settling {
  readonly u: number
  /** Whose value it is about. */
  readonly j: number
  /** `old`: what is decided stands, and j is told; `new`: its value stands; `foreign`: it is a foreign write. */
  readonly how: Take | 'foreign'
}

export function takeOver(kernel: Kernel, entry: Entry, { u, j, how }: Settling, cause: Cause): Settled {
  if (entry.lifeHeld !== 0 || !differs(kernel, entry, u, j)) return { entry, events: [] }
  const draft = new Draft(kernel, entry, cause)
  const row = draft.row(j)
  const value = valueOf(draft, u, j)
  if (how === 'foreign') foreignWrite(draft, j, u, row)
  else if (how === 'review') {
    draft.conflict('bothChanged', j, u, 'in review', null)
    draft.openReview(u, true, { conflict: 'bothChanged', system: j, value: draft.decodeLoosely(j, u, row) })
  } else if (how === 'new' && value !== null) draft.overrule(j, u, value)
  else if (!leavesOthers(kernel.units[u]!, entry.g)) {
    draft.events.push({ kind: 'overruled', system: j, unit: u, lost: draft.decodeLoosely(j, u, row) })
    draft.tellAgain(j, u)
  }
  return { entry: draft.tidy(), events: draft.events }
}

/** Does j hold something of the unit beside what is decided, and know what is decided. */
export function differs(kernel: Kernel, entry: Entry, u: number, j: number): boolean {
  const s = entry.s[j]!
  if (!entry.live || !s.present || s.apart !== 'no' || entry.held?.[u]?.frozen === true) return false
  const draft = new Draft(kernel, entry, noCause)
  return draft.told(j, u) && !draft.equalsDecided(j, u, draft.row(j))
}

/** null: what is stored there is no value of the field, and cannot stand. */
function valueOf(draft: Draft, u: number, j: number): Canonical[] | null {
  try {
    return draft.decode(j, u, draft.row(j))
  } catch {
    return null
  }
}

const noCause: Cause = { at: null, change: '', version: '', nextReview: 0 }
