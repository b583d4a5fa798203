/** The pages of conflicts about whether a record lives. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import { customer, heading, typed } from './conflict-parts.ts'
import type { Page } from './page.ts'
import type { Choice, Scenario, Step } from './scenario.ts'

function createdAtErp(number: string, more: readonly Step[], choice?: Choice): Scenario {
  return customer('notes', [{ at: '09:00', user: 'ERP', creates: typed }, { at: '09:05', run: true }, ...more], {
    key: [number],
    ...(choice !== undefined && { choice }),
  })
}
/** CRM deletes, ERP edits, and neither knows of the other. */
function deletedAndEdited(choice?: Choice, more: readonly Step[] = []): Scenario {
  const steps: Step[] = [
    { at: '09:00', user: 'CRM', deletes: true },
    { at: '09:02', user: 'ERP', sets: { notes: 'ordered again' } },
    { at: '09:05', run: true },
  ]
  return customer('notes', [...steps, ...more], { ...(choice !== undefined && { choice }) })
}
/** CRM's edit is decided first, then comes the delete of ERP, which has not seen it. */
function editedAndDeleted(againstUpdate: 'updateWins' | 'deleteWins' | 'review', more: readonly Step[] = []): Scenario {
  const steps: Step[] = [
    { at: '09:00', user: 'CRM', sets: { notes: 'ordered again' } },
    { at: '09:02', user: 'ERP', deletes: true },
    { at: '09:05', run: true },
  ]
  return customer('notes', [...steps, ...more], { choice: { deletes: ['CRM', 'ERP'], againstUpdate } })
}
function deletedAtErp(foreignDelete: 'restore' | 'accept' | 'review', more: readonly Step[] = []): Scenario {
  const steps: Step[] = [
    { at: '09:00', user: 'ERP', deletes: true },
    { at: '09:05', run: true },
  ]
  return customer('notes', [...steps, ...more], { choice: { foreignDelete } })
}

export const ofLife = {
  updateDelete: {
    title: 'updateDelete',
    summary: 'a row was edited whose record had been deleted elsewhere',
    calls: [`.deletes('CRM', { againstUpdate: 'updateWins' })`],
    what: [
      'The record is deleted, and a writer who did not know edits his row. `againstUpdate` says what follows: `updateWins` and the record lives again everywhere, `deleteWins` and it goes, `review` and the record is held until a person decides (the default in a two-way flow). The opposite order is [`deleteUpdate`](deleteUpdate.md).',
    ],
    outcomes: [],
    plays: [
      { intro: 'As the example has it, with `updateWins`:', scenario: deletedAndEdited(undefined) },
      { intro: 'With `deleteWins`:', scenario: deletedAndEdited({ againstUpdate: 'deleteWins' }) },
      {
        intro: 'With `review`; taking ERP means: its row is kept.',
        scenario: deletedAndEdited({ againstUpdate: 'review' }, [{ at: '09:30', takes: 'ERP', author: 'anna' }]),
      },
    ],
    beware: {
      heading,
      text: ['Records that are still worked on are deleted: mark them instead (a status of their own), or ask before deleting.'],
    },
    lost: [
      'With `updateWins` the delete. With `deleteWins` the whole row as it was edited, kept in the audit with every value: type it again in the system that creates.',
    ],
  },
  deleteUpdate: {
    title: 'deleteUpdate',
    summary: 'a row was deleted whose record had been edited elsewhere',
    calls: [],
    what: [
      'An edit is decided, and a system that had not been told of it deletes its row. `againstUpdate` says what follows: `updateWins` and the row is restored, `deleteWins` and the record goes, `review` and it is held. Only a system that may delete gets here: a delete by another is a [`foreignDelete`](foreignDelete.md).',
    ],
    outcomes: [],
    plays: [
      { intro: "With `.deletes('anyone', { againstUpdate: 'updateWins' })`:", scenario: editedAndDeleted('updateWins') },
      { intro: 'With `deleteWins`:', scenario: editedAndDeleted('deleteWins') },
      {
        intro: 'With `review`; taking ERP means: as ERP has it, deleted.',
        scenario: editedAndDeleted('review', [{ at: '09:30', takes: 'ERP', author: 'anna' }]),
      },
    ],
    beware: { heading, text: ['Let one system delete (`deletes`), or none.'] },
    lost: ['With `updateWins` the delete. With `deleteWins` the edit that it had not seen, kept in the audit by field.'],
  },
  foreignCreate: {
    title: 'foreignCreate',
    summary: 'a record was created by a system that may not create',
    calls: [`.creates('CRM')`],
    what: [
      'A row appears in a system that may not create, and no record of its key lives. `foreignCreate` says what follows: `review` holds it (the default in a two-way flow), `report` counts it and leaves it alone (the default of one-way), `remove` takes it away.',
    ],
    outcomes: [],
    plays: [
      {
        intro: 'With `review`, as the example has it. Taking ERP means: the record is as ERP has it, everywhere.',
        scenario: createdAtErp('2002', [{ at: '09:30', takes: 'ERP', author: 'anna' }]),
      },
      {
        intro: 'With `report` the row is nobody’s until a system that may create makes the record, too.',
        scenario: createdAtErp('2003', [], { foreignCreate: 'report' }),
      },
      { intro: 'With `remove`:', scenario: createdAtErp('2004', [], { foreignCreate: 'remove' }) },
    ],
    beware: { heading, text: ['Users there have a reason to create: let them (`creates` takes several systems).'] },
    lost: ['With `remove` the whole row, kept in the audit with every value. Else nothing.'],
  },
  foreignDelete: {
    title: 'foreignDelete',
    summary: 'a row was deleted by a system that may not delete',
    calls: [`.deletes('CRM', { againstUpdate: 'updateWins' })`],
    what: [
      'A row of a living record is gone in a system that may not delete. `foreignDelete` says what follows: `restore` (default) creates it again there, `accept` takes it as a delete, `review` holds the record.',
    ],
    outcomes: [],
    plays: [
      { intro: 'With `restore`, as the example has it:', scenario: deletedAtErp('restore') },
      { intro: 'With `accept`:', scenario: deletedAtErp('accept') },
      {
        intro: 'With `review`; taking CRM means: its row is there, so the record lives.',
        scenario: deletedAtErp('review', [{ at: '09:30', takes: 'CRM', author: 'anna' }]),
      },
    ],
    beware: { heading, text: ['Take away the right to delete there, or let the system delete (`deletes`).'] },
    lost: [
      'With `restore` what that system alone held of the row: columns that the flow does not carry. With `accept` the record, whose last values the audit keeps.',
    ],
  },
} as const satisfies Partial<Record<ConflictKind, Page>>
