/** The pages of conflicts with a system that cannot take a row. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import { byPolicy, customer, heading } from './conflict-parts.ts'
import type { Page } from './page.ts'

export const ofTargets = {
  missingParent: {
    title: 'missingParent',
    summary: 'a record refers to another that the target does not hold yet',
    calls: [`vendor: field.ref('vendors', z.string().max(20)),`],
    what: [
      'A reference names a record that is not there. The record waits at that system and is tried again, with growing pauses, for as long as `onFailure({ retryFor })` says; then it goes to the dead letters. It comes as soon as its parent does, and blocks no other.',
    ],
    outcomes: [],
    plays: [
      {
        intro:
          'From the first example: EAM requires something from a vendor that procurement has not entered yet. Shown is the date on which it is needed.',
        scenario: {
          example: 'work-orders',
          flow: 'requisitions',
          key: ['PR-90001'],
          unit: 'neededOn',
          steps: [
            {
              at: '09:00',
              user: 'EAM',
              creates: { vendor: 'ALPINE0001', requested_by: 'shift lead', needed_on: '2026-03-20', total: '120.0000' },
            },
            { at: '09:05', run: true },
            {
              at: '10:00',
              system: 'PROC',
              sql: "INSERT INTO vendors (account_number, name, credit_rating, active, modified) VALUES ('ALPINE0001', 'Alpine Wheels', 1, 1, '2026-03-02 10:00:00.000')",
              told: 'a user of PROC creates the vendor',
            },
            { at: '10:05', run: true },
          ],
        },
      },
    ],
    beware: {
      heading,
      text: [
        'Run the flow that brings the parents as often as that of the children. References are taken from the record (`field.ref`), and flows run in their order.',
      ],
    },
    lost: ['Nothing: the record waits in the ledger, `status` counts it, and `thalweg dead-letters` shows those that were given up.'],
  },
  constraint: {
    title: 'constraint',
    summary: 'a system refuses a row',
    calls: [],
    what: [
      'The target’s own rules refuse the write: a check, a unique column, a trigger. That row waits and is tried again, with growing pauses, for as long as `onFailure({ retryFor })` says (a day by default); then it goes to the dead letters. Other rows, fields and systems go on, and a later change of the record that fits heals it.',
    ],
    outcomes: byPolicy('constraint'),
    plays: [
      {
        intro: 'ERP gets a rule of its own: no name in brackets.',
        scenario: customer('name', [
          {
            at: '08:30',
            system: 'ERP',
            sql: "CREATE TRIGGER no_brackets BEFORE UPDATE ON customer WHEN NEW.name LIKE '%(%' BEGIN SELECT RAISE(ABORT, 'no brackets in names'); END",
            told: 'ERP refuses names with brackets from now on',
          },
          { at: '09:00', user: 'CRM', sets: { name: 'Bike World (north)' } },
          { at: '09:05', run: true },
          { at: '10:00', user: 'CRM', sets: { name: 'Bike World North' } },
          { at: '10:05', run: true },
          { at: '10:10', system: 'ERP', sql: 'DROP TRIGGER no_brackets', told: 'ERP drops its rule' },
        ]),
      },
    ],
    beware: {
      heading,
      text: ['Say the rule in the record (`max`, `regex`, a list of values), so that the value is refused where it is typed.'],
    },
    lost: [
      'Nothing: what is decided stands in the ledger and in the other systems; `thalweg dead-letters` shows what was given up, with the system’s own words.',
    ],
  },
} as const satisfies Partial<Record<ConflictKind, Page>>
