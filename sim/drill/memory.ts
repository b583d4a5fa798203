/** Bugs in what the ledger keeps: the audit, reviews, and what is still to be written. */
import type { AuditRow, LedgerCommit } from '../../runtime/ports.ts'
import type { Plant } from '../plant.ts'
import type { Bug } from './bug.ts'
import { bug } from './bug.ts'
import { anything, decidedBy, mirrored, restored, updated } from './needs.ts'

function keeping(change: (commit: LedgerCommit) => Partial<LedgerCommit>): Plant {
  return { ledger: (ledger) => ({ commit: async (commit) => ledger.commit({ ...commit, ...change(commit) }) }) }
}
function withoutLost(row: AuditRow): AuditRow {
  const { lost: _, was: __, ...body } = row.body
  return { ...row, body }
}

export const memoryBugs: readonly Bug[] = [
  bug(
    'loser-not-audited',
    'a value that loses is nowhere to be found afterwards',
    anything,
    keeping(({ audit }) => ({ audit: audit.map(withoutLost) })),
  ),
  bug(
    'conflict-not-counted',
    'conflicts happen that no figure shows',
    restored,
    keeping(({ figures }) => ({ figures: figures.filter(({ name }) => !name.startsWith('conflict:')) })),
  ),
  bug(
    'conflict-counted-twice',
    'figures show more conflicts than there were',
    restored,
    keeping(({ figures }) => ({
      figures: figures.map((each) => (each.name.startsWith('conflict:') ? { ...each, add: each.add * 2 } : each)),
    })),
  ),
  bug('audit-blames-another', 'the audit says that a system wrote what another one did', restored, {
    ledger: (ledger, { landscape }) => ({
      commit: async ({ audit, ...rest }) => {
        const other = ({ flow, system }: AuditRow) => landscape.flows[flow]!.systems.find((name) => name !== system)!
        await ledger.commit({
          ...rest,
          audit: audit.map((row) => (row.conflict === 'foreignWrite' ? { ...row, system: other(row) } : row)),
        })
      },
    }),
  }),
  bug(
    'review-not-opened',
    'what a person is to decide waits for ever, and no list shows it',
    decidedBy('review'),
    keeping(() => ({ openReviews: [] })),
  ),
  bug('doubtful-forgotten', 'after a crash nobody asks whether the last writes have landed', updated, {
    ledger: () => ({ pending: async () => [] }),
  }),
  bug('deletes-never-due', 'deletes wait for the end of a pass, and are not carried out there', mirrored, {
    ledger: (ledger) => ({
      waiting: async (flow, options) => {
        const keys = await ledger.waiting(flow, options)
        const entries = await ledger.read(flow, keys)
        return keys.filter((_, i) => entries[i]?.s.every(({ dirty }) => dirty?.reason !== 'heldBack') === true)
      },
    }),
  }),
]
