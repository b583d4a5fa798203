/** The page of each policy. */
import { landscape } from '../../generated/co-owned/index.ts'
import { conflictKinds } from '../../runtime/conflict-kinds.ts'
import type { PolicyKind } from '../../runtime/policies/rule.ts'
import type { Page } from './page.ts'
import type { Scenario, Values } from './scenario.ts'

const heading = 'When not to use it'
const found =
  '`thalweg trace <flow> <key> <field>` shows it with its number, and `thalweg review overturn <number>` makes it stand after all.'

/** What the policy of a field says of every conflict that its values can meet. */
function outcomesOf(flow: string, unit: string): Page['outcomes'] {
  const { outcomes } = landscape.flows[flow]!.settle.units.find(({ name }) => name === unit)!.policy
  return conflictKinds.flatMap((kind) => {
    const says = outcomes[kind]
    return says === undefined ? [] : [{ name: `[\`${kind}\`](../conflicts/${kind}.md)`, says }]
  })
}

/** Both sides edit one customer, CRM first, and a run comes later. */
function both(unit: string, crm: Values, erp: Values, more: Scenario['steps'] = []): Scenario {
  return {
    example: 'co-owned',
    flow: 'customers',
    unit,
    steps: [{ at: '09:00', user: 'CRM', sets: crm }, { at: '09:02', user: 'ERP', sets: erp }, { at: '09:05', run: true }, ...more],
  }
}

function stock(item: string, location: number, steps: Scenario['steps']): Scenario {
  return { example: 'co-owned', flow: 'stock', key: [item, location], unit: 'onHand', steps }
}

