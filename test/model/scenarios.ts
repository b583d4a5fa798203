/** The scenarios, each a row: what is explored, and how it must come out. */
import type { ForeignWrite, Lifecycle } from '../../runtime/policies/rule.ts'
import { modelKernel } from './flow.ts'
import type { Config, Part } from './state.ts'

export interface Scenario {
  readonly want: 'HOLDS' | 'BROKEN'
  readonly config: Config
  /** Small enough for every test run. */
  readonly quick: boolean
}

export interface Shape {
  readonly name: string
  readonly systems?: number
  /** By field. */
  readonly owner?: readonly number[]
  /** Fields are one group. */
  readonly group?: boolean
  readonly foreignWrite?: ForeignWrite
  readonly life?: Partial<Lifecycle>
  readonly without?: readonly Part[]
  readonly quick?: boolean
  readonly values?: readonly number[]
  readonly edits?: number
  readonly faults?: number
  readonly start?: 'live' | 'absent'
  readonly late?: boolean
  readonly lag?: boolean
  readonly stores?: Config['stores']
  readonly readOnly?: readonly number[]
  readonly maxWrites?: number
}

function config(shape: Shape, lives: boolean): Config {
  const systems = shape.systems ?? 2
  const owner = shape.owner ?? [0]
  const foreignWrite = shape.foreignWrite ?? 'restore'
  const everyone = Array.from({ length: systems }, (_, j) => j)
  const life: Lifecycle = {
    creates: everyone,
    foreignCreate: 'report',
    deletes: everyone,
    foreignDelete: 'restore',
    againstUpdate: 'deleteWins',
    onDelete: 'mirror',
    ...shape.life,
  }
  const units =
    shape.group === true
      ? [{ fields: owner.length, owner: owner[0]!, foreignWrite }]
      : owner.map((each) => ({ fields: 1, owner: each, foreignWrite }))
  return {
    name: shape.name,
    kernel: modelKernel({ systems, units, life }),
    systems,
    owner,
    values: shape.values ?? (lives || owner.length > 1 ? [0, 1] : [0, 1, 2]),
    edits: shape.edits ?? 3,
    faults: shape.faults ?? 1,
    lives,
    start: shape.start ?? 'live',
    late: shape.late ?? false,
    lag: shape.lag ?? false,
    stores: shape.stores ?? null,
    readOnly: shape.readOnly ?? [],
    maxWrites: shape.maxWrites ?? 16,
    without: new Set(shape.without ?? []),
  }
}

function holds(shape: Shape, lives = false): Scenario {
  return { want: 'HOLDS', config: config(shape, lives), quick: shape.quick ?? false }
}

const altered: Config['stores'] = [
  [0, 1, 2],
  [0, 2, 2],
]

const fields: readonly Scenario[] = [
  holds({ name: 'owner', quick: true }),
  holds({ name: 'owner, 4 edits, 2 faults', edits: 4, faults: 2 }),
  holds({ name: 'owner, late landing', late: true, quick: true }),
  holds({ name: 'owner, late landing, 2 faults', late: true, faults: 2 }),
  holds({ name: 'owner, the position lags', lag: true, quick: true }),
  holds({ name: 'owner, three systems, 2 edits', systems: 3, edits: 2, quick: true }),
  holds({ name: 'owner, three systems', systems: 3, late: true }),
  holds({ name: 'partitioned', owner: [0, 1], quick: true }),
  holds({ name: 'partitioned, late landing, 2 faults', owner: [0, 1], late: true, faults: 2 }),
  holds({ name: 'partitioned, 4 edits', owner: [0, 1], edits: 4 }),
  holds({ name: 'partitioned, three systems', owner: [0, 1], systems: 3, late: true }),
  holds({ name: 'a field of each of three systems', owner: [0, 1, 2], systems: 3 }),
  holds({ name: 'a group and the position lags', owner: [0, 0], group: true, lag: true, quick: true }),
  holds({ name: 'a group, late landing', owner: [0, 0], group: true, late: true, faults: 2 }),
  holds({ name: 'foreign write kept', foreignWrite: 'keep', late: true, quick: true }),
  holds({ name: 'foreign write kept, partitioned', foreignWrite: 'keep', owner: [0, 1], late: true }),
  holds({ name: 'foreign write proposed', foreignWrite: 'propose', late: true, quick: true }),
  holds({ name: 'foreign write proposed, partitioned', foreignWrite: 'propose', owner: [0, 1], late: true }),
  holds({ name: 'stored forms, read back', stores: altered, quick: true }),
  holds({ name: 'stored forms, read back, late landing, 4 edits', stores: altered, late: true, edits: 4 }),
  holds({
    name: 'stored forms, three systems',
    stores: [
      [0, 1, 2],
      [0, 2, 2],
      [0, 1, 1],
    ],
    systems: 3,
    edits: 2,
  }),
  holds({
    name: 'without condition where users never edit the target, late landing',
    readOnly: [1],
    without: ['condition'],
    late: true,
    quick: true,
  }),
]

