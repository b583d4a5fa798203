/** The scenarios, each a row: what is explored, and how it must come out. */
import { delta } from '../../runtime/policies/delta.ts'
import { lastWriteWins } from '../../runtime/policies/last-write-wins.ts'
import { merge } from '../../runtime/policies/merge.ts'
import { owner } from '../../runtime/policies/owner.ts'
import { precedence } from '../../runtime/policies/precedence.ts'
import { review } from '../../runtime/policies/review.ts'
import type { ForeignWrite, Lifecycle, Policy, PolicyKind } from '../../runtime/policies/rule.ts'
import { union } from '../../runtime/policies/union.ts'
import { modelKernel } from './flow.ts'
import type { Config, FieldKind, Part } from '../../sim/exhaustive/state.ts'

export interface Scenario {
  readonly want: 'HOLDS' | 'BROKEN'
  readonly config: Config
  /** Small enough for every test run. */
  readonly quick: boolean
}

export interface Shape {
  readonly name: string
  readonly systems?: number
  /** By field: who writes it, or the policy of a field that all write. */
  readonly fields?: readonly (number | Shared)[]
  /** Rows of A whose first field holds this are not carried. */
  readonly outside?: number
  /** Fields of one writer have blanks, and these wipe nothing. */
  readonly keepWhenBlank?: boolean
  /** Fields are one group. */
  readonly group?: boolean
  readonly foreignWrite?: ForeignWrite
  /** By field: the fields that it answers. */
  readonly answers?: Readonly<Record<number, readonly number[]>>
  readonly life?: Partial<Lifecycle>
  readonly without?: readonly Part[]
  readonly quick?: boolean
  readonly values?: readonly number[]
  readonly edits?: number
  readonly faults?: number
  readonly reviews?: number
  readonly start?: 'live' | 'absent'
  readonly late?: boolean
  readonly lag?: boolean
  /** Systems number their rows. */
  readonly ownIds?: boolean
  readonly stores?: Config['stores']
  readonly readOnly?: readonly number[]
  readonly maxWrites?: number
}

/** The system that wins, where one does; not the first, so that order and preference are told apart. */
const preferred = 1
const most = (_: unknown, values: readonly number[]) => Math.max(...values)
/** A policy under which every system writes the field, and what the field is. */
const shared = {
  precedence: { policy: precedence(preferred), of: 'value' },
  lastWriteWins: { policy: lastWriteWins({ tieWithinMs: 0 }), of: 'value' },
  review: { policy: review(), of: 'value' },
  union: { policy: union(), of: 'set' },
  delta: { policy: delta(), of: 'amount' },
  merge: { policy: merge(most), of: 'value' },
} as const satisfies Record<Exclude<PolicyKind, 'owner'>, { readonly policy: Policy; readonly of: FieldKind }>
type Shared = keyof typeof shared
const everyPolicy = Object.keys(shared) as Shared[]

