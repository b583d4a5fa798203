/** Who deletes, and what follows. */
import type { CallData } from '../../dsl/data.ts'
import type { DecidedCall } from './draft.ts'
import type { Parties } from './parties.ts'
import { choice, several, type Asking } from './question.ts'

/** In a flow of copies: the calls that say so. */
export function* onDelete(from: string, record: string): Asking<readonly DecidedCall[]> {
  const outcome = yield* choice({
    id: 'onDelete',
    text: `One of ${record} is deleted in ${from}: what becomes of the copies?`,
    options: { mirror: 'they are deleted as well', keep: 'they stay' },
  })
  return outcome === 'keep' ? [{ call: 'onDelete', outcome }] : []
}

/** Whose deletes count, in the order of the flow. */
export function* deleters(record: string, { users, members }: Parties): Asking<readonly string[]> {
  const options = users.map((system) => ({ value: system, about: `users of ${system}` }))
  const said = yield* several({ id: 'deletes', text: `Who may delete one of ${record}? (none: nobody)`, options, least: 0 })
  return members.filter((system) => said.includes(system))
}

type AgainstUpdate = Pick<Extract<CallData, { readonly call: 'deletes' }>, 'againstUpdate'>

export function* againstUpdate(deletes: readonly string[]): Asking<AgainstUpdate> {
  if (deletes.length === 0) return {}
  return {
    againstUpdate: yield* choice({
      id: 'deleteAgainstUpdate',
      text: 'One side deletes it while another changes it: what stands?',
      options: {
        updateWins: 'the change: it lives again everywhere',
        deleteWins: 'the delete: the change is kept in the audit',
        review: 'a person decides',
      },
    }),
  }
}
