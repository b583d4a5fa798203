/** The page of the conflict about a value that was given for others. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import type { Page } from './page.ts'
import type { Scenario, Step } from './scenario.ts'

function order(number: string, steps: readonly Step[]): Scenario {
  return { example: 'co-owned', flow: 'orders', key: [number], unit: 'receipt', steps }
}
const ordered = { supplier: '1540', total: '980.0000' }
const received = { fulfilment: 'RECEIVED', received_on: '2024-07-03' }

const changes = (at: string): Step => ({ at, user: 'ERP', sets: ordered })
const receives = (at: string): Step => ({ at, user: 'WMS', sets: received })
const run = (at: string): Step => ({ at, run: true })

export const ofAnswers = {
  staleAnswer: {
    title: 'staleAnswer',
    summary: 'a value came back for other values than are decided',
    calls: [`.returnPath('receipt', 'WMS', { answers: ['supplier', 'total'] })`],
    what: [
      'A return path may say what it answers: an approval for a vendor and a price, a receipt for an order. It counts only for the values that its system held when it was given. It is a stale answer where it was given before its system had been told of the newest decision of what it answers, or on top of something else that its own users had put there; and where what it answers is decided anew by a system that had not been told of the answer. These are the same two edits, whichever is seen first, and they end alike.',
      'Then the answer is in review. Its own system keeps it and it is what is decided, but it goes nowhere: every other system keeps what it has of that field, while the new values of what was answered go their way. The review is addressed to the system that answered, and ends when',
      '- that system answers anew, by another value, after it was told: the new answer goes everywhere;\n- a person takes the answer (`thalweg review take <number> WMS`): it counts for the new values, too, and goes everywhere. Another value cannot be taken, since nobody writes an owner’s field at its owner;\n- a person leaves it (`thalweg review ignore <number>`): everything stays as it is until the answering system changes it;\n- all systems hold the same again.',
      'A change of what was answered by somebody who had been told of the answer is no conflict: everybody has seen both, and the answer stands until it is given anew. A write of the one is on condition that the other has not moved (`:unmoved_…` in the generated statements), so that neither slips past the other on its way.',
    ],
    outcomes: [],
    plays: [
      {
        intro: 'The order is changed at ERP while the warehouse receives the old one, and a person finds it right all the same.',
        scenario: order('PO-00406', [changes('09:00'), receives('09:02'), run('09:05'), { at: '10:00', takes: 'WMS', author: 'anna' }]),
      },
      {
        intro:
          'The other way round it ends alike: who changes the order has not been told of the receipt. The warehouse counts again, and answers anew.',
        scenario: order('PO-00410', [
          receives('09:00'),
          changes('09:02'),
          run('09:05'),
          { at: '10:00', user: 'WMS', sets: { fulfilment: 'PARTLY' } },
          run('10:05'),
        ]),
      },
      {
        intro: 'With a run between them the same edits are no conflict: the warehouse knew of the order that it received.',
        scenario: order('PO-00409', [changes('09:00'), run('09:01'), receives('09:02'), run('09:05')]),
      },
    ],
    beware: {
      heading: 'Where it happens often',
      text: [
        'What is answered is changed while it is being answered. Run more often (`every`), let a status say that it may no longer be changed, or name fewer fields in `answers`: only those that would make a person answer otherwise.',
      ],
    },
    lost: [
      'Nothing before somebody decides. The answer is kept in the audit as the value that does not stand, and its system keeps it; once it is answered anew the old one is in the audit alone.',
    ],
  },
} as const satisfies Partial<Record<ConflictKind, Page>>