function config(shape: Shape, lives: boolean): Config {
  const systems = shape.systems ?? 2
  const fields = shape.fields ?? [0]
  const owned: FieldKind = shape.keepWhenBlank === true ? 'blank' : 'value'
  const kinds = fields.map((field) => (typeof field === 'number' ? owned : shared[field].of))
  const without = new Set(shape.without ?? [])
  const policies = fields.map((field): Policy => {
    const policy = typeof field === 'number' ? owner(field) : shared[field].policy
    return without.has('deltaOfEqual') ? { ...policy, equalCounts: false } : policy
  })
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
      ? [{ fields: kinds, policy: policies[0]!, foreignWrite, keepWhenBlank: kinds[0] === 'blank' }]
      : policies.map((policy, f) => ({
          fields: [kinds[f]!],
          policy,
          foreignWrite,
          keepWhenBlank: kinds[f] === 'blank',
          answers: shape.answers?.[f] ?? [],
        }))
  return {
    name: shape.name,
    kernel: modelKernel({ systems, units, life }),
    systems,
    owner: policies.map(({ writer }) => writer),
    kinds,
    preferred: fields.map((field) => (field === 'precedence' ? preferred : null)),
    apartMs: fields.includes('lastWriteWins') ? 1 : null,
    values: shape.values ?? (lives || fields.length > 1 ? [0, 1] : [0, 1, 2]),
    edits: shape.edits ?? 3,
    faults: shape.faults ?? 1,
    reviews: shape.reviews ?? 0,
    lives,
    outside: shape.outside ?? null,
    start: shape.start ?? 'live',
    late: shape.late ?? false,
    lag: shape.lag ?? false,
    ownIds: shape.ownIds ?? false,
    stores: shape.stores ?? null,
    readOnly: shape.readOnly ?? [],
    maxWrites: shape.maxWrites ?? 16,
    without,
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
  holds({ name: 'owner, the position lags, 2 edits', lag: true, edits: 2, quick: true }),
  holds({ name: 'owner, the position lags', lag: true }),
  holds({ name: 'owner, three systems, 2 edits', systems: 3, edits: 2, quick: true }),
  holds({ name: 'owner, three systems', systems: 3, late: true }),
  holds({ name: 'partitioned', fields: [0, 1], quick: true }),
  holds({ name: 'partitioned, late landing, 2 faults', fields: [0, 1], late: true, faults: 2 }),
  holds({ name: 'partitioned, 4 edits', fields: [0, 1], edits: 4 }),
  holds({ name: 'partitioned, three systems', fields: [0, 1], systems: 3, late: true }),
  holds({ name: 'a field of each of three systems', fields: [0, 1, 2], systems: 3 }),
  holds({ name: 'a group and the position lags, 2 edits', fields: [0, 0], group: true, lag: true, edits: 2, quick: true }),
  holds({ name: 'a group and the position lags', fields: [0, 0], group: true, lag: true }),
  holds({ name: 'a group, late landing', fields: [0, 0], group: true, late: true, faults: 2 }),
  holds({ name: 'foreign write kept', foreignWrite: 'keep', late: true, quick: true }),
  holds({ name: 'foreign write kept, partitioned', foreignWrite: 'keep', fields: [0, 1], late: true }),
  holds({ name: 'foreign write proposed', foreignWrite: 'propose', late: true, quick: true }),
  holds({ name: 'foreign write proposed, partitioned', foreignWrite: 'propose', fields: [0, 1], late: true }),
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

/** Every field that all write, in every circumstance. */
const policies: readonly Scenario[] = everyPolicy.flatMap((policy) => [
  holds({ name: policy, fields: [policy], reviews: 1, quick: true }),
  holds({ name: `${policy}, late landing`, fields: [policy], reviews: 1, late: true, edits: policy === 'delta' ? 2 : 3 }),
  holds({
    name: `${policy}, late landing, 2 faults`,
    fields: [policy],
    reviews: 1,
    late: true,
    faults: 2,
    edits: policy === 'delta' ? 2 : 3,
  }),
  holds({ name: `${policy}, the position lags`, fields: [policy], reviews: 1, lag: true, edits: 2, quick: true }),
  holds({ name: `${policy}, the position lags, 3 edits`, fields: [policy], lag: true }),
  holds({ name: `${policy}, three systems, 2 edits`, fields: [policy], systems: 3, edits: 2, reviews: 1, quick: true }),
  holds({ name: `${policy}, three systems, no crash`, fields: [policy], systems: 3, faults: 0 }),
  holds({ name: `${policy} beside a field of A`, fields: [policy, 0], values: [0, 1, 2], edits: 2, reviews: 1, quick: true }),
  holds({
    name: `${policy} beside another`,
    fields: [policy, policy],
    values: [0, 1, 2],
    edits: policy === 'delta' || policy === 'union' ? 2 : 3,
  }),
])

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
  partitioned: { fields: [0, 1] },
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
            // One start with one outcome: the rest runs in test/full.
            quick: circumstance === 'late landing' && start === 'live' && againstUpdate === 'updateWins',
            ...rest,
          },
          true,
        ),
      ),
    ),
  ),
)

/** Who creates the same record twice and takes both back, or edits one meanwhile, comes to four acts. */
const twice: readonly Scenario[] = (['deleteWins', 'updateWins'] as const).map((againstUpdate) =>
  holds(
    {
      name: `absent, anyone, ${againstUpdate}, partitioned, 4 edits`,
      start: 'absent',
      fields: [0, 1],
      edits: 4,
      faults: 0,
      life: { againstUpdate },
    },
    true,
  ),
)