export const policies: Readonly<Record<PolicyKind | 'groups', Page>> = {
  owner: {
    title: 'owner',
    summary: 'one system writes the field, the others hold copies',
    calls: [`.owner(['name', 'salesPerson'], 'CRM')`],
    what: [
      'One system writes the field. What its users type is decided, whatever else happened meanwhile. An edit by anybody else is a foreign write: by default it is set back (`onForeignWrite`: `restore`), with `keep` it stays until the writer’s next change, with `propose` it stays and the writer is asked.',
    ],
    outcomes: outcomesOf('customers', 'name'),
    plays: [
      {
        intro: 'CRM owns the name. A user of ERP changes it as well.',
        scenario: both('name', { name: 'Bike World' }, { name: 'BIKE WORLD LTD' }),
      },
    ],
    beware: {
      heading,
      text: [
        'Where users of two systems must change the field as part of their work: one side would see its work undone. Give each side a field of its own, or take [precedence](precedence.md).',
      ],
    },
    lost: [
      'The foreign value, kept in the audit as a `foreignWrite` of the system where it was typed. Nobody overturns an owner’s value from outside: change it at the owner.',
    ],
  },
  precedence: {
    title: 'precedence',
    summary: 'both write; when both changed it, the preferred system wins',
    calls: [`.precedence('address', 'ERP')`],
    what: [
      'Every system that holds the field writes it. An edit on top of the newest decision stands, whoever made it. Only when two edits were made without knowing of each other does the rule decide: the preferred system’s, then the others in the order in which the flow names them. No clock is asked.',
    ],
    outcomes: outcomesOf('customers', 'address'),
    plays: [
      {
        intro: 'ERP is preferred. Both change the address before a run; then CRM changes it again, knowing of ERP’s.',
        scenario: both('address', { city: 'Durrës' }, { city: 'Trieste', country_code: 'IT' }, [
          { at: '10:00', user: 'CRM', sets: { city: 'Gorizia' } },
          { at: '10:05', run: true },
        ]),
      },
    ],
    beware: {
      heading,
      text: [
        'Where the preferred system’s users edit rarely and carelessly: their slip beats the other side’s work. Where either value may be the right one, ask a person ([review](review.md)).',
      ],
    },
    lost: [`The value of the system that is not preferred, kept in the audit as \`bothChanged\`. ${found}`],
  },
  lastWriteWins: {
    title: 'lastWriteWins',
    summary: 'both write; the later commit stands',
    calls: [`.lastWriteWins('notes', { acceptLoss: 'free text for people, nothing depends on it' })`],
    what: [
      'Every system that holds the field writes it. When two edits did not know of each other, the later commit stands: each time is that of its own system, of the field and not of the row. Clocks differ, so times are compared in buckets as wide as the clocks of both systems may be apart (`clockTolerance`); in one bucket it is a [tie](../conflicts/tie.md), which goes by the order in which the flow names its systems.',
      'The policy loses data by design, so the loss has to be accepted in writing, and no high-stakes field may have it.',
    ],
    outcomes: outcomesOf('customers', 'notes'),
    plays: [
      {
        intro: 'CRM writes at 09:00 and ERP two minutes later.',
        scenario: both('notes', { notes: 'call before noon' }, { notes: 'asked for a reminder' }, [
          { at: '09:30', overturns: true, author: 'sales' },
        ]),
      },
    ],
    beware: {
      heading,
      text: [
        'For anything that somebody relies on: money, statuses, quantities, agreements. Where a system tells no time at all (`snapshot`), `thalweg check` refuses it; where it tells that of whole rows only (`updatedAt`), it warns: an edit of another field makes an old value the later one.',
      ],
    },
    lost: [`The earlier value, whole, kept in the audit as \`bothChanged\` or \`tie\`. ${found}`],
  },
  review: {
    title: 'review',
    summary: 'both write; when both changed it, a person decides',
    calls: [`.review('creditLimit', { team: 'credit control', within: '2d' })`],
    what: [
      'Every system that holds the field writes it. When two edits did not know of each other, the field is held: each system keeps its value, one review is open, and other fields and records go on. `within` is when `status` calls it overdue. A person takes one side, or another value; or users make the values equal, and the review closes itself.',
    ],
    outcomes: outcomesOf('customers', 'creditLimit'),
    plays: [
      {
        intro: 'Both change the credit limit. While it is held, CRM changes it once more: that is kept, and nothing is written.',
        scenario: both('creditLimit', { credit_limit: '120000.00' }, { credit_limit: 65_000 }, [
          { at: '09:30', user: 'CRM', sets: { credit_limit: '110000.00' } },
          { at: '09:35', run: true },
          { at: '11:00', takes: 'ERP', author: 'credit control' },
        ]),
      },
    ],
    beware: {
      heading,
      text: [
        'Where nobody is there to decide, or conflicts come by the dozen: systems disagree for as long as a review is open. Look at `status` for how many there are before it is chosen.',
      ],
    },
    lost: [
      `The values that were not taken, kept in the audit: what was decided before as \`before\`, what another system held as set aside. ${found}`,
    ],
  },
  union: {
    title: 'union',
    summary: 'both write a collection; additions and removals of both count',
    calls: [`.union('tags')`],
    what: [
      'Every system that holds the collection writes it. What stands is what is decided, with each side’s additions and without its removals, each against what its users saw. Collections are sets: order and repetition mean nothing.',
    ],
    outcomes: outcomesOf('customers', 'tags'),
    plays: [
      {
        intro: 'CRM adds `vip` and removes the type of business, ERP adds `prepaid`.',
        scenario: {
          ...both('tags', { tags: '["invoiced","touring","vip"]' }, { tags: '["bm","invoiced","prepaid","touring"]' }),
          key: ['408'],
        },
      },
    ],
    beware: {
      heading,
      text: [
        'Where order or repetition means something, or elements exclude each other (at most one of `gold` and `silver`): the union of two lists that are right may be one that is not. Take [merge](merge.md).',
      ],
    },
    lost: [`Nothing: each addition and removal is in what stands. What stood before is kept in the audit with each decision. ${found}`],
  },
  delta: {
    title: 'delta',
    summary: 'both write a quantity; the differences of both are added up',
    calls: [`.delta('onHand')`],
    what: [
      'Every system that holds the quantity writes it, and what counts is by how much: what stands is what is decided plus each edit’s difference to what its user saw, in exact decimals. The same value from both sides is two differences, and both count. Field and systems must store it exactly, and each write leaves its operation id, so that a lost answer is never added twice.',
    ],
    outcomes: outcomesOf('stock', 'onHand'),
    plays: [
      {
        intro: 'Item BE-2349 at location 6. Purchasing books 50 in, the warehouse 12.5 out; then both book the same 8 out.',
        scenario: stock('BE-2349', 6, [
          { at: '09:00', user: 'WMS', sets: { pieces: '430.50' } },
          { at: '09:02', user: 'ERP', sets: { quantity: 493 } },
          { at: '09:05', run: true },
          { at: '10:00', user: 'WMS', sets: { pieces: '472.50' } },
          { at: '10:02', user: 'ERP', sets: { quantity: 472.5 } },
          { at: '10:05', run: true },
        ]),
      },
    ],
    beware: {
      heading,
      text: [
        'Where a user types what is there (a stocktake) and not what has moved: two who correct the same mistake correct it twice. Where both systems created the record, there is nothing to compare with: different quantities are reviewed.',
      ],
    },
    lost: ['Nothing: every difference is in what stands. Each decision keeps what stood before in the audit.'],
  },
  merge: {
    title: 'merge',
    summary: 'both write; a function of yours makes one value of both',
    calls: [`.merge('standing', strictest)`],
    what: [
      'Every system that holds the field writes it, and an exported function says what stands: it gets the value that both had and the values that differ from it. It must give the same in any order, for any grouping, for the same value twice, and each time: the generated tests try that, and print the values for which it does not hold.',
    ],
    outcomes: outcomesOf('customers', 'standing'),
    plays: [
      {
        intro: 'The function takes the stricter of two standings. ERP stores them as 0, 1 and 2.',
        scenario: both('standing', { standing: 'BLOCKED' }, { blocked: 1 }, [
          { at: '10:00', user: 'ERP', sets: { blocked: 0 } },
          { at: '10:05', run: true },
        ]),
      },
    ],
    beware: {
      heading,
      text: [
        'Where the function would need to know who wrote, when, or anything outside the values: it has only the values. Where one side simply wins, [precedence](precedence.md) says so in fewer words.',
      ],
    },
    lost: [
      `What the function leaves out: an edit’s own value as \`bothChanged\`, and what stood before with each decision, both in the audit. ${found}`,
    ],
  },
  groups: {
    title: 'groups',
    summary: 'fields that are decided as one',
    calls: [`groups: { address: ['city', 'country'] },`],
    what: [
      'Fields that make sense only together are a group of the record, and the group has one policy in place of its members: any but `union` and `delta`, which take single fields, and no `lastWriteWins` where a member is of high stakes. An edit of one member is an edit of all, so no value is mixed from both sides.',
    ],
    outcomes: [],
    plays: [
      {
        intro:
          'The address is a group under precedence, ERP is preferred. CRM changes the city alone and ERP the country alone: the address of ERP stands as a whole.',
        scenario: both('address', { city: 'Geneva' }, { country_code: 'CH' }),
      },
    ],
    beware: {
      heading,
      text: [
        'Where members are edited by different people for different reasons: each edit would be about all of them, and conflicts come that nobody has.',
      ],
    },
    lost: [`All members of the side that does not stand, together, in one audit row. ${found}`],
  },
}
