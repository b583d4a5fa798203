/** The pages of conflicts about a value. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import { byPolicy, customer, heading, overturn, typed } from './conflict-parts.ts'
import type { Page } from './page.ts'
import type { Scenario, Step } from './scenario.ts'
import type { ForeignWrite } from '../../runtime/policies/rule.ts'

function renamedAtErp(foreignWrite?: ForeignWrite, more: readonly Step[] = []): Scenario {
  const steps: Step[] = [
    { at: '09:00', user: 'ERP', sets: { name: 'Bike World (old)' } },
    { at: '09:05', run: true },
  ]
  return customer('name', [...steps, ...more], foreignWrite === undefined ? {} : { choice: { foreignWrite } })
}

export const ofValues = {
  bothChanged: {
    title: 'bothChanged',
    summary: 'two systems edited one field without knowing of each other',
    calls: [],
    what: [
      'An edit was made on top of an older decision than the newest, with another value. Whether it was is no guess by a clock: the ledger remembers for each system which decision its value stands for. An edit on top of the newest decision is no conflict, and neither is the same value from both (but for `delta`). The field’s policy says what stands:',
    ],
    outcomes: byPolicy('bothChanged'),
    plays: [
      {
        intro: 'The address is under precedence, ERP is preferred.',
        scenario: customer('address', [
          { at: '09:00', user: 'CRM', sets: { city: 'Durrës' } },
          { at: '09:02', user: 'ERP', sets: { city: 'Trieste', country_code: 'IT' } },
          { at: '09:05', run: true },
        ]),
      },
      {
        intro: 'Made one after the other, with a run between them, the same edits are no conflict.',
        scenario: customer('address', [
          { at: '09:00', user: 'ERP', sets: { city: 'Trieste', country_code: 'IT' } },
          { at: '09:05', run: true },
          { at: '09:10', user: 'CRM', sets: { city: 'Durrës', country: 'AL' } },
          { at: '09:15', run: true },
        ]),
      },
    ],
    beware: {
      heading,
      text: [
        'Run more often (`every`), since only what is edited between two runs can clash. If it goes on, two teams do the same work: give the field to one of them ([owner](../policies/owner.md)).',
      ],
    },
    lost: [`Under most policies one of the two values, kept in the audit with the name of the system; ${overturn}.`],
  },
  bothCreated: {
    title: 'bothCreated',
    summary: 'two systems created one record, or held it before the first sync',
    calls: [],
    what: [
      "A row turns up under a key that another system has created already. It is one record: where the values agree nothing happens, and where they differ the field’s policy says what stands. Most of these are counted by the first sync, when both sides hold data already; with `firstSync({ whereTheyDiffer: 'review' })` a person is asked about those of the first day, whatever the policy.",
    ],
    outcomes: byPolicy('bothCreated'),
    plays: [
      {
        intro: 'Sales and finance type the same new customer on one morning, with different notes; the later ones stand.',
        scenario: customer(
          'notes',
          [
            {
              at: '09:00',
              user: 'CRM',
              creates: { name: 'Alpine Wheels', sales_person: '277', city: 'Bolzano', country: 'IT', notes: 'wants a visit' },
            },
            { at: '09:02', user: 'ERP', creates: typed },
            { at: '09:05', run: true },
          ],
          { key: ['2001'] },
        ),
      },
    ],
    beware: { heading, text: ['Let one system create (`creates`), and give numbers in one place.'] },
    lost: [`The values that do not stand, each in an audit row of its field; ${overturn}.`],
  },
  foreignWrite: {
    title: 'foreignWrite',
    summary: 'a field was written by a system that is not its writer',
    calls: [`.owner(['name', 'salesPerson'], 'CRM')`],
    what: [
      'Somebody changed a field that another system owns. `onForeignWrite` says what follows, for a flow or for some of its fields: `restore` (default) sets it back at once where the system’s changes are detected, else reconciliation reports it and its repair sets it back; `keep` leaves it until the writer’s next change; `propose` leaves it and opens a review for the writer. A guard (`guard()`) refuses it at once.',
    ],
    outcomes: [],
    plays: [
      { intro: 'A user of ERP renames a customer, whose name CRM owns. With `restore`, as the example has it:', scenario: renamedAtErp() },
      {
        intro: 'With `keep` it stays until CRM changes the name itself.',
        scenario: renamedAtErp('keep', [
          { at: '10:00', user: 'CRM', sets: { name: 'Bike World' } },
          { at: '10:05', run: true },
        ]),
      },
      {
        intro: 'With `propose` CRM is asked. Taking CRM sets it back; to accept it, CRM’s users type it, and the review closes itself.',
        scenario: renamedAtErp('propose', [
          { at: '10:00', user: 'CRM', sets: { name: 'Bike World (old)' } },
          { at: '10:05', run: true },
        ]),
      },
    ],
    beware: {
      heading,
      text: ['People need to write it where they may not. Make the field read-only there, or ask whether it has the right owner.'],
    },
    lost: ['The foreign value, kept in the audit with its system. Nobody overturns an owner’s value from outside: change it at the owner.'],
  },
  tie: {
    title: 'tie',
    summary: 'two commits under lastWriteWins are too close to tell which was later',
    calls: [`.lastWriteWins('notes', { acceptLoss: 'free text for people, nothing depends on it' })`],
    what: [
      'Both times fall into one bucket, as wide as the clocks of both systems may be apart (`clockTolerance`). Then the system wins that the flow names first. “Later, unless it is closer than the tolerance” would be no order: 0 s, 4 s and 8 s with a tolerance of 5 s go round in a circle.',
    ],
    outcomes: byPolicy('tie'),
    plays: [
      {
        intro: 'Both clocks may be off by half a second. ERP is later by less than that: CRM, named first, stands.',
        scenario: customer('notes', [
          { at: '09:00:00.2', user: 'CRM', sets: { notes: 'call before noon' } },
          { at: '09:00:00.8', user: 'ERP', sets: { notes: 'asked for a reminder' } },
          { at: '09:05', run: true },
        ]),
      },
    ],
    beware: {
      heading,
      text: [
        'One program writes both systems in one go: let it write one of them. Or state `clockTolerance` as narrow as the clocks really are.',
      ],
    },
    lost: [`The other value, kept in the audit; ${overturn}.`],
  },
} as const satisfies Partial<Record<ConflictKind, Page>>