/** Shared fields in records that come and go. */
const sharedLives: readonly Scenario[] = (['live', 'absent'] as const).flatMap((start) =>
  (['deleteWins', 'updateWins', 'review'] as const).flatMap((againstUpdate) =>
    everyPolicy.map((policy) =>
      holds({ name: `${start}, ${policy}, ${againstUpdate}`, start, fields: [policy], reviews: 1, life: { againstUpdate } }, true),
    ),
  ),
)

/** Rows that their systems number, where nobody captures deletes: the number alone tells that a row was made anew. */
const numbered: readonly Scenario[] = (['live', 'absent'] as const).flatMap((start) =>
  (['deleteWins', 'updateWins', 'review'] as const).flatMap((againstUpdate) =>
    Object.entries(lifecycles).flatMap(([who, life]) =>
      Object.entries(circumstances).map(([circumstance, rest]) =>
        holds(
          {
            name: `own ids, ${start}, ${who}, ${againstUpdate}, ${circumstance}`,
            ownIds: true,
            start,
            life: { ...life, againstUpdate },
            quick: start === 'live' && who === 'anyone' && circumstance === 'late landing' && againstUpdate === 'deleteWins',
            ...rest,
          },
          true,
        ),
      ),
    ),
  ),
)

/** A person decides whether a record lives. */
const reviewedLives: readonly Scenario[] = (['live', 'absent'] as const).flatMap((start) =>
  Object.entries({
    'anyone, review': { againstUpdate: 'review' },
    'A creates and deletes, all in review': {
      creates: [0],
      deletes: [0],
      foreignCreate: 'review',
      foreignDelete: 'review',
      againstUpdate: 'review',
    },
    'A creates and deletes, foreign acts in review': { creates: [0], deletes: [0], foreignCreate: 'review', foreignDelete: 'review' },
  } satisfies Readonly<Record<string, Partial<Lifecycle>>>).flatMap(([who, life]) =>
    Object.entries(circumstances).map(([circumstance, rest]) =>
      holds(
        {
          name: `a person decides, ${start}, ${who}, ${circumstance}`,
          start,
          life,
          reviews: 1,
          ...rest,
        },
        true,
      ),
    ),
  ),
)

/** The same where updates win, and each writes a field: whoever edits a row that a person has decided about has not seen the decision. */
const reviewedAndEdited: readonly Scenario[] = (['live', 'absent'] as const).flatMap((start) =>
  (['foreignCreate', 'foreignDelete'] as const).map((act) =>
    holds(
      {
        name: `a person decides, ${start}, an update wins, ${act} in review`,
        start,
        fields: [0, 1],
        life: { creates: [0], deletes: [0], againstUpdate: 'updateWins', [act]: 'review' },
        reviews: 1,
        faults: 0,
        quick: start === 'live',
      },
      true,
    ),
  ),
)

/** B answers what A writes. */
const answered = { fields: [0, 1], answers: { 1: [0] } } as const
const answers: readonly Scenario[] = [
  holds({ name: 'an answer', ...answered, quick: true }),
  holds({ name: 'an answer, late landing', ...answered, late: true, edits: 2, quick: true }),
  holds({ name: 'an answer, the position lags', ...answered, lag: true, edits: 2, quick: true }),
  holds({ name: 'an answer, reviewed', ...answered, reviews: 1, quick: true }),
  holds({ name: 'an answer, three systems, 2 edits', ...answered, systems: 3, edits: 2, quick: true }),
  holds({ name: 'an answer, three values', ...answered, values: [0, 1, 2] }),
  holds({ name: 'an answer, the position lags, 3 edits', ...answered, lag: true }),
  holds({ name: 'an answer, 4 edits', ...answered, edits: 4 }),
  holds({ name: 'an answer, late landing, 2 faults', ...answered, late: true, faults: 2 }),
  holds({ name: 'an answer, three systems', ...answered, systems: 3 }),
  holds(
    { name: 'an answer, A creates and deletes', ...answered, start: 'absent', life: { creates: [0], deletes: [0] }, quick: true },
    true,
  ),
  ...(['deleteWins', 'updateWins', 'review'] as const).flatMap((againstUpdate) => {
    const life = { creates: [0], deletes: [0], againstUpdate }
    return [
      holds({ name: `an answer, A deletes, ${againstUpdate}`, ...answered, life, quick: againstUpdate === 'updateWins' }, true),
      holds({ name: `an answer, A deletes, ${againstUpdate}, late landing`, ...answered, life, late: true }, true),
    ]
  }),
]