const lifecycles: Readonly<Record<string, Partial<Lifecycle>>> = {
  anyone: {},
  'A creates and deletes, restore, report': { creates: [0], deletes: [0] },
  'A creates and deletes, restore, remove': { creates: [0], deletes: [0], foreignCreate: 'remove' },
  'A creates and deletes, review, review': { creates: [0], deletes: [0], foreignCreate: 'review', foreignDelete: 'review' },
  'A creates and deletes, accept, remove': { creates: [0], deletes: [0], foreignCreate: 'remove', foreignDelete: 'accept' },
  'B creates, anyone deletes, remove': { creates: [1], foreignCreate: 'remove' },
  'A creates, B deletes, report': { creates: [0], deletes: [1] },
  'anyone, copies kept': { onDelete: 'keep' },
}
const circumstances: Readonly<Record<string, Partial<Shape>>> = {
  'late landing': { late: true },
  'the position lags': { lag: true },
  partitioned: { owner: [0, 1] },
}

const lives: readonly Scenario[] = (['live', 'absent'] as const).flatMap((start) =>
  (['deleteWins', 'updateWins', 'review'] as const).flatMap((againstUpdate) =>
    Object.entries(lifecycles).flatMap(([who, life]) =>
      Object.entries(circumstances).map(([circumstance, rest]) =>
        holds(
          {
            name: `${start}, ${who}, ${againstUpdate}, ${circumstance}`,
            start,
            life: { ...life, againstUpdate },
            quick: circumstance === 'late landing',
            ...rest,
          },
          true,
        ),
      ),
    ),
  ),
)

const more: readonly Scenario[] = [
  holds({ name: 'absent, three systems, anyone, 2 acts', systems: 3, edits: 2, start: 'absent', late: true }, true),
  holds({ name: 'live, three systems, anyone, 2 acts', systems: 3, edits: 2, late: true }, true),
  holds(
    {
      name: 'live, three systems, A creates and deletes, remove, updateWins, 2 acts',
      systems: 3,
      edits: 2,
      late: true,
      life: { creates: [0], deletes: [0], foreignCreate: 'remove', againstUpdate: 'updateWins' },
    },
    true,
  ),
  holds({ name: 'live, anyone, deleteWins, 4 acts', edits: 4 }, true),
  holds({ name: 'live, anyone, updateWins, 4 acts', edits: 4, life: { againstUpdate: 'updateWins' } }, true),
  holds({ name: 'live, anyone, updateWins, late landing, 2 faults', late: true, faults: 2, life: { againstUpdate: 'updateWins' } }, true),
]

export const scenarios: readonly Scenario[] = [...fields, ...lives, ...more]

/** One part of the protocol taken away at a time: each must break something. */
function without(part: Part, shape: Omit<Shape, 'name'>, lives = false): Scenario {
  return {
    want: 'BROKEN',
    config: config({ maxWrites: 14, ...shape, name: `without ${part}${lives ? ', lives' : ''}`, without: [part] }, lives),
    quick: true,
  }
}

export const removals: readonly Scenario[] = [
  without('operationMark', {}),
  without('void', { late: true }),
  without('freezing', {}),
  without('condition', { faults: 0 }),
  without('wholeRowAnswer', { owner: [0, 1], faults: 0 }),
  without('asStored', { stores: altered, faults: 0 }),
  without('positionAfterCommit', {}),
  without('decisionFirst', {}),
  without('auditWithDecision', {}),
  without('lookNotCarried', { faults: 0 }),
  without('toldAgain', { faults: 0 }),
  without('decisionPerSystem', { stores: altered, faults: 0 }),
  without('basePerSystem', { faults: 0 }),
  without('operationMark', { start: 'absent' }, true),
  without('void', { late: true }, true),
  without('freezing', {}, true),
  without('deleteCondition', { faults: 0 }, true),
  without('deathMark', { faults: 0 }, true),
  without('insertIsInsert', { faults: 0, start: 'absent' }, true),
  without('updateIsUpdate', { faults: 0 }, true),
  without('lifePerSystem', { faults: 0 }, true),
  without('deleteSawFields', { faults: 0, life: { againstUpdate: 'updateWins' } }, true),
  without('lostCreation', { faults: 0, start: 'absent' }, true),
  without(
    'foreignApart',
    { faults: 0, start: 'absent', owner: [1], life: { creates: [0], foreignCreate: 'remove', againstUpdate: 'updateWins' } },
    true,
  ),
  without('reportedApart', { faults: 0, start: 'absent', life: { creates: [0] } }, true),
  without('reportedTakesBack', { life: { onDelete: 'keep' } }, true),
]
