/** What no policy decides, and what happens to it all the same: the key, and fields that one system alone holds. */
import type { ConflictKind } from '../../../runtime/conflict-kinds.ts'
import { conflictKinds } from '../../../runtime/conflict-kinds.ts'
import { waits } from '../../../runtime/policies/rule.ts'
import type { Outcome } from '../../../runtime/policies/table.ts'
import { list } from '../words.ts'
import { numberingOf } from './adapter.ts'
import type { Place } from './foreign.ts'
import { foreignCreate, foreignDelete, happens, never } from './outcomes.ts'
import { missingParentOfKey } from './parents.ts'

type Outcomes = Readonly<Record<ConflictKind, Outcome>>

/** Who gives a row another key has deleted one record and made another, but where the system numbers its rows. */
export function outcomesOfKey(place: Place): Outcomes {
  const { naming, others } = numberingOf(place.plan, place.flow)
  const moved = never('a row with another key is a deleted record and a new one')
  return {
    bothChanged:
      naming.length > 1 ? happens('the key that was decided first stands; the other is set back in place, kept in the audit') : moved,
    bothCreated: happens('rows with the same key are one record: each field goes by its own policy'),
    updateDelete: moved,
    deleteUpdate: moved,
    foreignWrite:
      others.length > 0
        ? happens(
            `another key at ${list(others, 'or')} is set back in place, kept in the audit; elsewhere it is a deleted record and a new one`,
          )
        : never('a row with another key is a deleted record and a new one: see foreignDelete and foreignCreate'),
    foreignCreate: foreignCreate(place),
    foreignDelete: foreignDelete(place),
    staleAnswer: never('it answers for no other field'),
    missingParent: missingParentOfKey(place),
    constraint: happens(waits),
    tie: never('times are not compared'),
  }
}

export function outcomesOfAlone(system: string): Outcomes {
  const untouched = never(`${system} alone holds it, and no flow reads or writes it`)
  return Object.fromEntries(conflictKinds.map((kind) => [kind, untouched])) as Outcomes
}