/** Rows that come to belong to what a flow carries and no longer do: A creates them, and its first field says so. */
const outside = 2
const filtered: Readonly<Record<string, Partial<Lifecycle>>> = {
  'A deletes': { deletes: [0] },
  'A deletes, remove, accept': { deletes: [0], foreignCreate: 'remove', foreignDelete: 'accept' },
  'anyone deletes': {},
  'B deletes': { deletes: [1] },
}
const crossings: readonly Scenario[] = (['delete', 'keep'] as const).flatMap((whenRowLeaves) =>
  (['deleteWins', 'updateWins', 'review'] as const).flatMap((againstUpdate) => [
    ...Object.entries(filtered).flatMap(([who, life]) =>
      Object.entries(circumstances).map(([circumstance, rest]) =>
        holds(
          {
            name: `rows leave, ${whenRowLeaves}, ${who}, ${againstUpdate}, ${circumstance}`,
            outside,
            life: { creates: [0], whenRowLeaves, againstUpdate, ...life },
            quick: whenRowLeaves === 'delete' && circumstance === 'partitioned' && who === 'A deletes' && againstUpdate === 'updateWins',
            ...rest,
          },
          true,
        ),
      ),
    ),
    holds(
      {
        name: `rows leave, ${whenRowLeaves}, a field of A and one that all write, ${againstUpdate}`,
        outside,
        fields: [0, 'review'],
        reviews: 1,
        life: { creates: [0], whenRowLeaves, againstUpdate },
      },
      true,
    ),
    holds(
      {
        name: `rows leave, ${whenRowLeaves}, three systems, ${againstUpdate}`,
        outside,
        systems: 3,
        fields: [0, 1],
        faults: 0,
        values: [0, 1],
        life: { creates: [0], whenRowLeaves, againstUpdate },
      },
      true,
    ),
  ]),
)

/** A blank of the writer leaves what others hold alone. */
const blanks: readonly Scenario[] = [
  holds({ name: 'blanks leave others alone', keepWhenBlank: true, quick: true }),
  holds({ name: 'blanks leave others alone, late landing, 2 faults', keepWhenBlank: true, late: true, faults: 2 }),
  holds({ name: 'blanks leave others alone, the position lags', keepWhenBlank: true, lag: true }),
  holds({ name: 'blanks leave others alone, partitioned', keepWhenBlank: true, fields: [0, 1], late: true }),
  holds({ name: 'blanks leave others alone, a group', keepWhenBlank: true, fields: [0, 0], group: true, late: true }),
  holds({ name: 'blanks leave others alone, three systems', keepWhenBlank: true, systems: 3, edits: 2 }),
  holds({ name: 'blanks leave others alone, foreign writes kept', keepWhenBlank: true, foreignWrite: 'keep', late: true }),
  holds({ name: 'blanks leave others alone, foreign writes proposed', keepWhenBlank: true, foreignWrite: 'propose', late: true }),
  ...(['deleteWins', 'updateWins'] as const).flatMap((againstUpdate) =>
    (['live', 'absent'] as const).map((start) =>
      holds(
        {
          name: `blanks leave others alone, ${start}, ${againstUpdate}`,
          keepWhenBlank: true,
          late: true,
          start,
          life: { againstUpdate },
          quick: againstUpdate === 'updateWins',
        },
        true,
      ),
    ),
  ),
]

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

export const scenarios: readonly Scenario[] = [
  ...fields,
  ...policies,
  ...lives,
  ...twice,
  ...sharedLives,
  ...reviewedLives,
  ...reviewedAndEdited,
  ...numbered,
  ...crossings,
  ...blanks,
  ...answers,
  ...more,
]

