/** Bugs in how writes are delivered, and in what is known of them afterwards. */
import type { Answer, Bound, Delivery, Write } from '../../runtime/ports.ts'
import type { Plant } from '../plant.ts'
import type { Bug } from './bug.ts'
import { bug } from './bug.ts'
import { inserted, mirrored, ownField, refers, updated } from './needs.ts'

function delivering(deliver: (bound: Bound, op: number, writes: readonly Write[]) => Promise<Delivery>): Plant {
  return { bound: (bound) => ({ deliver: async (op, writes) => deliver(bound, op, writes) }) }
}

export const writingBugs: readonly Bug[] = [
  bug('condition-dropped', 'an update writes over whatever its row holds by now, unseen', updated, { without: ['condition'] }),
  bug('blind-upsert', 'an insert writes over a row that somebody else has made meanwhile', inserted, { without: ['insertIsInsert'] }),
  bug(
    'landed-taken-for-void',
    'a write that landed before a crash is not known as the hub’s own afterwards: its difference is added once more',
    updated,
    { without: ['operationMark'] },
    { lostAnswer: 0.2 },
  ),
  bug(
    'void-may-land',
    'a write that timed out, and was given up, lands all the same',
    updated,
    { without: ['void'] },
    { lateLanding: 0.3 },
  ),
  bug('whole-row-written', 'an update names every field of its row, also those that belong to the system it writes to', ownField, {
    bound: (bound, { flow }) => ({
      deliver: async (op, writes) =>
        bound.deliver(
          op,
          writes.map((write) =>
            write.kind === 'update'
              ? { ...write, units: flow.settle.units.map((_, u) => u), values: write.expect.map((held, k) => write.values[k] ?? held) }
              : write,
          ),
        ),
    }),
  }),
  bug(
    'last-of-batch-lost',
    'of a batch of writes the last one is never made, and is reported as done',
    inserted,
    delivering(async (bound, op, writes) => {
      const last = writes.length > 1 ? writes.at(-1)! : undefined
      if (last === undefined || last.kind === 'delete') return bound.deliver(op, writes)
      const delivery = await bound.deliver(op, writes.slice(0, -1))
      return delivery.outcome === 'answered' ? { ...delivery, answers: [...delivery.answers, asIfDone(last)] } : delivery
    }),
  ),
  bug(
    'stale-taken-for-done',
    'a write that found its row changed counts as made, and what its users did there is forgotten',
    updated,
    delivering(async (bound, op, writes) => {
      const delivery = await bound.deliver(op, writes)
      if (delivery.outcome !== 'answered') return delivery
      const done = (answer: Answer, i: number) =>
        answer.outcome === 'stale' && writes[i]!.kind === 'update' ? asIfDone(writes[i]!) : answer
      return { ...delivery, answers: delivery.answers.map(done) }
    }),
    { race: 0.3 },
  ),
  bug('delete-not-foretold', 'a dry run says nothing of rows that the run takes away', mirrored, {
    dryRun: ({ writes }) => ({ writes: writes.filter(({ kind }) => kind !== 'delete') }),
  }),
  bug('parent-check-dropped', 'a record is written where the record that it refers to is not yet', refers, {
    flow: (flow) => ({ ...flow, references: [] }),
  }),
]

function asIfDone({ values, expect, seen }: Write): Answer {
  const image = {
    present: true,
    values: expect.length === 0 ? values.map((value) => value ?? null) : expect.map((held, k) => values[k] ?? held),
    died: false,
    death: seen,
  }
  return { outcome: 'done', image: { ...image, death: 0 } }
}