/** One part of the protocol taken away at a time: each must break something. */
function without(part: Part, shape: Omit<Shape, 'name'>, lives = false): Scenario {
  return {
    want: 'BROKEN',
    config: config(
      {
        maxWrites: 14,
        ...shape,
        name: `without ${part}${shape.fields === undefined ? '' : `, ${shape.fields.join(' and ')}`}${lives ? ', lives' : ''}`,
        without: [part],
      },
      lives,
    ),
    quick: true,
  }
}

function crossing(whenRowLeaves: 'delete' | 'keep'): Omit<Shape, 'name'> {
  return { outside, life: { creates: [0], whenRowLeaves, againstUpdate: 'updateWins' } }
}

export const removals: readonly Scenario[] = [
  without('operationMark', {}),
  without('void', { late: true }),
  without('freezing', {}),
  without('condition', { faults: 0 }),
  without('wholeRowAnswer', { fields: [0, 1], faults: 0 }),
  without('asStored', { stores: altered, faults: 0 }),
  without('positionAfterCommit', {}),
  without('decisionFirst', {}),
  without('auditWithDecision', {}),
  without('lookNotCarried', { faults: 0 }),
  without('toldAgain', { faults: 0 }),
  without('decisionPerSystem', { stores: altered, faults: 0 }),
  without('basePerSystem', { faults: 0 }),
  without('condition', { fields: ['precedence'], faults: 0 }),
  without('operationMark', { fields: ['delta'] }),
  without('operationMark', { fields: ['union'] }),
  without('freezing', { fields: ['lastWriteWins'] }),
  without('decisionNumber', { fields: ['precedence'], faults: 0 }),
  without('decisionNumber', { fields: ['review'], systems: 3, faults: 0 }),
  without('strictCondition', { fields: ['delta'], faults: 0 }),
  without('deltaOfEqual', { fields: ['delta'], faults: 0 }),
  without('fieldTime', { fields: ['lastWriteWins', 'lastWriteWins'], values: [0, 1, 2], faults: 0 }),
  without('heldKeeps', { fields: ['review'], faults: 0 }),
  without('heldKeeps', { ...answered, faults: 0 }),
  without('unmoved', { ...answered, faults: 0 }),
  without('operationMark', { start: 'absent' }, true),
  without('void', { late: true }, true),
  without('freezing', {}, true),
  without('deleteCondition', { faults: 0 }, true),
  without('deathMark', { faults: 0 }, true),
  without('ownId', { ownIds: true, faults: 0 }, true),
  without('insertIsInsert', { faults: 0, start: 'absent' }, true),
  without('updateIsUpdate', { faults: 0 }, true),
  without('lifePerSystem', { faults: 0 }, true),
  without('deleteSawFields', { faults: 0, life: { againstUpdate: 'updateWins' } }, true),
  without('lostCreation', { faults: 0, start: 'absent' }, true),
  without(
    'foreignApart',
    { faults: 0, start: 'absent', fields: [1], life: { creates: [0], foreignCreate: 'remove', againstUpdate: 'updateWins' } },
    true,
  ),
  without('reportedApart', { faults: 0, start: 'absent', life: { creates: [0] } }, true),
  without('reportedTakesBack', { life: { onDelete: 'keep' } }, true),
  without('leaving', { ...crossing('delete'), faults: 0 }, true),
  without('leavingIsNoDelete', { ...crossing('keep'), faults: 0 }, true),
  without('leavingIsNoDelete', { ...crossing('delete'), fields: [0, 1], faults: 0 }, true),
  without('leftApart', { ...crossing('delete'), fields: [0, 1], faults: 0 }, true),
  without('keptApart', { ...crossing('keep'), faults: 0 }, true),
  without('keptInAudit', { ...crossing('delete'), fields: [0, 1], faults: 0 }, true),
  without('entryTold', { ...crossing('keep'), faults: 0 }, true),
  without('blankPlanned', { keepWhenBlank: true, faults: 0 }),
  without('blankSettled', { keepWhenBlank: true, faults: 0 }),
]
